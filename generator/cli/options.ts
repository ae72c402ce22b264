import { Option } from 'commander';

/** Parts of the command line that several commands have. */

export const abiOption = () =>
  new Option('--abi <dir>', 'folder of an ABI, or of one version of it (default: the Molt ABI that comes with the tool)');

export const versionOption = () =>
  new Option('--abi-version <version>', 'version to hold it to: exact, 1.2 or next (default: the newest release)');

export const formatOption = () =>
  new Option('--format <format>', 'text for people, json for programs').choices(['text', 'json']).default('text');

export const reportOption = () =>
  new Option('--format <format>', 'form of the report')
    .choices(['text', 'json', 'markdown', 'html', 'sarif', 'github', 'junit'])
    .default('text');

export const outputOption = () =>
  new Option('--output <file>', 'file to write in place of standard output; it is the old one or the new one');

export const examples = (...lines: string[]): string => ['', 'Examples:', ...lines.map((line) => `  $ ${line}`)].join('\n');

/** An option that is given twice adds to its list. */
export const listed = (value: string, before: string | undefined): string => (before === undefined ? value : `${before},${value}`);

/** As a list: globs may hold any character that an option can. */
export const gathered = (value: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), value];

export const refs = `
A version is one of:
  1.2.3, v1.2, latest, next   of the ABI: exact, the newest 1.2.x, the newest release, the candidate
  DIR, FILE                   the folder of an ABI or of one version, or an abi.json
  git:REV, git:REV:PATH       that folder as it was in a revision; PATH counts from the root of the repository
  npm:NAME@VERSION[:PATH]     the ABI in a package: the installed one if it is that version, else fetched
`;

export const exits = `
Exit codes:
  0 ok; 1 findings or stale output; 2 usage; 3 schema, policy or ledger; 4 wasm; 5 input and output; 6 a limit;
  70 a bug in molt-abi; 128+n ended by signal n. Of several errors the gravest counts: 70, 5, 6, 4, 3, 2, 1.`;
