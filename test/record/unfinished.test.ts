import { beforeEach, describe, expect, test } from 'vitest';
import { EventWriter } from '../../runtime-glue/events.js';
import type { Callable, Surface } from '../../runtime-glue/touched.js';
import { call, importsOf, load, type Rig, rig, stub } from '../runtime/support.js';
import { caught, type RecordEntry } from './support.js';

const pkg = await load('streams');
const { surface, recorder, replayer, readLog, LogError } = (await load('streams', 'record')).entry as unknown as RecordEntry & {
  readonly surface: Surface;
};

/** `g_run` asks the host when it is given 1. */
const some = importsOf(pkg.lowered)
  .split('\n')
  .filter((line) => /"(ping|pump)"/.test(line));
const text = `(module ${some.join(' ')} (memory (export "memory") 1 4)
  (func (export "g_run") (param i32) (result i32) (if (i32.eq (local.get 0) (i32.const 1)) (then (drop (call $ping)))) (local.get 0))
  (export "pump" (func $pump)) (export "ping" (func $ping)))`;

/** Logs of one run, by the moment in which they were taken. */
const logs: Record<string, Uint8Array> = {};
beforeEach(async () => {
  const { layer, log } = recorder();
  const take = (moment: string) => {
    logs[moment] = log();
  };
  let pings = 0;
  const db = stub({
    ping: () => {
      if (++pings === 2) take('ping');
    },
    pump: () => {
      take('pump');
      const answer = pkg.entry.guestExports(guest.bindings).g_run?.(1);
      take('behind');
      return answer;
    },
  });
  const guest: Rig = await rig(pkg, { db: db.host }, { layers: [layer] }, text);
  call(guest, 'ping');
  call(guest, 'pump');
  take('end');
});

const replayed = async (log: Uint8Array) => {
  const replaying = replayer(log);
  const guest = await rig(pkg, {}, { layers: [replaying.layer] }, text);
  return { guest, done: replaying.done };
};

test('a log that is taken inside calls has them, unfinished', () => {
  const first = { function: 'db.ping' };
  const callsOf = (moment: string) => readLog(logs[moment] as Uint8Array).calls;
  expect(callsOf('pump')).toMatchObject([first, { function: 'db.pump', unfinished: true, entered: [] }]);
  expect(callsOf('ping')).toMatchObject([
    first,
    { unfinished: true, entered: [{ function: 'g_run', unfinished: true, calls: [{ function: 'db.ping', unfinished: true }] }] },
  ]);
  expect(callsOf('behind')).toMatchObject([first, { unfinished: true, entered: [{ result: 1, calls: [{ function: 'db.ping' }] }] }]);
  const [one, other, ...none] = callsOf('end');
  expect([one, other, other?.entered[0], other?.entered[0]?.calls[0]].filter((c) => c !== undefined && !('unfinished' in c)).length).toBe(
    4,
  );
  expect(none).toEqual([]);
});

describe('its replay ends there, and says so', () => {
  test.each([
    ['pump', 'db.pump()'],
    ['ping', 'db.ping()'],
    ['behind', 'db.pump()'],
  ])('%s', async (moment, inside) => {
    const { guest, done } = await replayed(logs[moment] as Uint8Array);
    call(guest, 'ping');
    const found = caught(() => call(guest, 'pump'));
    expect(found).toBeInstanceOf(LogError);
    expect(String(found)).toBe(`LogError: the recording stops here, inside ${inside}: it had not come back when the log was taken`);
    expect(caught(() => call(guest, 'ping'))).toBe(found);
    expect(caught(done)).toBe(found);
  });

  test.each([
    ['while it asks the host', 1],
    ['when it comes back', 2],
  ])('inside a guest export, %s', async (_, n) => {
    const named = (list: readonly Callable[], name: string) => list.find((one) => one.name === name) as Callable;
    const events = new EventWriter();
    events.begin({ ...readLog(logs.end as Uint8Array) });
    events.call(named(surface.imports, 'db.pump'), [], []);
    events.enter(named(surface.exports, 'g_run'), [n], 0, []);
    const { guest } = await replayed(events.seal());
    expect(String(caught(() => call(guest, 'pump')))).toContain(`the recording stops here, inside g_run(n: ${n}): it had not`);
  });
});

test('outside of calls a guest that goes on makes a call more', async () => {
  const { guest } = await replayed(logs.end as Uint8Array);
  call(guest, 'ping');
  call(guest, 'pump');
  expect(String(caught(() => call(guest, 'ping')))).toContain('recorded: no call\n  replayed: db.ping()');
});
