import type { Layer } from './bind.js';
import { changedRuns, hexOf, type Range } from './changes.js';
import type { Guest } from './guest.js';
import type { Core } from './log.js';
import type { Import } from './row.js';
import { type Callable, importsByKey, type Memory, memoryOf, type Stretch, type Surface, writable } from './touched.js';

/** Neighbouring bytes of guest memory that changed where the schema lets nobody write. */
export interface Stray {
  /** The import that ran, `interface.function`; null where none did. */
  readonly during: string | null;
  readonly at: number;
  /** In hexadecimal; of many bytes the first. */
  readonly before: string;
  readonly after: string;
}

/** Watches the memory of one guest. It changes nothing of a run. */
export interface Fence {
  /** For the option `layers` of `createImports`. */
  readonly layer: Layer;
  /** The guest begins to run for its embedder: until now, all that may have changed was said. */
  enter(): void;
  /** The guest has come back to its embedder. */
  leave(): void;
  /** What changed outside of what the schema lets hosts write. */
  readonly strays: readonly Stray[];
}

/** A time in which the host runs and the guest does not: during an import, or between two calls of the embedder. */
interface Watch {
  readonly during: string | null;
  /** Undefined: anywhere. */
  allowed: Range[] | undefined;
  before: Uint8Array;
}

/** So many bytes of a stray are shown. */
const shownBytes = 16;

/**
 * Makes a fence for the imports of an ABI. Whenever the host begins to run it copies the memory of the guest, and compares when
 * the guest goes on: all that changed meanwhile was written by the host, so that stacks and variables of guests never count.
 */
export function fencing(surface: Surface): Fence {
  const importOf = importsByKey(surface);
  const exports = new Map(surface.exports.map((e) => [e.name, e]));
  const strays: Stray[] = [];
  const outside: Watch = { during: null, allowed: [], before: new Uint8Array(0) };
  const watches: Watch[] = [outside];
  let memory: Memory = () => new Uint8Array(0);
  let watched: Guest | undefined;

  const look = ({ during, allowed, before }: Watch): void => {
    if (allowed !== undefined) for (const stray of straysOf(during, allowed, before, memory())) strays.push(stray);
  };
  /** Copies of memory that are not in use: a large one costs several times as much to make as to fill. */
  const spare: Uint8Array[] = [];
  const copied = (last: Uint8Array | undefined): Uint8Array => {
    const now = memory();
    const copy = last?.length === now.length ? last : new Uint8Array(now.length);
    copy.set(now);
    return copy;
  };
  const again = (watch: Watch): void => {
    watch.before = copied(watch.before);
  };

  /** A guest export that the glue calls: first it may write what the export takes. */
  const enter = (of: Callable | undefined, values: readonly Core[], run: () => unknown): unknown => {
    const watch = watches.at(-1) ?? outside;
    const given = of === undefined ? [] : rangesOf(writable(memory, of, values));
    look({ ...watch, allowed: watch.allowed && [...watch.allowed, ...given] });
    try {
      return run();
    } finally {
      again(watch);
    }
  };

  const call = (of: Callable, values: readonly Core[], run: (...values: Core[]) => unknown): unknown => {
    const allowed = of.writes === 'memory' ? undefined : rangesOf(writable(memory, of, values));
    const watch: Watch = { during: of.name, allowed, before: copied(spare.pop()) };
    watches.push(watch);
    const done = (): void => {
      watches.splice(watches.indexOf(watch), 1);
      look(watch);
      spare.push(watch.before);
    };
    let answer: unknown;
    try {
      answer = run(...values);
    } catch (cause) {
      done();
      throw cause;
    }
    // The engine suspends the guest until the host has answered.
    if (answer instanceof Promise) return answer.finally(done);
    done();
    return answer;
  };

  const layer: Layer = ({ module, field }, run, guest) => {
    if (watched === undefined) {
      watched = guest;
      memory = memoryOf(guest);
      const { around } = guest;
      guest.around = (name, values, entered) =>
        enter(exports.get(name), values, () => (around ? around(name, values, entered) : entered(...values)));
    }
    const of = importOf(module, field);
    return of === undefined ? run : (((...values: Core[]) => call(of, values, run as (...values: Core[]) => unknown)) as Import);
  };

  return { layer, enter: () => look(outside), leave: () => again(outside), strays };
}

const rangesOf = (stretches: readonly Stretch[]): Range[] => stretches.map(({ address, bytes }) => [address, bytes.length]);

const straysOf = (during: string | null, allowed: readonly Range[], before: Uint8Array, now: Uint8Array): Stray[] =>
  changedRuns(before, now, allowed).map(([at, length]) => {
    const shown: Range = [at, Math.min(length, shownBytes)];
    return { during, at, before: hexOf(before, shown), after: hexOf(now, shown) };
  });
