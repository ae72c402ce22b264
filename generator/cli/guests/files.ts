import { type Dirent, readdirSync } from 'node:fs';
import { diagnostic } from '../../diagnostics/catalog.js';
import { type Diagnostic, type Result, result } from '../../diagnostics/diagnostic.js';
import { quote } from '../../diagnostics/visible.js';
import { byCodePoint } from '../../ir/order.js';
import { nodeHost } from '../../source/node-host.js';
import { reason } from '../writer/disk.js';
import { alternativesOf, fits, mostAlternatives, type Segment, segmentsOf, TooManyAlternatives } from './pattern.js';

/** What a folder stands for. */
const modulesBelow = segmentsOf('**/*.wasm');

/**
 * The files that `--guests` names: paths, folders (every `*.wasm` below) and patterns with `**`, `*`, `?` and braces, relative
 * to the current folder. Each once, by code point. What exists by its name is that and no pattern. Below `**` links to folders
 * and what begins with a dot are not entered. An argument that names nothing is an error, and so is a folder that cannot be
 * listed: fewer modules than were meant must not pass.
 */
export function guestFiles(patterns: readonly string[]): Result<readonly string[]> {
  const files = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  for (const pattern of patterns) {
    const { value, diagnostics: faults } = filesOf(pattern);
    diagnostics.push(...faults);
    for (const path of value ?? []) files.add(path);
  }
  return result([...files].sort(byCodePoint), diagnostics);
}

function filesOf(pattern: string): Result<readonly string[]> {
  const refuse = (why: string) =>
    result<readonly string[]>(undefined, [diagnostic('usage/option', undefined, { option: '--guests', why })]);
  try {
    const files = pattern.trim() === '' || pattern.includes('\0') ? [] : found(pattern);
    return files.length > 0 ? result(files, []) : refuse(`names no file: ${quote(pattern)}`);
  } catch (cause) {
    if (cause instanceof TooManyAlternatives)
      return refuse(`has braces that stand for more than ${mostAlternatives} patterns: ${quote(pattern)}`);
    if (!(cause instanceof Unlisted)) throw cause;
    return result<readonly string[]>(undefined, [diagnostic('io/read', undefined, { path: cause.path, why: reason(cause.cause) })]);
  }
}

function found(pattern: string): readonly string[] {
  const kind = kindOf(pattern, 'missing');
  const base = pattern.startsWith('/') ? '/' : '';
  const plain =
    base +
    pattern
      .split('/')
      .filter((name) => name !== '' && name !== '.')
      .join('/');
  if (kind === 'folder') return new Walk().from(plain, modulesBelow);
  if (kind !== 'missing') return [plain];
  return alternativesOf(pattern).flatMap((one) => new Walk().from(base, segmentsOf(one)));
}

type Kind = ReturnType<typeof nodeHost.kind>;

/** What a path is; `failed` where it cannot be looked at. */
function kindOf(path: string, failed: Kind): Kind {
  try {
    return nodeHost.kind(path);
  } catch {
    return failed;
  }
}

/** Thrown where a folder cannot be listed. */
class Unlisted extends Error {
  constructor(
    readonly path: string,
    override readonly cause: unknown,
  ) {
    super('a folder cannot be listed');
  }
}

/** One walk along a pattern. Where it has been with what was left of the pattern it need not go again. */
class Walk {
  private readonly files: string[] = [];
  private readonly been = new Set<string>();

  from(folder: string, segments: readonly Segment[]): readonly string[] {
    this.visit(folder, segments);
    return this.files;
  }

  private visit(folder: string, segments: readonly Segment[]): void {
    const place = `${segments.length} ${folder}`;
    const [segment, ...rest] = segments;
    if (segment === undefined || this.been.has(place)) return;
    this.been.add(place);
    if (segment === 'any-depth') {
      this.visit(folder, rest);
      for (const entry of list(folder))
        if (entry.isDirectory() && !entry.name.startsWith('.')) this.visit(join(folder, entry.name), segments);
    } else if ('literal' in segment) {
      // Where it cannot be looked at, reading it will tell why.
      const path = join(folder, segment.literal);
      this.reach(path, kindOf(path, rest.length > 0 ? 'folder' : 'other'), rest);
    } else {
      for (const entry of list(folder)) {
        if (!fits(entry.name, segment.parts)) continue;
        const path = join(folder, entry.name);
        this.reach(path, entry.isSymbolicLink() ? linkedKind(path) : entry.isDirectory() ? 'folder' : 'file', rest);
      }
    }
  }

  /** At the end of a pattern everything but a folder counts: what is no file is told when it is read. */
  private reach(path: string, kind: Kind, rest: readonly Segment[]): void {
    if (rest.length > 0) {
      if (kind === 'folder') this.visit(path, rest);
    } else if (kind !== 'folder' && kind !== 'missing') this.files.push(path);
  }
}

/** A link that leads nowhere stays what it is named as, so that it is told. */
function linkedKind(path: string): Kind {
  const kind = kindOf(path, 'other');
  return kind === 'missing' ? 'other' : kind;
}

function list(folder: string): Dirent[] {
  try {
    return readdirSync(folder === '' ? '.' : folder, { withFileTypes: true });
  } catch (cause) {
    throw new Unlisted(folder === '' ? '.' : folder, cause);
  }
}

const join = (folder: string, name: string): string => (folder === '' || folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`);
