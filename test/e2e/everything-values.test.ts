import { describe, expect, test } from 'vitest';
import { everything, start } from './hosts/run.js';
import { utf8 } from './notes.js';
import { packageOf } from './support.js';

const entryOf = await packageOf('test/corpus/everything');
const entry = await entryOf();
const [max64, min64] = [2n ** 64n - 1n, -(2n ** 63n)];

describe.each(everything)('%s passes values', (guest) => {
  test('text in and out, with every way to learn its length', async () => {
    const run = await start(entry, guest);
    const name = utf8('Zoë 🎈');
    expect(run.notes('text')).toEqual([
      ...[-12, 9, 0, 9, name],
      ...[-12, 13, 0, 13, 'first message', 0, 6, 'second'],
      ...[-12, 8, 0, 2, 'ok'],
      ...[0, 4, utf8('žlu')],
      ...[6, 'A long', 4, 'fits'],
      ...[0, 1, 4],
      ...[-1, 'not t', 0, 77],
    ]);
    expect(run.calls).toEqual([
      ['say', 'héllo'],
      ['say', ''],
      ['open', 'inbox'],
      // Two calls for three answers: the first message was kept for the guest.
      ['next', 'inbox'],
      ['next', 'inbox'],
    ]);
    expect(run.failures).toEqual([]);
  });

  test('bytes in, out and in place', async () => {
    const run = await start(entry, guest);
    expect(run.notes('bytes')).toEqual([
      ...[260, -14, -22, 0, -16],
      ...[0, 'filled!!', 5, 'abcde'],
      ...[-12, 3, 0, 3, '\t\b\u0007', 0, '\u0007\b\t'],
      ...[0, 3],
      ...[0, 5, 5, 'hel', 'lo-'],
      ...[4, 'abcd', '\u0001\u0002\u0003', 0xffffffff, min64, 4],
      ...[0, 0x89abcdef],
    ]);
    expect(run.calls).toEqual([
      // The host kept a copy of what the guest has changed since.
      ['wide', [1, 2, 3, 4, 250], 'kept', 'k'],
      ['read', 16],
      ['both', null, null],
      ['both', '', [1, 2]],
      ['gather', [[1, 2], [], [3, 4, 250]]],
      ['scatter', [3, 4]],
      ['several', 4],
      ['use', 'peer'],
      ['poke', [0, 0, 0, 0], 0x89abcdef],
    ]);
    expect(run.failures).toEqual([]);
  });

  test('records and variants', async () => {
    const run = await start(entry, guest);
    expect(run.notes('records')).toEqual([
      // Zero bytes that are reserved, and a kind that there is not, do not reach the host.
      ...[0, -22, -22],
      ...[0, 2, 0, 0xffffffff, -1, 9007199254740993n, 255, 1, 1e-308, -0.25, 16, 0],
      ...[0, 12, -14],
      ...[0, 1, 42, 0, 0, 1, min64, -22, -11],
    ]);
    expect(run.calls).toEqual([
      [
        'set',
        {
          ...{ kind: 1, ok: true, channel: 7, size: 9007199254740993n, mtime: max64 },
          ...{ inner: { a: 200, b: 65535 }, ratio: -0.5, part: 1.5, next: 0x80000000 },
        },
      ],
      ['get', 5],
      ['wait', { kind: 'clock', value: { id: 3, timeout: 1_000_000_000_000n } }, { kind: 'on' }],
      ['wait', { kind: 'never' }, { kind: 'off' }],
      ['poll', { userdata: max64, event: { kind: 'read', value: 9 } }],
    ]);
  });

  test('lists', async () => {
    const run = await start(entry, guest);
    const points = [
      { x: 1, y: -2 },
      { x: 2147483647, y: -2147483648 },
    ];
    expect(run.notes('lists')).toEqual([
      ...[4294967299, -22, 0],
      ...[0, 0, 0],
      ...[0, '\u0001\0\0\0\u0002\0\0\0\u00ff\u00ff\u00ff\u00ff'],
      ...[0, 2, -2, 1, -2147483648, 2147483647],
    ]);
    expect(run.calls).toEqual([
      ['draw', points],
      ['draw', null],
      ['draw', []],
      ['shared', points, 2],
    ]);
  });

  test('numbers at the ends of their ranges', async () => {
    const run = await start(entry, guest);
    expect(run.notes('numbers')).toEqual([
      ...[0xffffffff, -2147483648, -1, min64],
      ...[Math.fround(0.1), -Number.MAX_VALUE, 0, 0x7ff8dead00000001n],
      ...[0, -7],
      ...[1, 255, -128, 65535, -32768, 4294967295, -2147483648, -1, min64, 1.5, -1e300],
      ...[5, -1, 0, 0],
    ]);
    expect(run.calls).toEqual([
      ['u32', 0xffffffff],
      ['s32', -2147483648],
      ['u64', max64],
      ['s64', min64],
      ['f32', Math.fround(0.1)],
      ['f64', -Number.MAX_VALUE],
      ['box', 0x7ff8dead00000001n],
      ['small', 255, -128, 65535, -32768],
      ['widened', true, 65535, -2147483648, 4294967295],
      ['after', null],
      ['after', 2n ** 63n - 1n],
    ]);
  });

  test('enums and flags: closed, open, with ranges; unknown bits refused, passed and ignored', async () => {
    const run = await start(entry, guest);
    expect(run.notes('enums')).toEqual([...[1, -22, 2147483647, 12345], ...[0, 0, -22], ...[0, -22, -22, 0x80000001], ...[0, -22, -22]]);
    expect(run.calls).toEqual([
      ['paint', 2],
      ['raise', -2147483648, 9007199254740993n, 2n ** 63n - 1n],
      ['raise', 12345, max64, min64],
      ['spawn', -2],
      ['spawn', 0x40000003],
      ['allow', 0x80000001, -2147483392, 3, 2n ** 63n],
      ['listen', 65535],
    ]);
  });
});
