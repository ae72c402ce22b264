import type { HandleType, StreamType } from '../../../generator/ir/abi.js';
import { pageSize, pages } from '../program.js';
import type { Outcome } from './promises.js';
import { Invalid } from './values.js';

/** Thrown for a guest that broke the ABI in a way that no error code says: the instance is poisoned. */
export class Trap extends Error {}
/** A trap of the engine inside guest code. Guests cannot catch it. */
export class EngineTrap extends Error {}
/** An error value of the package. */
export class ModelFailure {
  constructor(
    readonly domain: string,
    readonly name: string,
    readonly code: unknown,
    readonly text: string | undefined,
  ) {}
}

/**
 * The memory of the guest. Growing it, also by nothing, detaches every view of it, as in an engine; views of shared memory stay
 * as they are.
 */
export class ModelMemory {
  bytes: Uint8Array<ArrayBuffer>;

  constructor(readonly shared: boolean) {
    this.bytes = new Uint8Array(new ArrayBuffer((shared ? pages.most : pages.initial) * pageSize), 0, pages.initial * pageSize);
  }

  grow(by: number): number {
    const before = this.bytes.length / pageSize;
    if (before + by > pages.most) return -1;
    if (this.shared) {
      this.bytes = new Uint8Array(this.bytes.buffer, 0, (before + by) * pageSize);
      return before;
    }
    const bytes = new Uint8Array((before + by) * pageSize);
    bytes.set(this.bytes);
    structuredClone(this.bytes.buffer, { transfer: [this.bytes.buffer] });
    this.bytes = bytes;
    return before;
  }
}

/**
 * Open handles of one kind. A number is, from the lowest bits: slot, kind, generation (20, 8 and 24 bits for a handle of 64 bits,
 * else 14, 5 and 12). A closed slot is the next to be used, under its next generation, until its generations are used up.
 */
export class Table {
  readonly open = new Map<bigint, object>();
  readonly #free: bigint[] = [];
  readonly #generations: bigint[] = [];
  readonly #bits: readonly [bigint, bigint, bigint];
  readonly #first: bigint;

  constructor(
    readonly type: HandleType,
    readonly kind: number,
    seed: number,
  ) {
    this.#bits = type.repr.endsWith('64') ? [20n, 8n, 24n] : [14n, 5n, 12n];
    this.#first = BigInt(seed) % (1n << this.#bits[2]);
  }

  full(wanted: number): boolean {
    return this.open.size + wanted > this.type.limit;
  }

  add(resource: object): bigint {
    const [slotBits, kindBits] = this.#bits;
    const slot = this.#free.pop() ?? BigInt(this.#generations.length);
    this.#generations[Number(slot)] ??= this.#first;
    const number = ((((this.#generations[Number(slot)] as bigint) << kindBits) + BigInt(this.kind)) << slotBits) + slot;
    this.open.set(number, resource);
    return number;
  }

  close(number: bigint): object | undefined {
    const resource = this.open.get(number);
    if (resource === undefined || !this.open.delete(number)) return undefined;
    const [slotBits, , generationBits] = this.#bits;
    const slot = number & ((1n << slotBits) - 1n);
    const next = ((this.#generations[Number(slot)] as bigint) + 1n) % (1n << generationBits);
    this.#generations[Number(slot)] = next;
    if (next !== this.#first) this.#free.push(slot);
    return resource;
  }

  holds(resource: object): boolean {
    return [...this.open.values()].includes(resource);
  }
}

/** A stream of the host, and what waits in it. */
export class ModelStream {
  readonly queue: Uint8Array[] = [];
  closed = false;
  ended = false;
  bits = 0n;

  send(bytes: Uint8Array): void {
    if (this.closed) throw new Error('the stream is closed');
    this.queue.push(bytes.slice());
  }
  close(): void {
    this.closed = true;
  }
}

/** A method of the host that runs while the guest goes on. */
export class ModelTask {
  readonly #signal = { aborted: false };
  /** What the host is given after the parameters. */
  readonly context = { signal: this.#signal };
  /** Undefined while it runs. */
  outcome: Outcome | undefined;
  /** Whether the guest has taken the answer, or the task was cancelled. */
  over = false;
  /** Whether the answer waits for a poll with more room. */
  stays = false;

  keep(value: unknown): void {
    this.outcome = () => value;
    this.stays = true;
  }
  abort(): void {
    this.#signal.aborted = true;
  }
}

/** The open streams of one type. */
export interface Pump {
  readonly type: StreamType;
  open: ModelStream[];
  busy: boolean;
}

/** Values that did not fit, by resource; under `alone` for calls without one. */
export interface Keeper {
  readonly table: Table | undefined;
  readonly byResource: Map<object, unknown>;
}
export const alone = {};

/** Whether a host's answer is an object with values, and not an error or a promise of one. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || value instanceof ModelFailure) return false;
  return typeof (value as { then?: unknown }).then !== 'function';
}

/** Bytes that a host answered, whatever a subclass says about them. */
export function hostBytes(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new Invalid();
  return new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice();
}
