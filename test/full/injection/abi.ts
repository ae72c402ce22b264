import type { Slots } from './texts.js';

type Json = Record<string, unknown>;

const many = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const record = <T>(count: number, prefix: string, make: (i: number) => T): Record<string, T> =>
  Object.fromEntries(many(count, (i) => [`${prefix}${i}`, make(i)]));

/** How much of everything: about 2,500 texts. */
const functions = 114;
const each = 16;

/**
 * The files of an ABI that has a text of `slots` wherever the language takes free text or a free name, in items whose own
 * names are harmless. What is asked for is the same at every call, so two calls give two ABIs of one shape.
 */
export function abiWith(slots: Slots): Record<string, string> {
  const text = () => slots.text();
  const deprecated = (i: number) => ({
    in: '1.0.0',
    removeIn: '2.0.0',
    ...(i % 2 === 0 ? { noReplacement: text() } : { replacement: 'use.function1' }),
    note: text(),
  });
  const life = (i: number): Json => (i % 3 === 0 ? { doc: text(), status: 'deprecated', deprecated: deprecated(i) } : { doc: text() });
  const cases = () => record(3, 'case', (i) => ({ value: i + 1, ...life(i) }));

  const errno = {
    kind: 'errors',
    repr: 's32',
    doc: text(),
    cases: { ...cases(), fault: { value: 14, doc: text() }, invalid: 22, internal: 5, small: 34, removed: 43 },
    roles: { fault: 'fault', invalid: 'invalid', internal: 'internal', 'too-small': 'small', removed: 'removed' },
  };
  const types: Json = {
    errno,
    ...record(each, 'enum', (i) => ({
      kind: 'enum',
      repr: 's32',
      ...life(i),
      cases: cases(),
      ranges: { rest: { from: 100, to: 200, doc: text() } },
    })),
    ...record(each, 'flags', (i) => ({
      kind: 'flags',
      repr: 'u32',
      ...life(i),
      bits: record(3, 'bit', (n) => ({ value: 2 ** n, ...life(n) })),
    })),
    ...record(each, 'alias', (i) => ({ kind: 'alias', type: 'u32', ...life(i), unit: text() })),
    ...record(each, 'handle', (i) => ({ kind: 'handle', repr: 'u32', issuedBy: 'host', ...life(i) })),
    ...record(each, 'record', (i) => ({
      kind: 'record',
      ...life(i),
      fields: many(2, (n) => ({ name: `f${n}`, type: 'u32', ...life(n) })),
    })),
    ...record(each, 'variant', (i) => ({
      kind: 'variant',
      tag: 'u8',
      ...life(i),
      cases: record(2, 'c', (n) => ({ value: n, type: 'u32', ...life(n) })),
    })),
    ...record(each, 'packed', (i) => ({ kind: 'packed', ...life(i), fields: [{ name: 'f', type: 'u8', doc: text() }] })),
    ...record(each, 'union', (i) => ({
      kind: 'packed-union',
      tag: 'u8',
      ...life(i),
      cases: { one: { value: 1, doc: text(), fields: [{ name: 'f', type: 'u8', doc: text() }] } },
    })),
    ...record(each, 'payload', (i) => ({ kind: 'payload', codec: 'json', ...life(i), schema: payload(slots) })),
    ...record(3, 'sized', (i) => ({ kind: 'payload', codec: 'msgpack', ...life(i), ...embedded(slots) })),
  };

  const typed = ['enum', 'flags', 'alias', 'handle', 'record', 'variant', 'packed', 'union', 'payload'];
  const call = (i: number): Json => ({
    import: slots.name(),
    module: slots.name(),
    importAliases: [{ module: slots.name(), name: slots.name() }],
    ...life(i),
    normative: text(),
    capability: i % 2 === 0 ? 'none' : 'demo.use',
    ...(i % 2 === 0 ? { capabilityReason: text() } : {}),
    params: [
      { name: 'number', type: 'u32', doc: text(), unit: text() },
      { name: 'data', type: 'bytes', doc: text(), ...(i % 4 === 0 ? { deprecated: deprecated(0) } : {}) },
      { name: 'typed', type: `${typed[i % typed.length]}${Math.floor(i / typed.length)}`, doc: text() },
    ],
    result: { type: 'u32', doc: text(), unit: text(), errors: 'errno' },
  });

  const imported = () => ({ import: slots.name(), module: slots.name() });
  const use = {
    interface: 'use',
    // Every import has a module of its own.
    module: slots.label(),
    doc: text(),
    types,
    functions: record(functions, 'function', call),
    memories: { memory: { ...imported(), min: 1, ...life(1) } },
    tables: record(1, 'table', (i) => ({ ...imported(), element: 'funcref', min: 1, ...life(i + 1) })),
    globals: record(2, 'global', (i) => ({ ...imported(), type: 'i32', ...life(i + 1) })),
    exports: record(each, 'export', (i) => ({
      export: slots.name(),
      required: i % 2 === 0,
      ...life(i),
      when: text(),
      params: [{ name: 'value', type: 'u32', doc: text() }],
      result: { type: 'u32', doc: text() },
    })),
  };
  const abi = {
    abi: 'demo',
    version: '1.0.0',
    package: '@demo/host',
    doc: text(),
    targets: record(2, 'target', (i) => ({ threads: 'disabled', blocking: i === 0 ? 'allowed' : 'forbidden', ...life(i + 1) })),
    capabilities: { 'demo.use': { nondeterministic: false, doc: text() }, 'demo.old': { nondeterministic: true, ...life(0) } },
    interfaces: ['use.json'],
    modules: Object.fromEntries(
      many(4, (i) => [
        slots.name(),
        { answeredBy: 'host', ...life(i + 1), contracts: { [slots.name()]: { params: ['i32'], results: [], doc: text() } } },
      ]),
    ),
    reserved: many(4, () => ({ module: slots.name(), name: slots.name(), reason: text() })),
    payloadFormats: many(2, () => slots.label()),
  };
  return { 'abi.json': JSON.stringify(abi), 'use.json': JSON.stringify(use) };
}

/** A payload schema with titles, literals, property names and definitions. */
function payload(slots: Slots): Json {
  const definition = slots.label();
  const pointer = definition.replaceAll('~', '~0').replaceAll('/', '~1');
  const [first, second] = [slots.literal(), slots.literal()];
  return {
    title: slots.text(),
    description: slots.text(),
    type: 'object',
    additionalProperties: false,
    required: [first],
    properties: {
      [first]: { description: slots.text(), enum: many(4, () => slots.literal()) },
      [second]: { description: slots.text(), const: slots.literal() },
      [slots.literal()]: { $ref: `#/$defs/${encodeURIComponent(pointer)}` },
    },
    $defs: { [definition]: { title: slots.text(), type: 'array', items: { type: 'string', description: slots.text() } } },
  };
}

/** A payload in which the place of a buffer in memory stands. */
function embedded(slots: Slots): Json {
  const [holder, address, length] = [slots.label().replaceAll('/', '|'), slots.literal(), slots.literal()];
  const number = { type: 'integer', minimum: 0, maximum: 4_294_967_295 };
  return {
    schema: {
      type: 'object',
      additionalProperties: false,
      required: [holder],
      properties: {
        [holder]: {
          type: 'object',
          additionalProperties: false,
          required: [address, length],
          properties: { [address]: number, [length]: number },
        },
      },
    },
    buffers: [{ doc: slots.text(), at: `/${holder.replaceAll('~', '~0')}`, address, length, view: slots.literal(), access: 'in' }],
  };
}
