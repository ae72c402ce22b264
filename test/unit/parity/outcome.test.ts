import { describe, expect, test } from 'vitest';
import { checkedOutcome } from '../../../generator/cli/parity/outcome.js';
import { differences, type Outcome } from '../../../runtime-glue/testing.js';

const good = {
  steps: [
    { call: 'echo', returns: '0' },
    { call: 'drop', returns: null },
    { call: 'end', ends: 'exit' },
  ],
  memory: [
    { at: 8192, bytes: '68' },
    { at: 'where', bytes: '' },
  ],
  whole: { size: 65536, changed: [{ at: 8192, was: '00', bytes: '68' }] },
  trace: [['text.echo', 'h', { int: '1' }, [null, true, 1.5, undefined], { kind: 'read', value: 42 }]],
};
const circle: unknown[] = ['text.echo'];
circle.push(circle);

describe('what a host answers for a vector', () => {
  test('is an outcome if it has the form of one', () => {
    expect(checkedOutcome(good)).toBe(good);
    const least = { steps: [], trace: [] };
    expect(checkedOutcome(least)).toBe(least);
    const strays = [{ during: null, at: 1, before: '00', after: 'ff' }];
    expect(checkedOutcome({ ...least, strays })).toEqual({ ...least, strays });
  });

  test.each<[unknown, string]>([
    [undefined, 'an outcome, an object; it is undefined'],
    [null, 'an outcome, an object; it is null'],
    [[], 'an outcome, an object; it is an array'],
    [7n, 'an outcome, an object; it is a bigint'],
    [{ ...good, steps: { 0: good.steps[0] } }, '`steps` as an array; it is an object'],
    [{ ...good, steps: undefined }, '`steps` as an array; it is undefined'],
    [{ ...good, steps: ['echo'] }, '`steps[0]` as an object; it is "echo"'],
    [{ ...good, steps: [{ returns: '0' }] }, '`steps[0].call` as a string; it is undefined'],
    [{ ...good, steps: [{ call: 'echo', returns: 0 }] }, '`steps[0].returns` as a string or null; it is 0'],
    [{ ...good, steps: [{ call: 'echo', returns: 0n }] }, '`steps[0].returns` as a string or null; it is a bigint'],
    [
      { ...good, steps: [{ call: 'echo', ends: 'trap' }] },
      '`steps[0].ends` as one of return, abi-trap, wasm-trap, exception, exit, link-error; it is "trap"',
    ],
    [{ ...good, memory: {} }, '`memory` as an array; it is an object'],
    [{ ...good, memory: [{ at: -1, bytes: '' }] }, '`memory[0].at` as a whole number or the name of an export; it is -1'],
    [
      { ...good, memory: [{ at: 0, bytes: 'AB' }] },
      '`memory[0].bytes` as a string of lower-case hexadecimal digits, two for each byte; it is "AB"',
    ],
    [
      { ...good, memory: [{ at: 0, bytes: new Uint8Array(1) }] },
      '`memory[0].bytes` as a string of lower-case hexadecimal digits, two for each byte; it is a Uint8Array',
    ],
    [{ ...good, whole: {} }, '`whole.size` as a whole number; it is undefined'],
    [{ ...good, whole: null }, '`whole` as an object; it is null'],
    [{ ...good, whole: { size: 1 } }, '`whole.changed` as an array; it is undefined'],
    [{ ...good, whole: { size: 1, changed: [{ at: 0.5, was: '', bytes: '' }] } }, '`whole.changed[0].at` as a whole number; it is 0.5'],
    [
      { ...good, whole: { size: 1, changed: [{ at: 0, was: '0', bytes: '1' }] } },
      '`whole.changed[0].was` as a string of lower-case hexadecimal digits, two for each byte; it is "0"',
    ],
    [
      { ...good, whole: { size: 1, changed: [{ at: 0, was: '00', bytes: '0102' }] } },
      '`whole.changed[0].bytes` as text of as many bytes as `whole.changed[0].was`; it is "0102"',
    ],
    [{ ...good, trace: undefined }, '`trace` as an array; it is undefined'],
    [{ ...good, trace: ['text.echo'] }, '`trace[0]` as an array; it is "text.echo"'],
    [{ ...good, trace: [[1]] }, '`trace[0][0]` as a string; it is 1'],
    [{ ...good, trace: [['text.echo', { a: [1n] }]] }, '`trace[0][1].a[0]` as what JSON has; it is a bigint'],
    [{ ...good, trace: [['text.echo', Number.NaN]] }, '`trace[0][1]` as what JSON has; it is NaN'],
    [{ ...good, trace: [['text.echo', -0]] }, '`trace[0][1]` as what JSON has; it is -0'],
    [{ ...good, trace: [['text.echo', new Map()]] }, '`trace[0][1]` as what JSON has; it is a Map'],
    [{ ...good, trace: [circle] }, '` as nothing deeper than 32 levels; it is an array'],
    [{ ...good, strays: 1 }, '`strays` as an array; it is 1'],
    [
      { ...good, strays: [{ during: 'a b', at: 0, before: '', after: '' }] },
      '`strays[0].during` as the name of an import or null; it is "a b"',
    ],
    [{ ...good, failures: {} }, '`failures` as an array; it is an object'],
    [{ ...good, failures: [{ function: 'text.echo' }] }, '`failures[0].message` as a string; it is undefined'],
    [{ ...good, failures: [{ function: 'a b', message: '' }] }, '`failures[0].function` as the name of an import; it is "a b"'],
  ])('is refused by name of what is wrong: %#', (given, told) => {
    expect(() => checkedOutcome(given)).toThrow(told);
    expect(() => checkedOutcome(given)).toThrow(/^`run` must answer /);
  });
});

describe('differences of an outcome of another form', () => {
  const wanted = checkedOutcome(good);
  test.each(['steps', 'memory', 'trace', 'strays'])('%s that is no array differs', (part) => {
    const found = differences(wanted, { ...wanted, [part]: { 0: 'one' } } as unknown as Outcome);
    expect(found).toEqual([{ at: part, expected: { ...wanted, strays: [] }[part as 'steps'], seen: { 0: 'one' } }]);
  });

  test('a memory that is not told as one differs', () => {
    const wholes = [{}, 1, { size: 65536, changed: [null] }, { size: 65536, changed: [{ at: 8192, was: '00', bytes: 'XX' }] }];
    for (const whole of wholes)
      expect(differences(wanted, { ...wanted, whole } as unknown as Outcome)).toEqual([
        { at: 'whole', expected: wanted.whole, seen: whole },
      ]);
  });

  test('a bigint is nothing that a vector says', () => {
    const seen = { ...wanted, trace: [['text.echo', 1n] as const] };
    expect(differences(wanted, seen)).toEqual([{ at: 'trace[0]', expected: wanted.trace[0], seen: seen.trace[0] }]);
    expect(differences({ ...wanted, trace: [['text.echo', '1n']] }, seen)).toHaveLength(1);
  });
});
