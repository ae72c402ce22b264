import { describe, expect, test } from 'vitest';
import { deterministicText } from '../../../generator/ir/abi.js';
import { compiled, fn, functionFaults, type Json, usual } from './support.js';

const effects = { nondeterministic: true };
const errors = { errors: 'errno' };
const out = (name: string, type: string, more: Json = {}) => ({ name, type, pass: 'out', ...more });
const errno = { kind: 'errors', repr: 's32', cases: { EBADF: 9, EINVAL: 22 }, roles: { invalid: 'EINVAL' } };
const types = {
  which: { kind: 'enum', repr: 'u32', cases: { DAY: 0, RUN: 1 } },
  silent: { kind: 'errors', repr: 's32', cases: { BAD: 1 } },
  narrow: { kind: 'alias', type: 'u32', min: 1 },
  query: { kind: 'payload', codec: 'json', schema: { type: 'object', properties: {}, additionalProperties: false } },
};
const faultsOf = (deterministic: Json, more: Json) => functionFaults({ effects, deterministic, ...more }, { ...types, errno });

/** Answers that the kit could not give by the function's own types, and what is said about each. */
const wrong: readonly (readonly [answer: Json, more: Json, fault: string])[] = [
  [{ random: true }, { effects: {}, result: { type: 'u32' } }, ': f: every run gets the same answers, so `deterministic` says nothing'],
  [{ random: true }, { answeredBy: 'module', result: { type: 'u32' } }, ': f: no host answers it, so `deterministic` says nothing'],
  [{ unit: 's' }, { result: { type: 'u32' } }, ': f: `deterministic` takes one of random, clock, sleep, values, error'],
  [
    { random: true, values: { result: 1 } },
    { result: { type: 'u32' } },
    ': f: `deterministic` takes one of random, clock, sleep, values, error',
  ],
  [{ clock: 'wall' }, { result: { type: 'u64' } }, ': f: `clock` needs its `unit`'],
  [{ random: true, unit: 's' }, { result: { type: 'u64' } }, ': f: `unit` belongs to `clock` and `sleep`'],
  [{ clock: { DAY: 'wall' }, unit: 's' }, { result: { type: 'u64' } }, ': f: `by` and clocks by case belong together'],
  [{ clock: 'wall', by: 'id', unit: 's' }, { result: { type: 'u64' } }, ': f: `by` and clocks by case belong together'],
  [{ clock: 'wall', unit: 's' }, { result: { type: 'u32' } }, '/clock: f: result must be s64, u64 or f64, so that every time fits'],
  [{ clock: 'wall', unit: 's' }, { result: errors }, '/clock: f: it must have one output'],
  [{ random: true }, { params: [out('a', 'u32'), out('b', 'u32')], result: errors }, '/random: f: it must have one output'],
  [{ random: true }, { result: { type: 'narrow' } }, '/random: f: result is neither bytes that the host fills whole nor a plain number'],
  [
    { random: true },
    { params: [out('a', 'bytes', { written: 'result' })], result: { type: 'u32', ...errors } },
    '/random: f: a is neither bytes that the host fills whole nor a plain number',
  ],
  [
    { random: true },
    { params: [{ name: 'q', type: 'query' }, out('a', 'u32')], result: errors },
    '/random: f: it has a payload, which only a host can read; give an `error`',
  ],
  [
    { clock: { DAY: 'wall' }, by: 'id', unit: 's' },
    { params: [{ name: 'id', type: 'u32' }], result: { type: 'u64', ...errors } },
    '/by: f: there is no parameter id that is an enum',
  ],
  [
    { clock: { DAY: 'wall' }, by: 'id', unit: 's' },
    { params: [{ name: 'id', type: 'which' }], result: { type: 'u64', errors: 'silent' } },
    '/clock: f: there is no `invalid` error for the other clocks',
  ],
  [
    { clock: { NIGHT: 'wall' }, by: 'id', unit: 's' },
    { params: [{ name: 'id', type: 'which' }], result: { type: 'u64', ...errors } },
    '/clock/NIGHT: f: x.which has no case NIGHT',
  ],
  [
    { sleep: 'ms', unit: 'ms' },
    { params: [{ name: 'ms', type: 'string' }], result: errors },
    '/sleep: f: there is no parameter ms that carries a time',
  ],
  [
    { sleep: 'ms', unit: 'ms' },
    { params: [{ name: 'ms', type: 'u32' }], result: { type: 'u32' } },
    '/sleep: f: it has outputs, which a sleep does not tell',
  ],
  [{ values: {} }, { result: { type: 'u32' } }, '/values: f: `values` lacks result'],
  [{ values: { result: 1, more: 2 } }, { result: { type: 'u32' } }, '/values: f: it has no output more'],
  [{ values: { result: 'one' } }, { result: { type: 'u32' } }, '/values/result: f: result cannot be "one"'],
  [{ values: { result: null } }, { result: { type: 'u32' } }, '/values/result: f: result cannot be null'],
  [{ values: { result: 1 } }, { result: { type: 'f64' } }, '/values/result: f: result cannot be 1'],
  [{ values: { result: true } }, { result: { type: 'u32' } }, '/values/result: f: result cannot be true'],
];

test.each(wrong)('%j of %j', (answer, more, fault) => {
  expect(faultsOf(answer, more)).toContain(`resolve/function /functions/f/deterministic${fault}`);
});

test('an error is a case of the function, a number one of its type', () => {
  expect(faultsOf({ error: 'EACCES' }, { result: { type: 'u32' } })[0]).toContain('resolve/no-errors /functions/f/deterministic');
  expect(faultsOf({ error: 'ENOPE' }, { result: errors })[0]).toContain('/functions/f/deterministic/error');
  expect(faultsOf({ values: { result: 300 } }, { result: { type: 'u8' } })).toEqual([
    'resolve/value-range /functions/f/deterministic/values/result: 300 does not fit u8',
  ]);
});

describe('what is said of an answer', () => {
  test.each<[Json, Json, string]>([
    [{ random: true }, { params: [out('a', 'bytes', { written: 'all' })], result: errors }, 'answers from the seeded generator'],
    [{ clock: 'monotonic', unit: 'us' }, { result: { type: 'f64' } }, 'reads the virtual monotonic clock in us'],
    [
      { clock: { DAY: 'wall', RUN: 'monotonic' }, by: 'id', unit: 's' },
      { params: [{ name: 'id', type: 'which' }, out('at', 's64')], result: errors },
      'reads the virtual clock of id in s: DAY is the wall clock, RUN is the monotonic clock, others answer EINVAL',
    ],
    [{ sleep: 'ms', unit: 'ms' }, { params: [{ name: 'ms', type: 'f64' }] }, 'advances the virtual clock by ms in ms'],
    [{ values: {} }, { result: errors }, 'succeeds'],
    [
      { values: { name: 'a"b', big: '9007199254740993', on: false } },
      {
        params: [out('name', 'string', { written: 'length', whenShort: 'truncate' }), out('big', 'u64'), out('on', 'bool')],
        result: errors,
      },
      'answers big 9007199254740993, name "a\\"b", on false',
    ],
    [{ values: { result: null } }, { result: { type: 's64', absent: -1 } }, 'answers result null'],
    [{ error: 'EBADF' }, { result: errors }, 'answers EBADF'],
  ])('%j', (deterministic, more, text) => {
    const { abi } = compiled({ types: { ...usual, ...types, errno }, functions: { f: fn({ effects, deterministic, ...more }) } });
    const [found] = abi.interfaces[0]?.functions ?? [];
    expect(found?.deterministic && deterministicText(found.deterministic)).toBe(text);
  });
});
