import { error } from '../entry.js';

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
  'usage/option': error<{ option: string; why: string }>({
    summary: 'An option or its value is not known.',
    exit: 2,
    message: ({ option, why }) => `${option} ${why}`,
  }),
  'usage/config': error<{ why: string }>({
    summary: 'The configuration file has a key or a value that is not known.',
    exit: 2,
    message: ({ why }) => `the configuration ${why}`,
    help: 'Known keys: abi, abiVersion, target, emit, out, strictHost.',
  }),
};
