// Derives schemas/molt/1.0.0 to 1.4.0 from 1.5.0.
//
// The public history of Molt has names, core types and dates only, so the older versions carry the meaning that 1.5.0
// gives the same imports. An item is in a version when its `since` is not newer.
//
//   node test/tools/backdate-molt.mjs [folder of the ABI versions]
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const newest = '1.5.0';
const versions = ['1.0.0', '1.1.0', '1.2.0', '1.3.0', '1.4.0'];
const root = process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), '../../schemas/molt');
const itemLists = ['functions', 'memories', 'tables', 'globals', 'tags', 'exports', 'types'];
const imported = ['functions', 'memories', 'tables', 'globals', 'tags'];

const read = (path) => JSON.parse(readFileSync(join(root, newest, path), 'utf8'));
const number = (version) => version.split('.').reduce((sum, part) => sum * 1000 + Number(part), 0);
const notAfter = (a, b) => number(a) <= number(b);

const abi = read('abi.json');
const documents = abi.interfaces.map(read);
const payloads = new Map(readdirSync(join(root, newest, 'payloads')).map((name) => [`payloads/${name}`, read(`payloads/${name}`)]));

/** Keywords whose value names a type, an export or a payload file. */
const referring = new Set([
  'type',
  'of',
  'errors',
  'pumps',
  'schema',
  'answeredBy',
  'export',
  'new',
  'send',
  'close',
  'allocate',
  'free',
  'poll',
]);

/** What an item names: strings under a referring keyword. */
function* named(value, under) {
  if (typeof value === 'string' && referring.has(under)) yield value;
  else if (Array.isArray(value)) for (const inner of value) yield* named(inner, under);
  else if (typeof value === 'object' && value !== null) for (const [key, inner] of Object.entries(value)) yield* named(inner, key);
}

const referable = new Map();
for (const document of documents)
  for (const list of ['types', 'exports'])
    for (const [name, item] of Object.entries(document[list] ?? {}))
      referable.set(`${document.interface}.${name}`, { item, interfaceName: document.interface });
for (const path of payloads.keys()) referable.set(path, { item: {}, interfaceName: '' });

/** Ids that a name can mean; `{n}` in the name of an arity family stands for a number. */
function ids(name, interfaceName) {
  const spelled = name.endsWith('{n}')
    ? [...referable.keys()].filter((id) => id.replace(/\d+$/, '{n}') === name)
    : [name, `${interfaceName}.${name}`];
  return spelled.filter((id) => referable.has(id));
}

/** Ids of all that the given imports need, directly or through types. */
function reached(imports) {
  const seen = new Set();
  const open = [...imports];
  for (let next = open.pop(); next !== undefined; next = open.pop())
    for (const name of named(next.item))
      for (const id of ids(name, next.interfaceName))
        if (!seen.has(id)) {
          seen.add(id);
          open.push(referable.get(id));
        }
  return seen;
}

const importsOf = (list) =>
  list.flatMap((document) =>
    imported.flatMap((key) => Object.values(document[key] ?? {}).map((item) => ({ item, interfaceName: document.interface }))),
  );
const everReached = reached(importsOf(documents));

for (const version of versions) {
  const kept = documents.map((document) => {
    const copy = structuredClone(document);
    for (const key of itemLists)
      for (const [name, item] of Object.entries(copy[key] ?? {})) {
        if (item.since !== undefined && !notAfter(item.since, version)) delete copy[key][name];
        else if (item.deprecated !== undefined && !notAfter(item.deprecated.in, version)) {
          delete item.deprecated;
          if (item.status === 'deprecated') delete item.status;
        }
      }
    return copy;
  });

  // Databases reach the edge with 1.5.0.
  for (const item of Object.values(kept.find((d) => d.interface === 'db').functions)) withoutEdge(item);
  const top = structuredClone(abi);
  for (const name of ['db.read', 'db.write']) withoutEdge(top.capabilities[name]);
  const poll = kept.find((d) => d.interface === 'db').functions['host-poll'];
  if (poll) poll.lacking = { edge: { value: 0 } };

  // A type, export or payload that an import of 1.5.0 needs is kept when an import that is left needs it.
  const needed = reached(importsOf(kept));
  const isKept = (id) => needed.has(id) || !everReached.has(id);
  for (const document of kept)
    for (const key of ['types', 'exports'])
      for (const name of Object.keys(document[key] ?? {})) if (!isKept(`${document.interface}.${name}`)) delete document[key][name];
  for (const document of kept)
    for (const key of itemLists) if (document[key] && Object.keys(document[key]).length === 0) delete document[key];

  const present = new Set(importsOf(kept).map(({ interfaceName }) => interfaceName));
  const files = kept.filter(
    (d) => present.has(d.interface) || d.exports || (d.types && Object.keys(d.types).some((name) => needed.has(`${d.interface}.${name}`))),
  );

  delete top.released;
  top.version = version;
  top.interfaces = files.map((d) => `${d.interface}.json`);
  const folder = join(root, version);
  rmSync(folder, { recursive: true, force: true });
  write(folder, 'abi.json', top);
  for (const document of files) write(folder, `${document.interface}.json`, document);
  const schemas = new Set(files.flatMap((d) => Object.values(d.types ?? {}).map((type) => type.schema)));
  for (const [path, schema] of payloads) if (schemas.has(path)) write(folder, path, schema);
  const count = importsOf(files).reduce((sum, { item }) => sum + (item.family ? item.family.to - item.family.from + 1 : 1), 0);
  console.log(`${version}: ${count} imports, ${files.length} interfaces`);
}

function withoutEdge(item) {
  item.targets = item.targets.filter((target) => target !== 'edge');
}

function write(folder, path, value) {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${layout(value)}\n`);
}

/** JSON with short values on one line. */
function layout(value, indent = '') {
  const line = inline(value);
  const short = line.length + indent.length <= (line.includes('"value":') ? 118 : 110);
  if (typeof value !== 'object' || value === null || (short && (!line.includes('"doc":') || line.includes('"value":')))) return line;
  const deeper = `${indent}  `;
  const list = Array.isArray(value);
  const parts = list
    ? value.map((item) => layout(item, deeper))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${layout(item, deeper)}`);
  return `${list ? '[' : '{'}\n${parts.map((part) => deeper + part).join(',\n')}\n${indent}${list ? ']' : '}'}`;
}

function inline(value) {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  const parts = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${inline(item)}`);
  return parts.length ? `{ ${parts.join(', ')} }` : '{}';
}
