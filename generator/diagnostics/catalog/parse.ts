import { error } from '../entry.js';

export const parseCatalog = {
  'parse/syntax': error<{ expected: string; found: string }>({
    summary: 'A file is not JSON (RFC 8259).',
    message: ({ expected, found }) => `expected ${expected}, found ${found}`,
    help: 'Correct the JSON here. Comments and trailing commas are not JSON.',
  }),
  'parse/empty': error({
    summary: 'A file that should hold JSON is empty or all NUL bytes, as after a crash while it was written.',
    message: () => 'the file is empty',
    help: 'Restore the file, for example from version control.',
  }),
  'parse/encoding': error<{ what: string }>({
    summary: 'A file is not UTF-8.',
    message: ({ what }) => `the file is not UTF-8: ${what}`,
    help: 'Save the file as UTF-8.',
  }),
  'parse/duplicate-key': error<{ key: string }>({
    summary: 'An object has the same key twice, perhaps spelled with escapes. JSON readers silently keep one of them.',
    message: ({ key }) => `the key ${key} stands here a second time`,
    help: 'Keep one of the two.',
  }),
  'parse/number': error<{ literal: string; why: string }>({
    summary: 'A number that would lose digits or sign if it were read as most readers do.',
    message: ({ literal, why }) => `the number ${literal} ${why}`,
    help: 'Write 64-bit integers as decimal strings.',
  }),
  'parse/depth': error<{ limit: number }>({
    summary: 'JSON nested deeper than any ABI needs.',
    exit: 6,
    message: ({ limit }) => `nested deeper than ${limit} levels`,
    help: 'Flatten the document.',
  }),
  'parse/size': error<{ bytes: number; limit: number }>({
    summary: 'A file larger than the tool reads.',
    exit: 6,
    message: ({ bytes, limit }) => `the file has ${bytes} bytes; at most ${limit} are read`,
    help: 'Split the interface into several files.',
  }),
  'parse/limit': error<{ what: string; limit: number }>({
    summary: 'More of something than the tool reads: values in a file, characters in a string, files, bytes or levels below a folder.',
    exit: 6,
    message: ({ what, limit }) => `more than ${limit} ${what}`,
    help: 'Split the document, or remove what is not part of the ABI.',
  }),
  'parse/outside': error<{ path: string; why: string }>({
    summary: 'A file or folder of the ABI is a link to another place, so that the ABI is not what its folder holds.',
    exit: 5,
    message: ({ path, why }) => `${path} ${why}`,
    help: 'Put the file itself into the folder.',
  }),
};
