import { bitsOf, callExport, type ExportInfo, enter } from './exports.js';
import { type Guest, unheard } from './guest.js';
import { kindOf } from './names.js';

/** The guest exports that serve a stream. */
export interface StreamExports {
  readonly new: ExportInfo;
  readonly send: ExportInfo;
  readonly close: ExportInfo;
  readonly allocate: ExportInfo;
  readonly free: ExportInfo;
}

/**
 * The host's end of a guest stream. What is sent waits until the guest makes the pump call of the interface; only then
 * does the glue call into the guest. Of a guest that has ended nothing waits any more: what is sent to it is dropped.
 */
export class GuestStream {
  readonly #guest: Guest;
  /** What is sent; before `#head` it is delivered. */
  readonly #queue: (Uint8Array | undefined)[] = [];
  #head = 0;
  #pending = 0;
  #closed = false;
  #ended = false;
  /** The guest's object, once it is made. */
  bits = 0n;

  constructor(guest: Guest) {
    this.#guest = guest;
  }

  /**
   * Queues bytes. They are copied, so that the caller may reuse its buffer.
   *
   * @throws TypeError for what is no Uint8Array; Error if the stream is closed
   */
  send(bytes: Uint8Array): void {
    if (!(bytes instanceof Uint8Array)) throw new TypeError(`a stream sends a Uint8Array, not ${kindOf(bytes)}`);
    if (this.#closed) throw new Error('the stream is closed');
    if (this.done) return;
    // Not `slice`: that of a Node Buffer is a view.
    const copy = new Uint8Array(bytes);
    this.#queue.push(copy);
    this.#pending += copy.length;
  }

  /** Ends the stream after what was sent. */
  close(): void {
    this.#closed = true;
  }

  /** Bytes that wait for the guest; 0 once it has ended. */
  get pending(): number {
    return this.done ? 0 : this.#pending;
  }

  /** Whether the guest was told of the end of the stream, or has ended itself. */
  get done(): boolean {
    return this.#ended || this.#guest.gate === 2;
  }

  /** Delivers what waits; stops early if the guest takes no more for now. */
  pump(deliver: (bits: bigint, bytes: Uint8Array) => boolean, end: (bits: bigint) => void): void {
    const queue = this.#queue;
    for (let next = queue[this.#head]; next !== undefined; next = queue[this.#head]) {
      if (!deliver(this.bits, next)) return;
      this.#pending -= next.length;
      queue[this.#head++] = undefined;
      if (this.#head * 2 < queue.length) continue;
      queue.splice(0, this.#head);
      this.#head = 0;
    }
    if (this.#closed && !this.#ended) {
      this.#ended = true;
      end(this.bits);
    }
  }
}

/** How many streams of one type may be open at once. */
const limit = 65536;

/** The streams of one type in one guest, oldest first. */
export class Streams {
  #open: GuestStream[] = [];
  #pumping = false;

  constructor(
    readonly guest: Guest,
    readonly names: StreamExports,
  ) {}

  full(): boolean {
    return this.#open.length >= limit;
  }

  /** Makes the guest's object for a stream; answers its bits. Traps if the guest cannot. */
  open(stream: GuestStream): bigint {
    const bits = this.#call('new', 0);
    if (bits === 0n) this.guest.trap(this.names.new.name, 'made no stream');
    stream.bits = bits;
    this.#open.push(stream);
    return bits;
  }

  /**
   * Delivers to the guest what waits in every stream. Called while the guest is inside a pump call; a pump call from inside
   * a delivery delivers nothing, since the outer one goes on. `returned` is what the host came to: nobody looks at it if the guest
   * ends here.
   */
  pump(returned: unknown): void {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      for (const stream of [...this.#open])
        stream.pump(
          (bits, bytes) => this.#deliver(bits, bytes),
          (bits) => void this.#call('close', bits),
        );
    } finally {
      this.#pumping = false;
      if (this.guest.gate === 2) unheard(returned);
    }
    this.#open = this.#open.filter((stream) => !stream.done);
  }

  /** Copies bytes into scratch memory of the guest and hands them over. What the guest's allocator answers is checked like any pointer. */
  #deliver(bits: bigint, bytes: Uint8Array): boolean {
    const { guest } = this;
    const size = bytes.length;
    const address = Number(this.#inside('allocate', size));
    const memory = guest.mem();
    if ((address === 0 && size > 0) || address + size > memory.length)
      guest.trap(this.names.allocate.name, 'gave memory that the guest does not have');
    memory.set(bytes, address);
    const taken = this.#call('send', bits, address, size);
    this.#inside('free', address, size);
    return taken === 0n;
  }

  /** Calls the guest's allocator; imports that it calls are refused. */
  #inside(role: 'allocate' | 'free', ...values: number[]): bigint {
    const { guest } = this;
    // A guest that was poisoned meanwhile stays so.
    guest.alive();
    guest.gate = 1;
    const answer = this.#call(role, ...values);
    guest.leave();
    return answer;
  }

  #call(role: keyof StreamExports, ...values: (number | bigint)[]): bigint {
    return callExport(this.guest, this.names[role], values);
  }
}

/** The streams of one type in a guest. */
export function streamsOf(guest: Guest, names: StreamExports): Streams {
  const found = guest.streams.get(names) as Streams | undefined;
  if (found !== undefined) return found;
  const made = new Streams(guest, names);
  guest.streams.set(names, made);
  return made;
}

/** Asks the guest whether a call was cancelled. Only while the guest is inside a pump call, or not running. */
export class CancelToken {
  constructor(
    readonly guest: Guest,
    readonly id: bigint,
    readonly poll: ExportInfo,
    readonly tag: bigint,
    readonly cancelled: bigint,
  ) {}

  isCancelled(): boolean {
    return bitsOf(this.guest, this.poll, enter(this.guest, this.poll, [this.id | this.tag])) === BigInt.asUintN(64, this.cancelled);
  }
}
