import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Guest } from '../../../runtime-glue/guest.js';
import { Handles, handlesOf, numberOf } from '../../../runtime-glue/handles.js';
import { Kept } from '../../../runtime-glue/kept.js';

const guest = (handleSeed = 0) => new Guest({ handleSeed }, 'disabled');

/** The model: which number stands for which resource. */
class Model {
  readonly open = new Map<number, object>();
  readonly closed = new Set<number>();
}

type Real = Handles<object>;

class Open implements fc.Command<Model, Real> {
  check = () => true;
  run(model: Model, real: Real): void {
    expect(real.full()).toBe(model.open.size >= real.limit);
    if (real.full()) return;
    const resource = {};
    const handle = real.add(resource);
    expect(model.open.has(handle) || model.closed.has(handle)).toBe(false);
    expect(Number.isSafeInteger(handle) && handle > 0 && handle < 2 ** 31).toBe(true);
    model.open.set(handle, resource);
    expect(real.numberOf(resource)).toBe(handle);
  }
  toString = () => 'open';
}

class Close implements fc.Command<Model, Real> {
  constructor(readonly which: number) {}
  check = (model: Readonly<Model>) => model.open.size > 0;
  run(model: Model, real: Real): void {
    const handles = [...model.open.keys()];
    const handle = handles[this.which % handles.length] as number;
    const resource = model.open.get(handle) as object;
    expect(real.take(BigInt(handle))).toBe(resource);
    expect(real.numberOf(resource)).toBe(undefined);
    model.open.delete(handle);
    model.closed.add(handle);
  }
  toString = () => `close ${this.which}`;
}

class Look implements fc.Command<Model, Real> {
  constructor(readonly number: number) {}
  check = () => true;
  run(model: Model, real: Real): void {
    for (const [handle, resource] of model.open) expect(real.get(handle)).toBe(resource);
    for (const handle of model.closed) {
      expect(real.get(handle)).toBeUndefined();
      expect(real.take(handle)).toBeUndefined();
    }
    expect(real.get(this.number)).toBe(model.open.get(this.number));
  }
  toString = () => `look ${this.number}`;
}

describe('handles', () => {
  test('a table behaves as a map whose keys are never given twice', () => {
    const commands = [fc.constant(new Open()), fc.nat().map((n) => new Close(n)), fc.integer().map((n) => new Look(n))];
    fc.assert(
      fc.property(fc.commands(commands, { maxCommands: 60 }), fc.nat(), (list, seed) => {
        fc.modelRun(() => ({ model: new Model(), real: new Handles<object>(guest(seed), 3, 5, 32) }), list);
      }),
      { numRuns: 200 },
    );
  });

  test('a slot whose generations are used up is never used again', () => {
    const table = new Handles<object>(guest(4090), 1, 2, 32);
    const seen = new Set<number>();
    for (let i = 0; i < 4096 * 2; i++) {
      const handle = table.add({});
      expect(seen.has(handle)).toBe(false);
      seen.add(handle);
      table.take(handle);
    }
    expect(new Set([...seen].map((h) => h % 2 ** 14))).toEqual(new Set([0, 1]));
  });

  test('numbers that are no integers of the range name nothing', () => {
    const table = new Handles<object>(guest(), 1, 4, 64);
    const handle = table.add({});
    for (const odd of [Number.NaN, -handle, handle + 0.5, handle + 2 ** 52, 2 ** 53, -1n, 2n ** 63n, BigInt(handle) + 2n ** 52n])
      expect(table.get(odd)).toBeUndefined();
  });

  test('a full table takes no more, though it was not asked', () => {
    const table = new Handles<object>(guest(), 1, 1, 64);
    table.add({});
    expect(table.full()).toBe(true);
    expect(() => table.add({})).toThrow('beyond the quota');
  });

  test('a narrow table ends where its slots end, whatever its limit is', () => {
    const table = new Handles<object>(guest(), 1, 2 ** 20, 32);
    for (let i = 0; i < 2 ** 14 - 1; i++) table.add({});
    expect([table.full(), table.full(2)]).toEqual([false, true]);
    table.add({});
    expect(table.full()).toBe(true);
  });

  test('one table for each kind of a guest', () => {
    const one = guest();
    expect(handlesOf(one, 1, 5, 64)).toBe(handlesOf(one, 1, 5, 64));
    expect(handlesOf(one, 2, 5, 64)).not.toBe(handlesOf(one, 1, 5, 64));
  });
});

describe('kept values', () => {
  test('are not kept for a resource that is closed already', () => {
    const table = new Handles<object>(guest(), 1, 5, 64);
    const kept = new Kept<number>(table);
    const resource = {};
    const handle = table.add(resource);
    kept.keep(1, resource);
    expect([kept.take(resource), kept.take(resource)]).toEqual([1, undefined]);
    table.take(handle);
    kept.keep(2, resource);
    expect(kept.take(resource)).toBeUndefined();
    kept.keep(3, null);
    expect([kept.take(), kept.take()]).toEqual([3, undefined]);
  });
});

test('a resource is found in the table of any kind, by its number there; what has no handle has no number', () => {
  const owner = guest(5);
  const [lamp, file, gone] = [{}, {}, {}];
  const lamps = handlesOf(owner, 1, 4, 32);
  // Kinds that no import of the guest uses have no table.
  const files = handlesOf(owner, 3, 4, 64);
  const numbers = [lamps.add(lamp), files.add(file), files.add(gone)];
  files.take(numbers[2] as number);
  expect([lamp, file, gone, {}].map((resource) => numberOf(owner, resource))).toEqual([numbers[0], numbers[1], undefined, undefined]);
  expect(files.get(numberOf(owner, file) as number)).toBe(file);
});
