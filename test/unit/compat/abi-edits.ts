import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../meta/imports.js';
import { base, type Files } from './fixtures.js';

/** JSON that an edit may change in place. */
type Node = Record<string, unknown>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

const corpus = join(root, 'test/corpus');

/** Valid ABIs to begin with: what they expect of layouts would only forbid edits, and what is unstable may change anyhow. */
export const seeds: readonly Files[] = [
  base,
  ...readdirSync(corpus).map((name) => {
    const files = readdirSync(join(corpus, name), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
    return Object.fromEntries(files.sort().map((file) => [file, JSON.parse(readFileSync(join(corpus, name, file), 'utf8'))])) as Files;
  }),
].map((files) => {
  const copy = structuredClone(files) as Node;
  for (const node of nodesOf(copy)) {
    if (node.kind === 'record' || node.kind === 'variant') for (const key of ['size', 'align', 'payloadOffset']) delete node[key];
    if ('name' in node && 'type' in node) delete node.offset;
    delete node.stability;
  }
  return copy as Files;
});

/** Every object in an ABI, containers before what they contain. */
function nodesOf(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesOf);
  return isNode(value) ? [value, ...Object.values(value).flatMap(nodesOf)] : [];
}

const scalars = ['bool', 'u8', 'u16', 'u32', 'u64', 's8', 's16', 's32', 's64', 'f32', 'f64', 'string', 'bytes', 'address'];
const integers = scalars.slice(1, 9);

/** Lists of parameters and fields, whose order is that of the wire. Parameters of contracts are core types and have no name. */
const lists = (abi: Node): Node[][] =>
  nodesOf(abi).flatMap((node) =>
    ['params', 'fields'].map((key) => node[key]).filter((list): list is Node[] => Array.isArray(list) && list.every(isNode)),
  );

/** Maps of names to numbers. */
const maps = (abi: Node): Node[] => nodesOf(abi).flatMap((node) => [node.cases, node.bits].filter(isNode));

/** Functions, memories and so on: what has a name of its own in a module. */
const functions = (abi: Node): Node[] => nodesOf(abi).flatMap((node) => (isNode(node.functions) ? [node.functions] : []));

type Pick = <T>(items: readonly T[]) => T | undefined;
/** Changes an ABI in place; `number` is anything from 0. */
type Edit = (abi: Node, pick: Pick, number: number) => void;

function setOne(nodes: readonly Node[], keys: readonly string[], values: readonly unknown[], pick: Pick): void {
  const places = nodes.flatMap((node) => keys.filter((key) => typeof node[key] === 'string').map((key) => ({ node, key })));
  const place = pick(places);
  if (place) place.node[place.key] = pick(values);
}

/** What an author may do to an ABI, right or wrong. */
export const edits: Readonly<Record<string, Edit>> = {
  type: (abi, pick) => setOne(nodesOf(abi), ['type', 'of'], scalars, pick),
  repr: (abi, pick) => setOne(nodesOf(abi), ['repr', 'tag'], integers, pick),
  core: (abi, pick) => {
    const param = pick(lists(abi).flat());
    if (param) param[pick(['core', 'lengthType', 'addressType']) ?? 'core'] = pick(['i32', 'i64']);
  },
  drop: (abi, pick, number) => {
    const list = pick(lists(abi));
    list?.splice(number % Math.max(1, list.length), 1);
  },
  insert: (abi, pick, number) => {
    const list = pick(lists(abi));
    list?.splice(number % (list.length + 1), 0, { name: 'inserted', type: pick(scalars) });
  },
  swap: (abi, pick, number) => {
    const list = pick(lists(abi));
    const at = number % Math.max(1, (list?.length ?? 0) - 1);
    if (list && list.length > 1) list.splice(at, 0, ...list.splice(at + 1, 1));
  },
  reserve: (abi, pick) => {
    const field = pick(nodesOf(abi).flatMap((node) => (node.kind === 'record' ? (node.fields as Node[]) : [])));
    if (field) field.reserved = field.reserved !== true;
  },
  renumber: (abi, pick, number) => {
    const map = pick(maps(abi));
    const name = map && pick(Object.keys(map));
    if (map && name !== undefined) map[name] = isNode(map[name]) ? { ...map[name], value: number % 200 } : number % 200;
  },
  dropCase: (abi, pick) => {
    const map = pick(maps(abi));
    const name = map && pick(Object.keys(map));
    if (map && name !== undefined) delete map[name];
  },
  addCase: (abi, pick, number) => {
    const map = pick(maps(abi));
    if (!map) return;
    const like = Object.values(map)[0];
    map.ADDED =
      isNode(like) && Object.keys(like).some((key) => key === 'type' || key === 'fields') ? { ...like, value: number % 200 } : number % 200;
  },
  open: (abi, pick) => {
    const type = pick(nodesOf(abi).filter(({ kind }) => kind === 'enum' || kind === 'errors' || kind === 'flags'));
    if (type) type.open = type.open !== true;
  },
  capability: (abi, pick) => {
    const names = Object.keys((abi['abi.json'] as Node).capabilities ?? {});
    const func = pick(
      functions(abi)
        .flatMap((map) => Object.values(map))
        .filter(isNode),
    );
    if (!func || names.length === 0) return;
    delete func.capabilityReason;
    const asked = pick(['none', ...names, { allOf: names }, { anyOf: names }]);
    func.capability = asked;
    if (asked === 'none') func.capabilityReason = 'It touches nothing outside the guest.';
  },
  dropFunction: (abi, pick) => {
    const map = pick(functions(abi));
    const name = map && pick(Object.keys(map));
    if (map && name !== undefined) delete map[name];
  },
  addFunction: (abi, pick) => {
    const map = pick(functions(abi));
    if (map)
      map.inserted = { import: 'inserted', doc: 'New.', capability: 'none', capabilityReason: 'It touches nothing outside the guest.' };
  },
  result: (abi, pick) => {
    const func = pick(
      functions(abi)
        .flatMap((map) => Object.values(map))
        .filter(isNode),
    );
    if (!func) return;
    if (func.result === undefined) func.result = { type: pick(integers) };
    else delete func.result;
  },
};

/** Changes texts that say something to readers alone: each place to what `textAt` gives for it, if anything. */
export function editDocs(abi: Node, textAt: (place: number) => string | undefined): void {
  const places = new Set([...nodesOf(abi)].filter((node) => typeof node.doc === 'string'));
  for (const map of functions(abi)) for (const func of Object.values(map)) if (isNode(func)) places.add(func);
  for (const [i, node] of [...places].entries()) {
    const text = textAt(i);
    if (text !== undefined) node.doc = text;
  }
}

/** One edit of one ABI, from three numbers; the same numbers make the same edit. */
export function edited(files: Files, name: string, number: number): Files {
  const abi = structuredClone(files) as Node;
  let rest = number;
  const pick: Pick = (items) => {
    const at = rest % Math.max(1, items.length);
    rest = Math.floor(rest / Math.max(1, items.length));
    return items[at];
  };
  edits[name]?.(abi, pick, rest % 1009);
  return abi as Files;
}
