import { error, warning } from '../entry.js';
import { quote } from '../visible.js';

export const toolCatalog = {
  'io/read': error<{ path: string; why: string }>({
    summary: 'A file could not be read.',
    exit: 5,
    message: ({ path, why }) => `cannot read ${path}: ${why}`,
    help: 'Check that the path exists and that you may read it.',
  }),
  'io/write': error<{ path: string; why: string }>({
    summary: 'A file could not be written. The old output is as it was.',
    exit: 5,
    message: ({ path, why }) => `cannot write ${path}: ${why}`,
    help: 'Check that you may write there and that the disk has room.',
  }),
  'io/modified': error<{ path: string }>({
    summary: 'A generated file was changed by hand since it was written.',
    exit: 1,
    message: ({ path }) => `${path} was changed since it was generated`,
    help: 'Move your change elsewhere, or delete the file, and run again.',
  }),
  'io/foreign': error<{ path: string }>({
    summary: 'A file that this tool did not write stands where output would go.',
    exit: 5,
    message: ({ path }) => `${path} was not written by molt-abi`,
    help: 'Choose another --out folder, or move the file away.',
  }),
  'io/exists': error<{ path: string }>({
    summary: '`init` or `infer` found something where it would write.',
    exit: 5,
    message: ({ path }) => `${path} is there already`,
    help: 'Nothing was written. Choose another folder, or move the file away.',
  }),
  'io/outside': error<{ path: string; why: string }>({
    summary: 'Output would go through a link to a place outside the output folder.',
    exit: 5,
    message: ({ path, why }) => `${path} ${why}`,
    help: 'Remove the link, or choose another --out folder.',
  }),
  'io/locked': error<{ folder: string; pid: string }>({
    summary: 'Another molt-abi writes into the same folder.',
    exit: 5,
    message: ({ folder, pid }) => `${folder} is locked by another molt-abi (process ${pid})`,
    help: 'Wait until it has ended and run again.',
  }),
  'io/stale': error<{ path: string; what: string }>({
    summary: '`gen --check` found output that the schema would no longer make.',
    exit: 1,
    message: ({ path, what }) => `${path} ${what}`,
    help: 'Run `molt-abi gen` and commit the result.',
  }),
  'io/unfinished': error<{ folder: string }>({
    summary: 'A run of `gen` was cut short while it wrote, or is writing now; files may be a mix of old and new.',
    exit: 1,
    message: ({ folder }) => `${folder} holds an unfinished run`,
    help: 'If no other run is at work, run `molt-abi gen`: it puts the folder right before it writes.',
  }),
  'io/journal': error<{ path: string; why: string }>({
    summary: 'What an unfinished run of `gen` noted down cannot be used to put the output folder right.',
    exit: 5,
    message: ({ path, why }) => `${path} ${why}`,
    help: 'Restore the output folder from version control, or delete it, with its `.molt-abi-staging`; then run again.',
  }),
  'usage/option': error<{ option: string; why: string }>({
    summary: 'An option or its value is not known.',
    exit: 2,
    message: ({ option, why }) => `${option} ${why}`,
  }),
  'usage/config': error<{ why: string }>({
    summary: 'The configuration file has a key or a value that is not known.',
    exit: 2,
    message: ({ why }) => `the configuration ${why}`,
    help: 'Known keys: abi, abiVersion, target, emit, out, strictHost, deterministic, onlyImports, rustEdition.',
  }),
  'usage/undetermined': warning<{ items: readonly string[] }>({
    summary:
      '`gen --deterministic` emits a host package with functions that can differ from run to run, and that its deterministic mode does not answer.',
    message: ({ items: [first, ...more] }) =>
      `deterministic mode does not answer ${first}${more.length === 0 ? '' : ` and ${more.length} more`}, which can differ from run to run`,
    help: 'Say in the schema how it answers them (`deterministic`), or name their hosts in `hosts` or them in `allow`; the emitted README lists them.',
  }),
  'usage/polluted': error<{ key: string }>({
    summary: 'Code that ran before gave Object.prototype a member that cannot be taken off, so that every object seems to have it.',
    exit: 2,
    message: ({ key }) => `Object.prototype has the member ${quote(key)}, which cannot be taken off`,
    help: 'Find what defines it (a module loaded with --import or --require, or your own code), and remove that.',
  }),
};
