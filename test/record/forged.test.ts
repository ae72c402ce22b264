import { describe, expect, test } from 'vitest';
import { EventWriter } from '../../runtime-glue/events.js';
import type { Callable, Surface } from '../../runtime-glue/touched.js';
import { call, load, rig } from '../runtime/support.js';
import { caught, type RecordEntry } from './support.js';

const pkg = await load('tasks');
const { surface, recorder, replayer, readLog, LogError, Divergence } = (await load('tasks', 'record')).entry as unknown as RecordEntry & {
  readonly surface: Surface;
};

/** `entered` counts how often it ran, `g_run` throws on 0 and catches on 2, and `secret` is nothing of the ABI. */
const text = `(module
  (import "env" "sum_start" (func $sum_start (param i32) (result i64)))
  (import "env" "sum_cancel" (func $sum_cancel (param i64) (result i32)))
  (memory (export "memory") 1 4)
  (global $entered (export "entered") (mut i32) (i32.const 0))
  (func $count (global.set $entered (i32.add (global.get $entered) (i32.const 1))))
  (func (export "g_run") (param i32) (result i32) (call $count) (if (i32.eqz (local.get 0)) (then unreachable))
    (if (i32.eq (local.get 0) (i32.const 2)) (then (try (do (drop (call $sum_cancel (i64.const 3)))) (catch_all)))) (local.get 0))
  (func (export "secret") (param i32) (result i32) (call $count) (local.get 0))
  (func (export "start") (result i64) (call $sum_start (i32.const 3)))
  (func (export "cancel") (result i32) (call $sum_cancel (i64.const 3))))`;

const named = (list: readonly Callable[], name: string): Callable => list.find((one) => one.name === name) as Callable;
const start = named(surface.imports, 'io.sum');
const cancel = named(surface.imports, 'io.sum-cancel');
const run = named(surface.exports, 'g_run');

/** A log that somebody made up, for one call of an import. */
function forged(write: (events: EventWriter) => void): Uint8Array {
  const events = new EventWriter();
  const { name: abi, ...origin } = surface.abi;
  events.begin({ abi, ...origin, target: 'wasi', granted: [], keep: 64 });
  write(events);
  return events.seal();
}

/** What a replay of it ends with, and how often the guest was entered. */
async function replayed(field: 'start' | 'cancel', write: (events: EventWriter) => void) {
  const guest = await rig(pkg, {}, { layers: [replayer(forged(write)).layer] }, text);
  const entered = () => (guest.exports.entered as unknown as WebAssembly.Global).value;
  return { thrown: caught(() => call(guest, field)), entered: entered() };
}

describe('a result that is not of the type of the import is refused', () => {
  test.each<[string, 'start' | 'cancel', number | bigint | undefined]>([
    ['an i64 for an i32', 'cancel', 5n],
    ['an i32 for an i64', 'start', 5],
    ['an f64 for an i64', 'start', 1.5],
    ['nothing for an i64', 'start', undefined],
  ])('%s', async (_, field, value) => {
    const of = field === 'start' ? start : cancel;
    const { thrown } = await replayed(field, (events) => {
      events.call(of, [field === 'start' ? 3 : 3n], []);
      events.returned(value, []);
    });
    expect(thrown).toBeInstanceOf(LogError);
    expect(String(thrown)).toBe(`LogError: the log has a result of ${of.name} that is not of its type`);
  });

  test('and is not recorded where a core function answers it', async () => {
    const { layer, log } = recorder();
    const guest = await rig(pkg, { io: pkg.entry.raw({ sum_start: () => 5 }) }, { layers: [layer] }, text);
    expect(caught(() => call(guest, 'start'))).toBeInstanceOf(TypeError);
    expect(log).toThrow('io.sum answered a number, which is no core value that an engine takes there');
  });
});

describe('what the log tells of a function must be what the ABI tells', () => {
  test.each<[string, Callable, number | bigint]>([
    ['a parameter of another type', { ...start, params: [['n', 'i64']] }, 3n],
    ['a parameter of another name', { ...start, params: [['m', 'i32']] }, 3],
    ['a range that is not there', { ...start, reads: [['n', 0, -1, 4]] }, 3],
  ])('of an import: %s', async (_, of, value) => {
    const seen = of.reads.map(() => undefined);
    const { thrown } = await replayed('start', (events) => events.call(of, [value], seen));
    expect(thrown).toBeInstanceOf(LogError);
    expect(String(thrown)).toBe('LogError: the log has io.sum otherwise than the ABI');
  });

  test.each<[string, Callable, number | bigint]>([
    ['that the ABI does not have', { ...run, name: 'secret' }, 1],
    ['with a parameter of another type', { ...run, params: [['n', 'i64']] }, 1n],
    ['without its parameter', { ...run, params: [] }, 1],
  ])('of an export: one %s', async (_, of, value) => {
    const { thrown, entered } = await replayed('start', (events) => {
      events.call(start, [3], []);
      events.enter(of, [value], 0, []);
    });
    expect([thrown instanceof LogError, entered]).toEqual([true, 0]);
    expect(String(thrown)).toBe(`LogError: the log has ${of.name} otherwise than the ABI`);
  });
});

test.each<[string, (events: EventWriter) => void]>([
  [
    'threw',
    (events) => {
      events.enter(run, [0], 0, []);
      events.leftThrowing();
    },
  ],
  [
    'caught what ended it',
    (events) => {
      events.enter(run, [2], 0, []);
      events.call(cancel, [3n], []);
      events.threw(1, { name: 'AbiTrap', message: 'io.sum-cancel broke', properties: [] }, []);
      events.left(2);
    },
  ],
])('a guest that %s is not entered again', async (_, end) => {
  const { thrown, entered } = await replayed('start', (events) => {
    events.call(start, [3], []);
    end(events);
    events.enter(run, [1], 0, []);
    events.left(1);
  });
  expect([thrown instanceof LogError, entered]).toEqual([true, 1]);
  expect(String(thrown)).toMatch(/^LogError: the log has a enter out of place at byte \d+ of its contents$/);
});

test('what a log names cannot draw on a terminal, nor begin a line', async () => {
  const name = '\u001b[31mred\nline';
  const shown = '\\u{1b}[31mred\\u{a}line';
  const other = { ...start, name, params: [[name, 'i32']] } as const;
  const diverged = await replayed('start', (events) => events.call(other, [3], []));
  expect(diverged.thrown).toBeInstanceOf(Divergence);
  expect(String(diverged.thrown)).toContain(`recorded: ${shown}(${shown}: 3)\n  replayed: io.sum(n: 3)`);
  const left = replayer(forged((events) => events.call(other, [3], [])));
  expect(String(caught(left.done))).toContain(`call 0, ${shown}, is not what was recorded:\n`);
  const trapped = await replayed('start', (events) => {
    events.call(start, [3], []);
    events.threw(1, { name: 'AbiTrap', message: name, properties: [] }, []);
  });
  expect(String(trapped.thrown)).toBe(`AbiTrap: ${shown}`);
  for (const of of ['target', 'abi'] as const) {
    const events = new EventWriter();
    const { name: abi, ...origin } = surface.abi;
    events.begin({ abi, target: 'wasi', ...origin, granted: [], keep: 64, [of]: name });
    expect(String(caught(() => pkg.entry.createImports({}, { layers: [replayer(events.seal()).layer] })))).toContain(shown);
  }
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['text', 'ABILOG'],
  ['an ArrayBuffer', new ArrayBuffer(64)],
  ['an object', {}],
  ['a view of something else', new DataView(new ArrayBuffer(64))],
  ['bytes that were handed over', handedOver()],
])('%s is no log', (_, what) => {
  for (const read of [replayer, readLog]) expect(caught(() => read(what as Uint8Array))).toBeInstanceOf(LogError);
});

/** Bytes whose buffer is another's now. */
function handedOver(): Uint8Array {
  const bytes = new Uint8Array(64);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return bytes;
}
