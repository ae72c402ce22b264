import { describe, expect, test } from 'vitest';
import { EventWriter } from '../../runtime-glue/events.js';
import { LogReader, LogWriter } from '../../runtime-glue/log.js';
import { call, load, type Rig, rig, stub } from '../runtime/support.js';
import { caught, expectSameMemory, type RecordEntry } from './support.js';

const pkg = await load('buffers');
const { recorder, replayer, readLog, callsOf, LogError } = (await load('buffers', 'record')).entry as unknown as RecordEntry;

const joined = (pieces: readonly Uint8Array[]): Uint8Array => Uint8Array.from(pieces.flatMap((piece) => [...piece]));

const work = (guest: Rig): unknown[] => {
  guest.put(100, 'hello');
  return [call(guest, 'read', 100, 5), call(guest, 'recv', 200, 16), call(guest, 'read', 100, 5)];
};

/** What a recorder gave piece by piece, what it had given while the host ran, and its last piece. */
async function inPieces() {
  const pieces: Uint8Array[] = [];
  const during: number[] = [];
  const recording = recorder({ onBytes: (bytes) => void pieces.push(bytes) });
  const host = stub({
    read: (data: Uint8Array) => during.push(pieces.length) && data.length,
    recv: (view: Uint8Array) => view.fill(9, 0, 4).length,
  });
  const guest = await rig(pkg, { io: host.host }, { layers: [recording.layer] });
  work(guest);
  return { pieces, during, last: recording.log(), memory: guest.bytes() };
}

describe('a log that is given in pieces', () => {
  test('is the log, once they are put together', async () => {
    const { pieces, last, memory } = await inPieces();
    const whole = recorder();
    const host = stub({ read: (data: Uint8Array) => data.length, recv: (view: Uint8Array) => view.fill(9, 0, 4).length });
    const answers = work(await rig(pkg, { io: host.host }, { layers: [whole.layer] }));
    const log = joined([...pieces, last]);
    expect(pieces.length).toBe(7);
    expect(readLog(log)).toEqual(readLog(whole.log()));
    const replaying = replayer(log);
    const replayed = await rig(pkg, {}, { layers: [replaying.layer] });
    expect(work(replayed)).toEqual(answers);
    replaying.done();
    expectSameMemory(replayed.bytes(), memory);
  });

  test('is one after each piece: a process that is killed leaves the call in which it was', async () => {
    const { pieces, during } = await inPieces();
    for (let count = 1; count <= pieces.length; count++) {
      const { calls } = readLog(joined(pieces.slice(0, count)));
      expect(calls.length).toBe(Math.floor(count / 2));
      expect(calls.at(-1)?.unfinished).toBe(count > 1 && count % 2 === 0 ? true : undefined);
    }
    // The first call was told before the host ran.
    expect(during).toEqual([2, 6]);
    const replaying = replayer(joined(pieces.slice(0, 4)));
    const guest = await rig(pkg, {}, { layers: [replaying.layer] });
    expect(String(caught(() => work(guest)))).toContain('the recording stops here, inside io.recv(buf-ptr: 200, buf-cap: 16)');
  });

  test('names what of it is whole, where a piece was not written to its end', async () => {
    const { pieces } = await inPieces();
    const [three, four] = [joined(pieces.slice(0, 3)), joined(pieces.slice(0, 4))];
    for (let end = three.length + 1; end < four.length; end++) {
      const found = caught(() => readLog(four.subarray(0, end)));
      expect(found).toBeInstanceOf(LogError);
      expect(String(found)).toMatch(
        new RegExp(`the log is cut short: ${end} bytes instead of \\d+( or more)?; its first ${three.length} bytes are a log$`),
      );
    }
    expect(readLog(three).calls.length).toBe(1);
  });

  test('is damaged where a piece is missing, twice there, or of another log', async () => {
    const { pieces, last } = await inPieces();
    const [a, b, c, d] = pieces as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    for (const wrong of [
      [a, c],
      [a, b, b],
      [a, c, b],
      [a, b, d, c],
    ])
      expect(() => readLog(joined(wrong))).toThrow(/^the log is damaged: its digest does not fit; its first \d+ bytes are a log$/);
    expect(() => readLog(joined([b, c]))).toThrow('this is not a log of an ABI');
    expect(() => readLog(joined([...pieces, last, b]))).toThrow('the log is damaged');
  });

  test('is not there where it could not be written; the run goes on', async () => {
    let times = 0;
    const { layer, log } = recorder({
      onBytes: () => {
        if (++times === 3) throw new Error('no space left');
      },
    });
    const host = stub({ read: (data: Uint8Array) => data.length, recv: () => 4 });
    expect(work(await rig(pkg, { io: host.host }, { layers: [layer] }))).toEqual([5, 4, 5]);
    expect([times, String(caught(log))]).toEqual([3, 'LogError: the run cannot be recorded: `onBytes` threw no space left']);
  });
});

test('the calls of a log are read one by one, up to where it is damaged', async () => {
  const { pieces, last } = await inPieces();
  const log = joined([...pieces, last]);
  expect([...callsOf(log)]).toEqual(readLog(log).calls);
  const reading = callsOf(log);
  expect([reading.next().value, reading.next().value]).toMatchObject([{ function: 'io.read' }, { function: 'io.recv' }]);
  expect([...reading]).toMatchObject([{ function: 'io.read' }]);
  const writer = new LogWriter();
  writer.raw(Uint8Array.of(...readContents(log), 99));
  const forged = callsOf(writer.seal());
  expect([forged.next().value, forged.next().value, forged.next().value]).toMatchObject(readLog(log).calls);
  expect(caught(() => forged.next())).toBeInstanceOf(LogError);
  // Whole or not is known before the first call.
  expect(() => callsOf(log.subarray(0, 100))).toThrow(LogError);
});

/** The contents of a log, without its last event. */
function readContents(log: Uint8Array): Uint8Array {
  const whole = new LogReader(log);
  const [memory, rest] = [readLog(log).memory as { readonly length: number }, [] as number[]];
  while (!whole.done) rest.push(whole.byte());
  expect(memory.length).toBe(65_536);
  // The kind, three bytes for the length, eight for the digest.
  return Uint8Array.from(rest.slice(0, -12));
}

test('parameters may be called anything', () => {
  const events = new EventWriter();
  events.begin({ abi: 'a', version: '1', digest: 'd', target: 'wasi', granted: [], keep: 64 });
  const name = '__proto__';
  events.call({ name, params: [[name, 'i32']], reads: [[name, 0, -1, 4]], writes: [] }, [3], [{ length: 1, bytes: Uint8Array.of(7) }]);
  const [call] = callsOf(events.seal());
  expect([Object.entries(call?.arguments ?? {}), Object.keys(call?.reads ?? {})]).toEqual([[[name, 3]], [name]]);
});

test('logs that are taken again and again are each whole', async () => {
  const { layer, log } = recorder();
  const guest = await rig(pkg, { io: stub({ read: (data: Uint8Array) => data.length, recv: () => 4 }).host }, { layers: [layer] });
  for (let times = 1; times < 20; times++) {
    work(guest);
    expect(readLog(log()).calls.length).toBe(times * 3);
  }
  expect(log()).toEqual(log());
});

test.each<[string, object, string]>([
  ['an option that there is not', { kep: 3 }, 'there is no option "kep"; known are keep, onBytes'],
  ['no number', { keep: Number.NaN }, 'the option keep must be a number of bytes or Infinity; it is NaN'],
  ['less than nothing', { keep: -1 }, 'the option keep must be a number of bytes or Infinity; it is -1'],
  ['half a byte', { keep: 1.5 }, 'the option keep must be a number of bytes or Infinity; it is 1.5'],
  ['text', { keep: '64' }, 'the option keep must be a number of bytes or Infinity; it is a string'],
  ['no function', { onBytes: [] }, 'the option onBytes must be a function; it is an object'],
])('a recorder refuses %s', (_, options, message) => {
  expect(String(caught(() => recorder(options)))).toBe(`AbiLinkError: ${message}`);
});
