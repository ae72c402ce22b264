import { describe, expect, test } from 'vitest';
import { Exit } from './hosts/calls-host.js';
import { everything, start } from './hosts/run.js';
import { utf8 } from './notes.js';
import { packageOf } from './support.js';

const entryOf = await packageOf('test/corpus/everything');
const entry = await entryOf();

describe.each(everything)('%s makes calls', (guest) => {
  test('with handles of 64 and 32 bits, and numbers of the host', async () => {
    const run = await start(entry, guest);
    expect(run.notes('handles')).toEqual([
      ...[1, 1, 0, 0, 0],
      // Closed, closed twice, and two numbers that were never given out.
      ...[-9, -9, -9, -9],
      // A channel is no lamp, and there are two lamps at most.
      ...[0, 4, 40, -9, 1, 60, -24],
      ...[4, 0, -9],
    ]);
    expect(run.calls).toEqual([
      ['open', 'a'],
      ['open', 'b'],
      ['use', 'a'],
      ['join', 'a', 'b'],
      ['join', 'a', null],
      ['close', 'b'],
      ['use', 'left'],
      ['sync', null],
      ['sync', 0xfffffffe],
    ]);
  });

  test('that fail in every domain and encoding', async () => {
    const run = await start(entry, guest);
    expect(run.notes('errors')).toEqual([...[0, -1, -5, -5, -5], ...[2n ** 62n, -11, -5], ...[0, 6, 2], ...[106, 128], ...[9, -1, -1002]]);
    expect(run.calls).toEqual([['small', [1, 2, 3]]]);
    expect(run.failures.map((f) => [f.function, String(f.cause)])).toEqual([
      ['errors.unit', expect.stringMatching(/errors\.eai FAIL.*, which it does not declare$/)],
      ['errors.unit', 'RangeError: a bug of the host'],
      ['errors.unit', expect.stringMatching(/a promise from a method that must answer at once$/)],
      ['errors.long', expect.stringMatching(/the host answered -1n, which does not fit its result$/)],
    ]);
  });

  test.each([
    ['wasi', ['demo.write'], [5, 0]],
    ['wasi', [], [-1, 0]],
    ['wasi', ['demo.read'], [-1, 0]],
    ['browser', ['demo.*'], [5, -1]],
    ['edge', [], [-1, -38]],
  ])('on %s with the grants %j', async (target, grants, [refused, elsewhere]) => {
    const run = await start(await entryOf(target), guest, { grants });
    const [opened, ...others] = run.notes('policy');
    const granted = refused === 5;
    expect(Number(opened) > 0 ? 'a handle' : opened).toBe(granted ? 'a handle' : -13);
    expect(others).toEqual([granted ? 0 : -13, refused, elsewhere]);
    expect(run.calls).toEqual(granted ? [['open', 'granted?']] : []);
  });

  test('with packed encodings', async () => {
    const run = await start(entry, guest);
    const item = (family: number, name: string, address: string) =>
      `${String.fromCharCode(family)}\0${String.fromCharCode(utf8(name).length)}\0${utf8(name)}${String.fromCharCode(address.length)}\0\0\0${address}`;
    const [first, second] = [item(2, 'ö', '\u0002\0\u0001\u0002\u0001\u0002\u0003\u0004'), item(10, '', '\u0001\0x')];
    expect(run.notes('packed')).toEqual([
      ...[0, 0, -22, -22, -22, 0, 0],
      ...[-12, 49, 0, 49],
      `${'\u00ff'.repeat(8)}\u0002\0\0\0${[first, second].map((e) => `${String.fromCharCode(e.length)}\0\0\0${e}`).join('')}`,
    ]);
    expect(run.calls).toEqual([
      ['bind', { kind: 'inet', port: 8080, address: Uint8Array.of(127, 0, 0, 1) }],
      ['bind', { kind: 'unix', path: '/tmp/s' }],
      ['names', ['a', '', 'čo']],
      ['names', null],
    ]);
  });

  test('with payloads', async () => {
    const run = await start(entry, guest);
    expect(run.notes('payload')).toEqual([
      ...[-12, 14, 0, 14, '{"rows":[1,2]}', -22, 0],
      // The host reversed the guest's buffer through the view in the payload.
      ...[0, '\u0004\u0003\u0002\u0001', -14],
      ...[9, '\u0081\u00a3got\u0092\u0001\u00a1x', 5, '\u00a4none', -12],
    ]);
    const request = ['ask', { sql: 'select', limit: 5 }];
    const pair = ['echo', [1, 'x']];
    expect(run.calls).toEqual([request, request, ['launch', [1, 2, 3, 4]], pair, ['echo', null], pair]);
  });

  test('that feed its streams, as fast as it takes them, until it cancels', async () => {
    const run = await start(entry, guest);
    const [stream, five, six] = [-(2n ** 63n) + 5n, 0x7ff8000000000005n, 0x7ff8000000000006n];
    expect(run.notes('streams')).toEqual([
      ...[0, 0, 0, stream],
      // The first frame is refused, and offered again in the next pump.
      ...[five, stream, 0],
      ...[five, stream, 'frame 3', stream, 'frame 2', 0],
      ...[five, stream, 'frame 1', stream, 0, 1, 0],
      // One reply is cancelled, one has no token and no frames.
      ...[0, 0, 0, 0, six, stream, stream, 0],
    ]);
    expect(run.calls).toEqual([
      ['pump', []],
      ['start', 3, false],
      ['pump', [0]],
      ['pump', [7]],
      ['pump', [0]],
      ['start', 100, false],
      ['start', 0, true],
      ['pump', [0, 0]],
    ]);
  });

  test('that it answers itself, through its table, and that another module answers', async () => {
    const run = await start(entry, guest);
    expect(run.notes('links')).toEqual([-1, -2, -2, 0, 2.25]);
  });

  test('and is called by the host, with numbers in their core types', async () => {
    const run = await start(entry, guest);
    const exported = entry.guestExports(run.bindings);
    expect(exported.demo_ready?.(7)).toBe(BigInt.asIntN(64, -8n));
    expect(exported.demo_callback?.(-3n, 0.5, 0.25, 2 ** 40)).toBe(2 ** 40 - 2.25);
  });

  test('and ends with one that never returns; nothing runs after it', async () => {
    const run = await start(entry, guest);
    const exit = run.instance.exports.run_exit as (code: number) => void;
    expect(() => exit(-7)).toThrow(new Exit(-7));
    expect(() => run.notes('text')).toThrow('the guest has ended');
  });
});
