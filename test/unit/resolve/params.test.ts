import { expect, test } from 'vitest';
import { functionFaults, type Json, paramFaults } from './support.js';

const out = { pass: 'out' };

/** Parameters whose keywords contradict each other or their type, and what is said about each. */
const wrong: readonly (readonly [param: Json, why: string])[] = [
  [{ type: 'u64', pass: 'count' }, 'a count is a u32'],
  [{ type: 'string', pass: 'inout' }, 'only bytes can be changed in place, not string'],
  [{ type: 'point', pass: 'inout' }, 'only bytes can be changed in place, not x.point'],
  [{ type: 'u32', optional: true }, '(0, 0) means absent only for buffers and lists; use `absent`'],
  [{ type: 'string', absent: 0 }, '`absent` is for values that the guest passes'],
  [{ type: 'u32', ...out, absent: 0 }, '`absent` is for values that the guest passes'],
  [{ type: 'u32', ...out, written: 'result' }, '`written` is for out-buffers'],
  [{ type: 'bytes', written: 'all' }, '`written` is for out-buffers'],
  [{ type: 'bytes', ...out }, 'an out-buffer says how its length is `written`'],
  [{ type: 'u32', whenShort: 'truncate' }, '`whenShort` is for out-buffers'],
  [{ type: 'bytes', ...out, written: 'length' }, 'an out-buffer with a length pointer says what happens `whenShort`'],
  [{ type: 'name', ...out, written: 'result' }, 'an encoded value that may not fit says what happens `whenShort`'],
  [{ type: 'name', ...out, written: 'length', whenShort: 'truncate' }, 'a cut packed cannot be decoded'],
  [{ type: 'string', ...out, written: 'all' }, 'only bytes can fill a whole buffer'],
  [{ type: 'bytes', count: 'n' }, '`count` is for lists'],
  [{ type: 'bytes', core: 'i64' }, '`core` is for values that the guest passes; widen an address with `addressType`'],
  [{ type: 'u32', own: true }, 'only a handle can be owned'],
  [{ type: 'string', role: 'error-text' }, 'the error text is an out string'],
  [{ type: 'u32', retained: true }, 'only bytes that the host reads can be retained'],
  [{ type: 'bytes', ...out, written: 'all', retained: true }, 'only bytes that the host reads can be retained'],
  [{ type: 'pointer', ...out }, 'a raw pointer is passed in'],
  [{ type: 'address', ...out }, 'an address is passed in'],
  [{ type: 'bytes', lengthWidth: 'u64' }, '`lengthWidth` is for a length that is `written` through a pointer'],
  [{ type: 'bytes', ...out, written: 'all', lengthWidth: 'u32' }, '`lengthWidth` is for a length that is `written` through a pointer'],
  [{ type: 'points', ...out }, 'an out list has a `count` parameter or a `maxLength`'],
  [{ type: 'bytes', minLength: 9, maxLength: 8 }, '`minLength` is more than `maxLength`'],
];

test.each(wrong)('%j', (param, why) => {
  expect(paramFaults(param)).toContain(`resolve/parameter /functions/f/params/0: parameter p: ${why}`);
});

/** Parameters that are in order. */
const right: readonly Json[] = [
  { type: 'bool' },
  { type: 'mode', core: 'i64' },
  { type: 'file', own: true },
  { type: 'file', absent: -1 },
  { type: 'bool', absent: 1 },
  { type: 'f64', absent: 0 },
  { type: 'string', optional: true, retained: true },
  { type: 'bytes', pass: 'inout', align: 8, minLength: 4, maxLength: 64 },
  { type: 'bytes', ...out, written: 'all', fault: 'EBADF' },
  { type: 'string', ...out, written: 'result' },
  { type: 'string', ...out, written: 'length', lengthWidth: 'u64', whenShort: 'truncate' },
  { type: 'string', ...out, written: 'length', whenShort: { error: 'ENOMEM', item: 'kept' }, role: 'error-text' },
  { type: 'name', ...out, written: 'result', whenShort: { error: 'ENOMEM', item: 'lost' } },
  { type: 'launch', addressType: 'i64', lengthType: 'i64' },
  { type: 'point', ...out },
  { type: 'points' },
  { type: 'points', ...out, maxLength: 4 },
  { type: 'short', ...out },
  { type: 'buffers' },
  { type: 'pointer' },
  { type: 'address' },
  { type: 'id', coreNames: ['raw'], unit: 'ticks', aliases: ['old'] },
];

test.each(right)('%j is in order', (param) => {
  expect(paramFaults(param)).toEqual([]);
});

test('names, lengths and answers are looked up and held to their ranges', () => {
  expect(paramFaults({ type: 'bytes', fault: 'EIO' })).toEqual([
    'resolve/unknown-case /functions/f/params/0/fault: x.errno has no case EIO',
  ]);
  expect(paramFaults({ type: 'bytes', fault: 'EIO' }, { result: { type: 'u32' } })).toEqual([
    'resolve/no-errors /functions/f/params/0/fault: fault of f.p needs an error domain, and the result has no `errors`',
  ]);
  expect(paramFaults({ type: 'nope' })).toEqual(['resolve/unknown-type /functions/f/params/0/type: there is no type nope']);
  expect(paramFaults({ type: 'bytes', minLength: -1 })).toEqual([
    'resolve/value-range /functions/f/params/0/minLength: -1 does not fit a length: 0 to 4294967295',
  ]);
  expect(paramFaults({ type: 'u8', absent: 256 })).toEqual(['resolve/value-range /functions/f/params/0/absent: 256 does not fit u8']);
  expect(paramFaults({ type: 'bool', absent: 2 })).toEqual(['resolve/value-range /functions/f/params/0/absent: 2 does not fit bool']);
});

test('parameters are held to each other', () => {
  const several = (...params: Json[]) => functionFaults({ params, result: { type: 'u32' } });
  expect(several({ name: 'a', type: 'u32' }, { name: 'a', type: 'u8' })).toEqual([
    'resolve/parameter /functions/f/params/1: parameter a: stands twice',
  ]);
  expect(several({ name: 'a', type: 'points', count: 'n' })).toEqual([
    'resolve/parameter /functions/f/params/0: parameter a: there is no count parameter n',
  ]);
  expect(several({ name: 'n', type: 'u32', pass: 'count' })).toEqual([
    'resolve/parameter /functions/f/params/0: parameter n: no list names it as its count',
  ]);
  const buffer = { type: 'bytes', ...out, written: 'result' };
  expect(several({ name: 'a', ...buffer }, { name: 'b', ...buffer })).toEqual([
    'resolve/parameter /functions/f: parameter b: the result can carry the length of one buffer only',
  ]);
  expect(several({ name: 'a', type: 'u32', aliases: ['b'] }, { name: 'b', type: 'u8' })).toEqual([
    'resolve/duplicate-name /functions/f/params/0/aliases/0: the name b is taken: b and an alias of a',
  ]);
  expect(several({ name: 'a', type: 'u32', repeat: 'n' })).toEqual([
    'resolve/parameter /functions/f/params/0: parameter a: is repeated, but the function is not an arity family',
  ]);
});
