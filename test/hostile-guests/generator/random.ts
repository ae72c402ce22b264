/** Seeded random numbers (mulberry32), so that a guest can be made again from its number. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** From 0 up to, and without, `below`. */
  int(below: number): number {
    return Math.floor(this.next() * below);
  }
  chance(percent: number): boolean {
    return this.next() * 100 < percent;
  }
  pick<T>(from: readonly T[]): T {
    return from[this.int(from.length)] as T;
  }
  bytes(length: number): number[] {
    return Array.from({ length }, () => this.int(256));
  }
  bits(width: number): bigint {
    return BigInt.asUintN(width, (BigInt(this.int(2 ** 32)) << 32n) | BigInt(this.int(2 ** 32)));
  }
}
