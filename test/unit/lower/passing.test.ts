import { expect, test } from 'vitest';
import { compiled, faults, fn, functionFaults, type Json, usual } from '../resolve/support.js';

const out = { pass: 'out' };

/** The core parameters and the passings of a function with these parameters. */
function lowered(params: readonly Json[], result: Json | undefined = { errors: 'errno' }) {
  const { lowered: abi } = compiled({ types: usual, functions: { f: fn({ params, result }) } });
  const found = abi.interfaces[0]?.functions[0];
  if (!found) throw new Error('no function');
  return {
    core: found.coreParams.map((c) => `${c.name}: ${c.type} ${c.role}`),
    by: found.passings.map((p) => `${p.param.name} ${p.by} ${p.at}`),
    results: found.signature.results,
    passings: found.passings,
  };
}

/** One parameter `p` of each passing: its core parameters and how it crosses. */
const passings: readonly (readonly [param: Json, core: readonly string[], by: string])[] = [
  [{ type: 'bool' }, ['p: i32 value'], 'value'],
  [{ type: 's64' }, ['p: i64 value'], 'value'],
  [{ type: 'f32' }, ['p: f32 value'], 'value'],
  [{ type: 'f64' }, ['p: f64 value'], 'value'],
  [{ type: 'u32', core: 'i64' }, ['p: i64 value'], 'value'],
  [{ type: 'mode' }, ['p: i32 value'], 'value'],
  [{ type: 'id' }, ['p: i64 value'], 'value'],
  [{ type: 'file', own: true, coreNames: ['handle'] }, ['handle: i32 value'], 'value'],
  [{ type: 'address' }, ['p: i32 value'], 'value'],
  [{ type: 'pointer', addressType: 'i64' }, ['p: i64 address'], 'pointer'],
  [{ type: 'string' }, ['p-ptr: i32 address', 'p-len: i32 length'], 'buffer'],
  [{ type: 'bytes', addressType: 'i64', lengthType: 'i64' }, ['p-ptr: i64 address', 'p-len: i64 length'], 'buffer'],
  [{ type: 'bytes', pass: 'inout', lengthType: 'i64' }, ['p-ptr: i32 address', 'p-len: i64 length'], 'buffer'],
  [{ type: 'name' }, ['p-ptr: i32 address', 'p-len: i32 length'], 'buffer'],
  [{ type: 'launch' }, ['p-ptr: i32 address', 'p-len: i32 length'], 'buffer'],
  [{ type: 'bytes', ...out, written: 'all' }, ['p-ptr: i32 address', 'p-cap: i32 capacity'], 'out-buffer'],
  [
    { type: 'string', ...out, written: 'length', whenShort: 'truncate', coreNames: ['buf', 'cap', 'len'] },
    ['buf: i32 address', 'cap: i32 capacity', 'len: i32 length-address'],
    'out-buffer',
  ],
  [{ type: 'points' }, ['p-ptr: i32 address', 'p-count: i32 count'], 'list'],
  [{ type: 'buffers', lengthType: 'i64' }, ['p-ptr: i32 address', 'p-count: i64 count'], 'list'],
  [{ type: 'point' }, ['p-ptr: i32 address'], 'memory'],
  [{ type: 'u64', ...out, addressType: 'i64' }, ['p-ptr: i64 address'], 'memory'],
  [{ type: 'file', ...out, coreNames: ['out_handle'] }, ['out_handle: i32 address'], 'memory'],
];

test.each(passings)('%j', (param, core, by) => {
  const found = lowered([
    { name: 'before', type: 'u64' },
    { name: 'p', ...param },
    { name: 'after', type: 'f64' },
  ]);
  expect(found.core).toEqual(['before: i64 value', ...core, 'after: f64 value']);
  expect(found.by).toEqual(['before value 0', `p ${by} 1`, `after value ${1 + core.length}`]);
});

test('lists know where their count stands, their own or one that stands after both', () => {
  const found = lowered([
    { name: 'in', type: 'points', count: 'n' },
    { name: 'out', type: 'points', ...out, count: 'n' },
    { name: 'n', type: 'u32', pass: 'count' },
    { name: 'own', type: 'points' },
  ]);
  expect(found.core).toEqual([
    'in-ptr: i32 address',
    'out-ptr: i32 address',
    'n: i32 count',
    'own-ptr: i32 address',
    'own-count: i32 count',
  ]);
  expect(found.passings.map((p) => (p.by === 'list' ? p.countAt : p.by))).toEqual([2, 2, 'count', 4]);
});

test('the core result follows from type, encoding and domain', () => {
  const result = (r: Json | undefined) => lowered([], r).results;
  const small = {
    types: { ...usual, tiny: { kind: 'errors', repr: 'u16', cases: { OK: 0 } }, long: { kind: 'errors', repr: 's64', cases: { BAD: 1 } } },
  };
  const of = (r: Json) =>
    compiled({ ...small, functions: { f: fn({ result: r }) } }).lowered.interfaces[0]?.functions[0]?.signature.results;
  expect(compiled({ functions: { f: fn() } }).lowered.interfaces[0]?.functions[0]?.signature.results).toEqual([]);
  expect(result({ type: 'f64' })).toEqual(['f64']);
  expect(result({ type: 'u32', core: 'i64' })).toEqual(['i64']);
  expect(result({ type: 'u64', errors: 'errno' })).toEqual(['i64']);
  expect(result({ errors: 'errno' })).toEqual(['i32']);
  expect(of({ errors: 'long' })).toEqual(['i64']);
  expect(of({ errors: 'tiny', encoding: 'status' })).toEqual(['i32']);
  expect(of({ errors: 'long', encoding: 'status' })).toEqual(['i64']);
  expect(lowered([{ name: 'p', type: 'bytes', ...out, written: 'result' }]).results).toEqual(['i32']);
});

test('an explicit core type widens an integer and nothing else', () => {
  const core = (type: string, wanted: string) => functionFaults({ params: [{ name: 'p', type, core: wanted }] });
  expect(core('u8', 'i64')).toEqual([]);
  expect(core('u64', 'i64')).toEqual([]);
  expect(core('u64', 'i32')).toEqual(['lower/core-type /functions/f/params/0: x.f.p is i64, which i32 cannot carry']);
  expect(core('f32', 'f64')).toEqual(['lower/core-type /functions/f/params/0: x.f.p is f32, which f64 cannot carry']);
  expect(functionFaults({ result: { type: 'u32', core: 'f32' } })).toEqual([
    'lower/core-type /functions/f/result: the result of x.f is i32, which f32 cannot carry',
  ]);
  expect(functionFaults({ result: { type: 'bytes', core: 'i32' } })).toEqual([
    'lower/core-type /functions/f/result: the result of x.f is bytes, which i32 cannot carry',
  ]);
  expect(functionFaults({ result: { type: 'points' } })).toEqual([
    'lower/core-type /functions/f/result: the result of x.f cannot be list: a result is one number',
  ]);
});

test('engines take 1000 parameters and not one more; what has no layout cannot be passed', () => {
  const params = (n: number) => Array.from({ length: n }, (_, i) => ({ name: `p${i}`, type: 'u8' }));
  expect(functionFaults({ params: params(1000) })).toEqual([]);
  expect(functionFaults({ params: params(1001) })).toEqual([
    'lower/too-many-parameters /functions/f: x.f lowers to 1001 core parameters; engines accept 1000',
  ]);
  expect(functionFaults({ params: [{ name: 'p', type: 'texts' }] }, { texts: { kind: 'list', of: 'string' } })).toEqual([
    'lower/no-layout /functions/f/params/0: string has no fixed size in memory',
  ]);
});

const answer = (params: Json[], result?: Json): Json => ({
  answer: { export: 'a', required: false, params, ...(result ? { result } : {}) },
});
const forwarding = (exports: Json) =>
  faults({
    types: usual,
    functions: { f: fn({ params: [{ name: 'p', type: 'u64' }], result: { type: 'u64' }, answeredBy: { export: 'answer' } }) },
    exports,
  });

test('an import that a guest export answers has its core type', () => {
  expect(forwarding(answer([{ name: 'x', type: 'id' }], { type: 's64' }))).toEqual([]);
  expect(forwarding(answer([{ name: 'x', type: 'address', core: 'i64' }], { type: 'address', core: 'i64' }))).toEqual([]);
  expect(forwarding(answer([{ name: 'x', type: 'u32' }], { type: 'u64' }))).toEqual([
    'lower/core-type /functions/f: x.f has the core type (i64) -> i64, and x.answer, which answers it, (i32) -> i64',
  ]);
  expect(forwarding(answer([]))).toEqual([
    'lower/core-type /functions/f: x.f has the core type (i64) -> i64, and x.answer, which answers it, () -> nothing',
  ]);
});

test('guest exports take and give one number each', () => {
  expect(faults({ exports: answer([{ name: 'x', type: 'u64', core: 'i32' }], { type: 'string' }) })).toEqual([
    'lower/core-type /exports/answer: x of x.answer is i64, which i32 cannot carry',
    'lower/core-type /exports/answer: the result of x.answer is string: guest exports take and give one number each',
  ]);
});

test('the memory of the ABI is that of whichever interface has it', () => {
  expect(compiled({}).lowered.memory).toBeUndefined();
  expect(compiled({ memories: { m: { import: 'memory', min: 2, max: 4, shared: true } } }).lowered.memory).toMatchObject({
    field: 'memory',
    shared: true,
  });
});
