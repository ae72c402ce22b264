import { error, warning } from '../entry.js';

export const emitCatalog = {
  'emit/collision': error<{ language: string; name: string; first: string; second: string }>({
    summary: 'Two items get the same name in an emitted language.',
    message: ({ language, name, first, second }) => `${first} and ${second} are both ${name} in ${language}`,
    help: 'Rename one of them.',
  }),
  'emit/path': error<{ path: string; why: string }>({
    summary: 'An output path that would leave the folder, or that some file systems cannot hold.',
    message: ({ path, why }) => `the output path ${path} ${why}`,
    help: 'Rename the item from which the path is made.',
  }),
  'emit/undeclared': warning<{ item: string; language: string; field: string }>({
    summary: 'An import name that the compiler of an emitted language cannot hold.',
    message: ({ item, language, field }) =>
      `${item} is not declared in ${language}, whose compiler cuts the name ${field} at its zero byte`,
    help: 'Guests in other languages can import it.',
  }),
  'emit/unlisted': warning<{ item: string; field: string }>({
    summary: 'An import name that the file format of `wasm-ld --allow-undefined-file` cannot hold.',
    message: ({ item, field }) => `${item} is not in the list for wasm-ld, which cannot hold the name ${field}`,
    help: 'Guests declare it with an import attribute, as the C header does; such symbols need no list.',
  }),
};
