import type { Guest } from './guest.js';

/** Bits of a handle number, from the lowest: slot, kind, generation. A 64-bit handle stays below 2^52, a 32-bit one below 2^31. */
const wide = { slot: 2 ** 20, kind: 2 ** 8, generation: 2 ** 24 };
const narrow = { slot: 2 ** 14, kind: 2 ** 5, generation: 2 ** 12 };

/**
 * The open resources of one kind. The number that the guest holds names a slot and the generation of its content, so
 * that a stale, forged or foreign number, or one of another kind, names nothing.
 */
export class Handles<T extends object> {
  readonly #slots: (T | undefined)[] = [];
  readonly #generations: number[] = [];
  readonly #free: number[] = [];
  readonly #bits: typeof wide;
  readonly #first: number;
  /** How many handles each resource has; counted only for tables with `kept` values. */
  readonly #opens = new Map<T, number>();
  /** Stores of values that belong to the resources of this table. Registered before the first handle opens. */
  readonly kept: { readonly forget: (resource: object) => void }[] = [];
  /** Told of every handle that closes. */
  readonly closed: ((handle: number) => void)[] = [];
  #open = 0;

  /** `kind` counts from 1 and is unique among the kinds of the ABI; `limit` is the quota. */
  constructor(
    readonly guest: Guest,
    readonly kind: number,
    readonly limit: number,
    bits: 32 | 64,
  ) {
    this.#bits = bits === 64 ? wide : narrow;
    this.#first = ((guest.options.handleSeed ?? 0) >>> 0) % this.#bits.generation;
  }

  /** The resource that a handle names, or undefined. */
  get(handle: number | bigint): T | undefined {
    const slot = this.#slot(handle);
    return slot < 0 ? undefined : this.#slots[slot];
  }

  /** A handle that names a resource, or undefined. Looks at every slot: calls that carry handles do not ask it. */
  numberOf(resource: T): number | undefined {
    const slot = this.#slots.indexOf(resource);
    return slot < 0 ? undefined : this.#number(slot);
  }

  /** Closes a handle and gives its resource, or undefined. */
  take(handle: number | bigint): T | undefined {
    const slot = this.#slot(handle);
    if (slot < 0) return undefined;
    const resource = this.#slots[slot];
    this.#slots[slot] = undefined;
    this.#open--;
    if (resource !== undefined) this.#count(resource, -1);
    const next = ((this.#generations[slot] as number) + 1) % this.#bits.generation;
    this.#generations[slot] = next;
    // A slot that has used up its generations is never used again: its old numbers would come alive.
    if (next !== this.#first) this.#free.push(slot);
    for (const tell of this.closed) tell(Number(handle));
    return resource;
  }

  /** Whether less than `wanted` further handles can be opened. */
  full(wanted = 1): boolean {
    return this.#open + wanted > this.limit || this.#free.length + this.#bits.slot - this.#slots.length < wanted;
  }

  /** Whether a resource has an open handle. Only for tables with `kept` values. */
  holds(resource: T): boolean {
    return this.#opens.has(resource);
  }

  /** Opens a handle for a resource. Ask `full` first. */
  add(resource: T): number {
    if (this.full()) return this.guest.trap('the guest', 'opened handles beyond the quota from inside the call that opens one');
    this.#count(resource, 1);
    const slot = this.#free.pop() ?? this.#slots.length;
    this.#slots[slot] = resource;
    this.#generations[slot] ??= this.#first;
    this.#open++;
    return this.#number(slot);
  }

  #number(slot: number): number {
    return ((this.#generations[slot] as number) * this.#bits.kind + this.kind) * this.#bits.slot + slot;
  }

  #count(resource: T, change: number): void {
    if (this.kept.length === 0) return;
    const count = (this.#opens.get(resource) ?? 0) + change;
    if (count > 0) {
      this.#opens.set(resource, count);
      return;
    }
    this.#opens.delete(resource);
    for (const store of this.kept) store.forget(resource);
  }

  #slot(handle: number | bigint): number {
    const value = Number(handle);
    if (!(value >= 0 && value < 2 ** 52)) return -1;
    const slot = value % this.#bits.slot;
    const rest = Math.floor(value / this.#bits.slot);
    const alive =
      this.#slots[slot] !== undefined &&
      rest % this.#bits.kind === this.kind &&
      Math.floor(rest / this.#bits.kind) === this.#generations[slot];
    return alive ? slot : -1;
  }
}

/** The table of a kind of handle, shared by all imports of the guest. */
export function handlesOf(guest: Guest, kind: number, limit: number, bits: 32 | 64): Handles<object> {
  guest.tables[kind] ??= new Handles(guest, kind, limit, bits);
  return guest.tables[kind] as Handles<object>;
}

/** The number by which a guest knows a resource of its host, for exports that take one; undefined if it holds no handle for it. */
export function numberOf(guest: Guest, resource: object): number | undefined {
  for (const table of guest.tables as (Handles<object> | undefined)[]) {
    const found = table?.numberOf(resource);
    if (found !== undefined) return found;
  }
  return undefined;
}
