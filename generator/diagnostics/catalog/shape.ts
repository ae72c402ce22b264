import { error, warning } from '../entry.js';

export const shapeCatalog = {
  'shape/unknown-key': error<{ key: string; where: string }>({
    summary: 'A key that the schema language does not have. Nothing that is unknown is ignored.',
    message: ({ key, where }) => `${where} has no key ${key}`,
    help: 'Remove the key or correct its spelling.',
  }),
  'shape/missing-key': error<{ key: string; where: string }>({
    summary: 'A key that must be there is not.',
    message: ({ key, where }) => `${where} lacks the key ${key}`,
    help: 'Add the key.',
  }),
  'shape/wrong-type': error<{ expected: string; found: string }>({
    summary: 'A value of the wrong JSON type.',
    message: ({ expected, found }) => `expected ${expected}, found ${found}`,
  }),
  'shape/bad-value': error<{ found: string; why: string }>({
    summary: 'A value that its keyword does not allow.',
    message: ({ found, why }) => `${found} ${why}`,
  }),
  'shape/bad-name': error<{ name: string }>({
    summary: 'A name that is not an identifier: names become identifiers of other languages, so they are ASCII.',
    message: ({ name }) => `${name} is not a name`,
    help: 'Use a letter, then letters and digits, parted by single hyphens or underscores.',
  }),
  'shape/too-many': error<{ shown: number; file: string }>({
    summary: 'A file has more faults of shape than are worth telling one by one.',
    message: ({ shown, file }) => `${file} has more faults than the ${shown} shown`,
    help: 'Correct those that are shown first.',
  }),
  'shape/bad-path': error<{ path: string; why: string }>({
    summary: 'An interface file is named by something else than a plain relative path inside the folder of the ABI.',
    message: ({ path, why }) => `${path} ${why}`,
    help: 'Write the path relative to the folder of abi.json, with forward slashes: `socket.json` or `net/socket.json`.',
  }),
  'shape/no-file': error<{ path: string }>({
    summary: '`abi.json` lists an interface file that does not exist.',
    message: ({ path }) => `there is no file ${path}`,
    help: 'Correct the path, or add the file. Interface files end in .json.',
  }),
  'shape/duplicate-item': error<{ item: string }>({
    summary: 'A list in which each item may stand once has one twice.',
    message: ({ item }) => `${item} stands here a second time`,
    help: 'Keep one of the two.',
  }),
  'shape/duplicate-interface': error<{ name: string }>({
    summary: 'Two files declare an interface of the same name.',
    message: ({ name }) => `there is already an interface ${name}`,
    help: 'Rename one of them, or join the two files.',
  }),
  'shape/unlisted-file': warning<{ file: string }>({
    summary: 'A file has the form of an interface document, but `abi.json` does not list it, so it is not part of the ABI.',
    message: ({ file }) => `${file} is not listed in abi.json, so it is not compiled`,
    help: 'Add it to `interfaces` in abi.json, or remove it.',
  }),
  'shape/hidden-text': warning<{ character: string; texts: number }>({
    summary: 'A text holds characters that cannot be seen, or that change the order in which the text around them is shown.',
    message: ({ character, texts }) =>
      `this text holds the hidden character ${character}${texts > 1 ? `; ${texts} texts of the file hold such` : ''}`,
    help: 'Remove it unless it is meant. Documentation in the output shows it as an escape.',
  }),
};
