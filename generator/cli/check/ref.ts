import { diagnostic } from '../../diagnostics/catalog.js';
import { type Result, result } from '../../diagnostics/diagnostic.js';
import { quote } from '../../diagnostics/visible.js';

/** What a version can be called on the command line. Nothing of it has been looked up. */
export type Ref =
  /** A version of the ABI at hand: exact, the newest of a line (`1.2`), `latest` or `next`. */
  | { readonly kind: 'release'; readonly text: string; readonly wanted: string }
  /** A folder, or the `abi.json` in it. */
  | { readonly kind: 'path'; readonly text: string; readonly path: string }
  /** A revision; without a path the folder of the ABI at hand, else a path from the root of the repository. */
  | { readonly kind: 'git'; readonly text: string; readonly revision: string; readonly path: string | undefined }
  /** A package; without a version the installed one, without a path the only ABI in it. */
  | {
      readonly kind: 'npm';
      readonly text: string;
      readonly name: string;
      readonly version: string | undefined;
      readonly path: string | undefined;
    };

const longestRef = 1000;

/** Semantic versions, also with parts left out. Build metadata says nothing of the order and is dropped. */
const release = /^v?(\d+(?:\.\d+){0,2}(?:-[0-9A-Za-z.-]+)?)(?:\+[0-9A-Za-z.-]+)?$/;
/** Names that would be options to npm are left out. */
const packageName = /^(?:@[a-z0-9~][a-z0-9._~-]*\/)?[a-z0-9~][a-z0-9._~-]*$/;
const packageVersion = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/;

/**
 * Reads what stands behind `--against` and the like. Nothing that another program could take for an option goes through:
 * neither the whole nor a revision may begin with a hyphen, and control characters and spaces are refused.
 */
export function parseRef(text: string, option: string): Result<Ref> {
  const refuse = (why: string): Result<Ref> =>
    result<Ref>(undefined, [diagnostic('usage/option', undefined, { option, why: `does not take ${quote(text)}: ${why}` })]);
  if (text.trim() === '') return refuse('it is empty');
  if (text.length > longestRef) return refuse(`it has more than ${longestRef} characters`);
  if (/\p{Cc}/u.test(text)) return refuse('it holds a control character');
  if (text.startsWith('-')) return refuse('it looks like an option; a folder of such a name is written ./NAME');
  if (text.startsWith('git:')) return gitRef(text, refuse);
  if (text.startsWith('npm:')) return npmRef(text, refuse);
  if (text === 'latest' || text === 'next') return result<Ref>({ kind: 'release', text, wanted: text }, []);
  const version = release.exec(text)?.[1];
  if (version !== undefined) return result<Ref>({ kind: 'release', text, wanted: version }, []);
  return result<Ref>({ kind: 'path', text, path: folderOf(text) }, []);
}

type Refuse = (why: string) => Result<Ref>;

function gitRef(text: string, refuse: Refuse): Result<Ref> {
  const [revision = '', path] = cutAtColon(text.slice('git:'.length));
  if (revision === '') return refuse('after git: comes a revision, such as git:main or git:v1.2.0:path/to/abi');
  if (revision.startsWith('-')) return refuse('a revision does not begin with a hyphen');
  if (/\s/.test(revision)) return refuse('a revision has no spaces');
  // `main@{yesterday}` and `main@{1}`: what the reflog of this clone says, and what the clock does.
  if (/@\{(?!u\}|upstream\}|push\})/i.test(revision))
    return refuse('what a branch was at a time differs from clone to clone and from day to day; name the commit or a tag');
  const fault = path === undefined ? undefined : pathFault(path);
  return fault === undefined ? result<Ref>({ kind: 'git', text, revision, path: path && folderOf(path) }, []) : refuse(fault);
}

function npmRef(text: string, refuse: Refuse): Result<Ref> {
  const [spec = '', path] = cutAtColon(text.slice('npm:'.length));
  const at = spec.indexOf('@', 1);
  const name = at < 0 ? spec : spec.slice(0, at);
  const version = at < 0 ? undefined : spec.slice(at + 1);
  if (!packageName.test(name)) return refuse(`${quote(name)} is not the name of a package`);
  if (version !== undefined && !packageVersion.test(version))
    return refuse('after the name comes an exact version of the package, such as npm:my-abi@1.2.3, so that the answer stays the same');
  const fault = path === undefined ? undefined : pathFault(path);
  return fault === undefined ? result<Ref>({ kind: 'npm', text, name, version, path: path && folderOf(path) }, []) : refuse(fault);
}

function cutAtColon(text: string): [string, string | undefined] {
  const colon = text.indexOf(':');
  return colon < 0 ? [text, undefined] : [text.slice(0, colon), text.slice(colon + 1)];
}

/** Paths inside a revision or a package: relative, with forward slashes, down only. */
function pathFault(path: string): string | undefined {
  if (path === '') return 'after the second colon comes a path';
  if (path.startsWith('/') || path.includes('\\')) return 'the path is relative to the root and has forward slashes';
  return path.split('/').some((segment) => segment === '..' || segment === '.') ? 'the path has no segments . and ..' : undefined;
}

/** Without slashes at its end; of an `abi.json` the folder that it stands in. */
const folderOf = (path: string): string => {
  const folder = path.replace(/(?:(?<=^|\/)abi\.json)$/, '').replace(/(?<=.)\/+$/, '');
  return folder === '' ? '.' : folder;
};
