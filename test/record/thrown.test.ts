import { describe, expect, test } from 'vitest';
import { LogWriter } from '../../runtime-glue/log.js';
import { call, importsOf, load, type Rig, rig, stub } from '../runtime/support.js';
import { caught, type RecordEntry } from './support.js';

const pkg = await load('streams');
const { recorder, replayer, readLog } = (await load('streams', 'record')).entry as unknown as RecordEntry;

const exiting = importsOf(pkg.lowered)
  .split('\n')
  .filter((line) => line.includes('"exit"'));
const text = `(module ${exiting.join(' ')} (memory (export "memory") 1) (func (export "exit") (param i32) (call $exit (local.get 0))))`;

/** What a run ends by when its host throws something to end it, recorded and replayed, and its log. */
async function exits(what: unknown) {
  const exit = () => {
    throw what;
  };
  const recording = recorder();
  const end = (guest: Rig) => caught(() => call(guest, 'exit', 3));
  expect(end(await rig(pkg, { db: stub({ exit }).host }, { layers: [recording.layer] }, text))).toBe(what);
  const [replaying, again] = [replayer(recording.log()), recorder()];
  const replayed = end(await rig(pkg, {}, { layers: [replaying.layer, again.layer] }, text)) as Error & Record<string, unknown>;
  replaying.done();
  // The log of a replay is that of the run.
  expect(again.log()).toEqual(recording.log());
  return { replayed, log: recording.log() };
}

class Exit extends Error {
  constructor(readonly code: number) {
    super(`exit ${code}`);
    this.name = 'Exit';
  }
}

describe('what a host throws to end its guest comes back as an error', () => {
  test('with its name, its message and its own primitive properties', async () => {
    const details = { flag: true, none: null, big: -(2n ** 70n), zero: -0, nan: Number.NaN, text: 'é\0', deep: { code: 4 }, run: () => 1 };
    const { replayed, log } = await exits(Object.assign(new Exit(3), details));
    expect(replayed).toBeInstanceOf(Error);
    expect([replayed.name, replayed.message, String(replayed)]).toEqual(['Exit', 'exit 3', 'Exit: exit 3']);
    const { deep, run, ...primitive } = details;
    expect(Object.fromEntries(Object.entries(replayed))).toEqual({ code: 3, name: 'Exit', ...primitive });
    expect(readLog(log).calls[0]?.threw).toEqual({ how: 'ended', name: 'Exit', message: 'exit 3', properties: { ...replayed } });
  });

  test('also where it threw no error', async () => {
    expect((await exits({ code: 3 })).replayed).toMatchObject({ code: 3, name: '' });
    expect((await exits({ name: 'Exit', message: 'so be it', code: 'E' })).replayed).toMatchObject({
      name: 'Exit',
      message: 'so be it',
      code: 'E',
    });
    expect((await exits('done')).replayed).toMatchObject({ name: '', message: 'done' });
    expect((await exits(Symbol('done'))).replayed).toMatchObject({ name: '', message: 'Symbol(done)' });
    expect((await exits(undefined)).replayed.message).toBe('undefined');
  });

  test('whatever its properties are called, and though reading them throws', async () => {
    const { replayed } = await exits(JSON.parse('{ "__proto__": null, "message": "m", "stack": 1 }'));
    expect(Object.hasOwn(replayed, '__proto__') && Object.getPrototypeOf(replayed) === Error.prototype).toBe(true);
    expect(replayed).toMatchObject({ message: 'm', stack: 1 });
    const hostile = Object.defineProperty(new Exit(4), 'trap', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });
    const again = (await exits(hostile)).replayed;
    expect([again.name, again.message, Object.keys(again)]).toEqual(['Exit', 'exit 4', []]);
    const proxy = new Proxy({}, { get: () => caught(() => undefined), ownKeys: () => caught(() => undefined) as never });
    expect((await exits(proxy)).replayed).toMatchObject({ name: '', message: '' });
  });

  test('and a log that holds no such value is refused', async () => {
    const { log } = await exits({ a: 10n });
    const body = log.slice(16, -8);
    const place = body.findIndex((byte, i) => byte === 5 && body[i + 1] === 2 && body[i + 2] === 0x31);
    for (const forged of [body.with(place, 9), body.with(place + 2, 0x61)]) {
      const writer = new LogWriter();
      writer.raw(forged);
      expect(() => readLog(writer.seal())).toThrow(
        /^the log has (a value of no sort|an integer without digits) at byte \d+ of its contents$/,
      );
    }
  });
});
