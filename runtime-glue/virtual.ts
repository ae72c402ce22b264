import { onlyKnown } from './given.js';
import { kindOf } from './names.js';

const mask = 0xffff_ffff_ffff_ffffn;

/**
 * The generator xoshiro128** of Blackman and Vigna, its state filled by splitmix64 from a seed of 64 bits. The same seed gives the
 * same numbers on every host. They are no secret: nobody may make keys of them.
 */
export class SeededRandom {
  readonly #state = new Uint32Array(4);

  /** @throws TypeError for a seed that is no integer, or that a number does not hold exactly */
  constructor(seed: number | bigint = 0) {
    if (typeof seed !== 'bigint' && !Number.isSafeInteger(seed))
      throw new TypeError(`the seed must be an integer, as a bigint from 2^53 on; it is ${typeof seed === 'number' ? seed : kindOf(seed)}`);
    let x = BigInt(seed) & mask;
    for (let i = 0; i < 4; i += 2) {
      x = (x + 0x9e3779b97f4a7c15n) & mask;
      let z = ((x ^ (x >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
      z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
      z ^= z >> 31n;
      this.#state[i] = Number(z & 0xffff_ffffn);
      this.#state[i + 1] = Number(z >> 32n);
    }
  }

  /** The next 32 bits, as a number from 0. */
  u32(): number {
    const s = this.#state as Uint32Array & { 0: number; 1: number; 2: number; 3: number };
    const scrambled = Math.imul(rotated(Math.imul(s[1], 5), 7), 9) >>> 0;
    const shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotated(s[3], 11);
    return scrambled;
  }

  /** Fills a view, however long, four bytes of each number, the least first. */
  fill(view: Uint8Array): undefined {
    for (let i = 0; i < view.length; i += 4) {
      const word = this.u32();
      for (let k = 0; k < 4 && i + k < view.length; k++) view[i + k] = word >>> (8 * k);
    }
  }

  /** A number of a type, each as likely as the others; floats are from 0 to below 1. */
  number(scalar: string): number | bigint | boolean {
    const low = this.u32();
    if (scalar === 'bool') return (low & 1) === 1;
    const bits = Number(scalar.slice(1));
    const signed = scalar.startsWith('s');
    if (bits < 64 && scalar !== 'f32') return signed ? (low << (32 - bits)) >> (32 - bits) : low >>> (32 - bits);
    // 24 bits are what an f32 holds exactly, 53 what an f64 does.
    if (scalar === 'f32') return (low >>> 8) / 2 ** 24;
    const high = this.u32();
    if (scalar === 'f64') return ((high >>> 6) * 2 ** 27 + (low >>> 5)) / 2 ** 53;
    const wide = (BigInt(high) << 32n) | BigInt(low);
    return signed ? BigInt.asIntN(64, wide) : wide;
  }
}

const rotated = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

export interface VirtualTime {
  /** What the wall clock shows at first, in nanoseconds since 1970-01-01T00:00:00Z; the first day of 2000 if it is not given. */
  readonly start?: bigint;
  /** By how many nanoseconds each reading advances the clock, so that a guest that waits for a time meets it; a millisecond if it is not given. */
  readonly step?: bigint;
}

/** The latest time that an s64 holds, and so a u64. Clocks stay there: a guest that sleeps for ever finds no error. */
const latest = 2n ** 63n - 1n;

/** A clock that stands still but for readings and sleeps. */
export class VirtualClock {
  readonly #start: bigint;
  readonly #step: bigint;
  #elapsed = 0n;

  constructor(time: VirtualTime = {}) {
    onlyKnown('option of time', time, ['start', 'step']);
    const { start = 946_684_800_000_000_000n, step = 1_000_000n } = time;
    for (const [name, value] of Object.entries({ start, step }))
      if (typeof value !== 'bigint') throw new TypeError(`${name} is in nanoseconds, as a bigint; it is ${kindOf(value)}`);
    if (start < 0n || step < 0n) throw new RangeError('time does not run backwards: start and step are 0 or more');
    this.#start = start;
    this.#step = step;
  }

  /** Reads a clock in nanoseconds, at most 2^63 - 1: `wall` since 1970, `monotonic` since it was made. */
  read(clock: 'wall' | 'monotonic'): bigint {
    return this.ticks(clock, 1n);
  }

  #now(clock: 'wall' | 'monotonic'): bigint {
    const now = clock === 'wall' ? this.#start + this.#elapsed : this.#elapsed;
    this.#elapsed += this.#step;
    return now;
  }

  /** Reads a clock in a unit of that many nanoseconds, rounded down, at most 2^63 - 1. */
  ticks(clock: 'wall' | 'monotonic', unit: bigint): bigint {
    const ticks = this.#now(clock) / unit;
    return ticks < latest ? ticks : latest;
  }

  /** Reads a clock in a unit of that many nanoseconds, with its fractions. */
  number(clock: 'wall' | 'monotonic', unit: bigint): number {
    return Number(this.#now(clock)) / Number(unit);
  }

  /** Advances by a time in a unit of that many nanoseconds. A negative time is none, and so is what is no number. */
  sleep(time: number | bigint, unit = 1n): undefined {
    // No clock can show more than the latest time in seconds, also where the time is infinite.
    const slept = typeof time === 'bigint' ? time * unit : BigInt(Math.round(Math.min(Math.max(time * Number(unit), 0), 1e28)) || 0);
    if (slept > 0n) this.#elapsed += slept;
  }
}
