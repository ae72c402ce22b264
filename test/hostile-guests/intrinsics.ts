/**
 * What belongs to the embedder and no guest may change: every object that a program can reach from the functions and namespaces of
 * the global object, and from syntax. A snapshot of all their own property descriptors, prototypes and extensibility is taken when
 * this module is loaded, which is before any guest runs.
 */
interface Known {
  readonly name: string;
  readonly prototype: object | null;
  readonly extensible: boolean;
  readonly own: readonly (readonly [key: PropertyKey, descriptor: PropertyDescriptor])[];
}

const isObject = (value: unknown): value is object => typeof value === 'function' || (typeof value === 'object' && value !== null);
const namespaces = new Set(['Atomics', 'Intl', 'JSON', 'Math', 'Reflect', 'WebAssembly']);

/** Engines and tools set these on `Error` itself. */
const ofTools = new Set<PropertyKey>(['stackTraceLimit', 'prepareStackTrace']);

const same = (a: PropertyDescriptor | undefined, b: PropertyDescriptor): boolean =>
  a !== undefined &&
  Object.is(a.value, b.value) &&
  a.get === b.get &&
  a.set === b.set &&
  a.writable === b.writable &&
  a.enumerable === b.enumerable &&
  a.configurable === b.configurable;

/** Properties whose value a host makes anew at every look: as Bun does with one list. */
const unsettled = new Map<object, ReadonlySet<PropertyKey>>();

const ownOf = (of: object): Known['own'] =>
  Reflect.ownKeys(of)
    .filter((key) => (of !== Error || !ofTools.has(key)) && !unsettled.get(of)?.has(key))
    .map((key) => [key, Object.getOwnPropertyDescriptor(of, key) as PropertyDescriptor]);

/** As `ownOf`, of an object that is seen for the first time. */
function firstOwnOf(of: object): Known['own'] {
  const anew = ownOf(of).filter(([key, descriptor]) => !same(Object.getOwnPropertyDescriptor(of, key), descriptor));
  if (anew.length > 0) unsettled.set(of, new Set(anew.map(([key]) => key)));
  return ownOf(of);
}

/** Global names whose values are functions or namespaces. What else a host or a tool has there may be state of its own. */
const globals = ownOf(globalThis).filter(([key, { value }]) => typeof value === 'function' || namespaces.has(String(key)));

/** What has no name but is made by syntax: what functions of every kind, and iterators, inherit from. */
const unnamed: readonly (readonly [string, unknown])[] = [
  ['a function', (): void => undefined] as const,
  ['an async function', async (): Promise<void> => undefined] as const,
  ['a generator function', function* () {}] as const,
  ['an async generator function', async function* () {}] as const,
  ['an array iterator', [][Symbol.iterator]()] as const,
  ['a map iterator', new Map()[Symbol.iterator]()] as const,
  ['a set iterator', new Set()[Symbol.iterator]()] as const,
  ['a string iterator', ''[Symbol.iterator]()] as const,
  ['a match iterator', ''.matchAll(/./g)] as const,
].map(([name, made]) => [`what ${name} inherits from`, Object.getPrototypeOf(made)] as const);

function reachable(): ReadonlyMap<object, Known> {
  const found = new Map<object, Known>();
  const left: (readonly [string, unknown])[] = [...unnamed, ...globals.map(([key, { value }]) => [String(key), value] as const)].reverse();
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [name, of] = next;
    if (!isObject(of) || of === globalThis || found.has(of)) continue;
    const known = { name, prototype: Object.getPrototypeOf(of) as object | null, extensible: Object.isExtensible(of), own: firstOwnOf(of) };
    found.set(of, known);
    left.push([`what ${name} inherits from`, known.prototype]);
    for (const [key, { value, get, set }] of known.own) {
      const path = `${name}.${String(key)}`;
      left.push([`the setter of ${path}`, set], [`the getter of ${path}`, get], [path, value]);
    }
  }
  return found;
}

const all = reachable();

/** How many objects are looked at. */
export const size = all.size;

/** What the glue and guests touch: looked at after every guest, since looking at all takes longer than running one. */
const near: readonly object[] = [
  ...[Object, Array, Function, String, Number, Boolean, BigInt, Symbol, Map, Set, WeakMap, Promise, Error],
  ...[TextDecoder, TextEncoder, ArrayBuffer, DataView, Uint8Array, Object.getPrototypeOf(Uint8Array) as typeof Uint8Array],
  ...[WebAssembly.Memory, WebAssembly.Instance, WebAssembly.Module],
].flatMap((made) => [made, made.prototype as object]);
const nearby = [...near, WebAssembly, JSON, Math, Reflect];

function isAsItWas(of: object, { prototype, extensible, own }: Known): boolean {
  if (Object.getPrototypeOf(of) !== prototype || Object.isExtensible(of) !== extensible) return false;
  const now = ownOf(of);
  return now.length === own.length && now.every(([key, descriptor], i) => key === own[i]?.[0] && same(descriptor, own[i][1]));
}

const names = new Set(Reflect.ownKeys(globalThis));

/** The embedder's objects that differ from what they were, by name: of those near the glue, or of all. */
export function disturbed(which: 'near' | 'all'): string[] {
  const looked = which === 'all' ? [...all.keys()] : nearby;
  const changed = looked.flatMap((of) => {
    const known = all.get(of);
    return known === undefined || isAsItWas(of, known) ? [] : [known.name];
  });
  const added = Reflect.ownKeys(globalThis).filter((key) => !names.has(key));
  const replaced = globals.filter(([key, known]) => !same(Object.getOwnPropertyDescriptor(globalThis, key), known));
  return [...changed, ...added.map(String), ...replaced.map(([key]) => String(key))];
}
