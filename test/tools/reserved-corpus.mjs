// Writes the corpora of reserved words: every word of `reserved-words.mjs` in every place of a schema that takes a name.
//
//   node test/tools/reserved-corpus.mjs [folder of the corpora]
//
// Languages map the case of names, so words that differ in case or separators alone are one name in types and members: the
// first spelling stands there. Functions keep them all, in interfaces of their own.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { languages } from './reserved-words.mjs';

const none = { capability: 'none', capabilityReason: 'It touches nothing.' };
const targets = { browser: { threads: 'disabled', blocking: 'forbidden' } };
const folded = (word) => word.replace(/[-_]/g, '').toLowerCase();

/** The first of the words that fold to the same, and what is left. */
function distinct(words) {
  const first = new Map();
  for (const word of new Set(words)) if (!first.has(folded(word))) first.set(folded(word), word);
  const kept = [...first.values()];
  return { kept, rest: [...new Set(words)].filter((word) => !kept.includes(word)) };
}

const all = distinct(languages.flatMap(({ keywords, others }) => [...keywords, ...others]));
const keywords = distinct(languages.flatMap((l) => l.keywords)).kept;
/** In C, AssemblyScript and the text format, the name of an interface is a part of longer names only. */
const nested = ['JavaScript', 'Rust', 'Python', 'WIT'];
const nestedWords = distinct(languages.filter((l) => nested.includes(l.language)).flatMap((l) => l.keywords)).kept;
const imports = [...new Set(languages.flatMap((l) => l.imports))];

const record = (words, value) => Object.fromEntries(words.map((word, i) => [word, value(word, i)]));

/** One function per word: its own name, its import's, its parameter's and its result's. */
const functions = (words) =>
  record(words, (word) => ({
    import: word,
    doc: 'A word.',
    params: [{ name: word, type: 'u32' }],
    result: { name: word, type: 'u32' },
    ...none,
  }));

/** Types of every sort that declarations name, in turn. A type named as a built-in type takes its place, so none is used. */
const sorts = [
  { kind: 'alias', type: 'plain.integer' },
  { kind: 'handle', repr: 'u32', issuedBy: 'host' },
  { kind: 'record', fields: [{ name: 'one', type: 'plain.integer' }] },
  { kind: 'enum', repr: 'u32', cases: { one: 1 } },
  { kind: 'flags', repr: 'u32', bits: { one: 1 } },
  { kind: 'opaque', repr: 'u32' },
];

/** Types whose members are the words. A set of flags has 32 at most. */
function members(words) {
  const flags = {};
  for (let at = 0; at < words.length; at += 32)
    flags[`bits-${at / 32}`] = { kind: 'flags', repr: 'u32', bits: record(words.slice(at, at + 32), (_, i) => 2 ** i) };
  return {
    'all-fields': { kind: 'record', fields: words.map((name) => ({ name, type: 'u32' })) },
    'all-cases': { kind: 'enum', repr: 'u32', cases: record(words, (_, i) => i) },
    'all-errors': { kind: 'errors', repr: 's32', cases: record(words, (_, i) => i + 1) },
    'all-variants': { kind: 'variant', tag: 'u32', cases: record(words, (_, i) => ({ value: i, type: 'u32' })) },
    'all-packed': { kind: 'packed', fields: words.map((name) => ({ name, type: 'u32' })) },
    'all-unions': { kind: 'packed-union', tag: 'u16', cases: record(words, (name, value) => ({ value, fields: [{ name, type: 'u8' }] })) },
    ...flags,
  };
}

/** Functions that carry the types with members, so that their codecs are emitted. */
const carriers = Object.fromEntries(
  ['all-fields', 'all-variants', 'all-packed', 'all-unions'].map((type) => [
    `take-${type}`,
    { import: `take_${type}`, doc: 'Takes one.', params: [{ name: 'value', type }], result: { errors: 'all-errors' }, ...none },
  ]),
);

const callable = (words) =>
  record(words, (word) => ({ export: `${word}!`, required: false, params: [{ name: word, type: 'u32' }], result: { type: 'u32' } }));

const roles = { fault: 'fault', invalid: 'invalid', internal: 'internal' };
const memberTypes = members([...all.kept]);
Object.assign(memberTypes['all-errors'].cases, { fault: 1001, invalid: 1002, internal: 1003 });
memberTypes['all-errors'].roles = roles;

const abi = (capabilities, interfaces) => ({
  $schema: '../../../schemas/abi.schema.json',
  abi: 'words',
  version: '1.0.0',
  targets,
  capabilities: record(capabilities, () => ({ doc: 'A word.', nondeterministic: false })),
  interfaces,
});

/** `none` is the absence of a capability. */
const capabilityNames = nestedWords.map((word) => (word === 'None' ? 'none.of-these' : folded(word)));
const corpora = {
  'reserved-words': {
    'abi.json': abi([], ['functions.json', 'spellings.json', 'imports.json', 'plain.json', 'types.json', 'members.json', 'exports.json']),
    'functions.json': { interface: 'function-names', module: 'env', functions: functions(all.kept) },
    'spellings.json': { interface: 'spellings', module: 'default', functions: functions(all.rest) },
    'imports.json': {
      interface: 'import-names',
      module: '__proto__',
      functions: Object.fromEntries(imports.map((name, i) => [`import-${i}`, { import: name, doc: 'A word.', ...none }])),
    },
    'plain.json': { interface: 'plain', module: 'env', types: { integer: { kind: 'alias', type: 'u32' } } },
    'types.json': { interface: 'type-names', module: 'env', types: record(all.kept, (_, i) => sorts[i % sorts.length]) },
    'members.json': { interface: 'member-names', module: 'env', types: memberTypes, functions: carriers },
    'exports.json': { interface: 'export-names', module: 'env', exports: callable(keywords) },
  },
  'reserved-interfaces': {
    'abi.json': abi(
      capabilityNames,
      nestedWords.map((_, i) => `${i}.json`),
    ),
    ...Object.fromEntries(
      nestedWords.map((word, i) => [
        `${i}.json`,
        {
          interface: word,
          module: word,
          functions: { run: { import: `run_${word}`, doc: 'A word.', capability: capabilityNames[i], denied: { trap: true } } },
        },
      ]),
    ),
  },
};

const root = process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), '../corpus');
for (const [name, files] of Object.entries(corpora)) {
  rmSync(join(root, name), { recursive: true, force: true });
  mkdirSync(join(root, name), { recursive: true });
  for (const [path, value] of Object.entries(files)) writeFileSync(join(root, name, path), `${JSON.stringify(value)}\n`);
}
console.log(
  `${all.kept.length} words, ${all.rest.length} further spellings, ${keywords.length} keywords, ${nestedWords.length} interfaces, ${imports.length} imports`,
);
