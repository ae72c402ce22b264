import type { MemorySum } from './digest.js';
import { type Core, type CoreType, coreTypes, LogReader, LogWriter, type Primitive } from './log.js';
import type { Callable, Seen, Stretch } from './touched.js';

/** Where a run was recorded. */
export interface Origin {
  readonly abi: string;
  readonly version: string;
  /** Digest of the schema. */
  readonly digest: string;
  readonly target: string;
  /** Capabilities that the guest had, sorted. */
  readonly granted: readonly string[];
  /** Ranges up to this length are in the log as they were, longer ones as a digest. */
  readonly keep: number;
}

/** How a call that did not come back ended: 1 the guest was trapped, 2 it was ended by what was thrown, 3 it lives on. */
export type Ending = 1 | 2 | 3;

/** A name, and what its calls hold: told once in a log, before the first call. */
export interface Definition {
  readonly name: string;
  readonly params: readonly (readonly [name: string, type: CoreType])[];
  readonly reads: readonly string[];
}

/** What was thrown, as far as a log has it. */
export interface Thrown {
  readonly name: string;
  readonly message: string;
  /** Own enumerable properties of it that are primitive values. */
  readonly properties: readonly (readonly [name: string, value: Primitive])[];
}

/** What a log is made of, in the order in which it happened. */
export type LogEvent =
  /** The guest calls an import. */
  | { readonly kind: 'call'; readonly of: Definition; readonly values: readonly Core[]; readonly seen: readonly (Seen | undefined)[] }
  /** From inside an import, the host calls an export of the guest, after it wrote into memory. */
  | {
      readonly kind: 'enter';
      readonly of: Definition;
      readonly values: readonly Core[];
      readonly gate: 0 | 1;
      readonly writes: readonly Stretch[];
    }
  /** That export comes back. */
  | { readonly kind: 'left'; readonly value: Core | undefined }
  | { readonly kind: 'left-throwing' }
  /** The import comes back, after it wrote into memory. */
  | { readonly kind: 'return'; readonly value: Core | undefined; readonly writes: readonly Stretch[] }
  | { readonly kind: 'throw'; readonly ending: Ending; readonly thrown: Thrown; readonly writes: readonly Stretch[] }
  /** The log was taken outside of all calls. Nothing follows. */
  | { readonly kind: 'end'; readonly memory: MemorySum };

const kinds = ['call', 'enter', 'left', 'left-throwing', 'return', 'throw', 'end'] as const;

/** Writes the events of a run. */
export class EventWriter {
  readonly #out = new LogWriter();
  readonly #known = new Map<Callable, number>();

  /** `onBytes` is given the log piece by piece, one for each event; then nothing of it is kept here. */
  constructor(readonly onBytes?: (bytes: Uint8Array) => void) {}

  begin({ abi, version, digest, target, granted, keep }: Origin): void {
    for (const text of [abi, version, digest, target]) this.#out.text(text);
    this.#out.uint(granted.length);
    for (const name of granted) this.#out.text(name);
    this.#out.uint(keep);
    this.#told();
  }

  call(of: Callable, values: readonly Core[], seen: readonly (Seen | undefined)[]): void {
    this.#out.byte(0);
    this.#callable(of);
    this.#values(of, values);
    for (const one of seen) {
      this.#out.uint(one === undefined ? 0 : one.length + 1);
      const content = one?.bytes ?? one?.digest;
      if (content !== undefined) this.#out.raw(content);
    }
    this.#told();
  }

  enter(of: Callable, values: readonly Core[], gate: number, writes: readonly Stretch[]): void {
    this.#out.byte(1);
    this.#callable(of);
    this.#values(of, values);
    this.#out.byte(gate);
    this.#stretches(writes);
    this.#told();
  }

  left(value: unknown): void {
    this.#out.byte(2);
    this.#result(value);
    this.#told();
  }

  leftThrowing(): void {
    this.#out.byte(3);
    this.#told();
  }

  returned(value: unknown, writes: readonly Stretch[]): void {
    this.#out.byte(4);
    this.#result(value);
    this.#stretches(writes);
    this.#told();
  }

  threw(ending: Ending, { name, message, properties }: Thrown, writes: readonly Stretch[]): void {
    this.#out.byte(5);
    this.#out.byte(ending);
    this.#out.text(name);
    this.#out.text(message);
    this.#out.uint(properties.length);
    for (const [key, value] of properties) {
      this.#out.text(key);
      this.#out.primitive(value);
    }
    this.#stretches(writes);
    this.#told();
  }

  #told(): void {
    this.onBytes?.(this.#out.take());
  }

  /** The log of what was written, or what of it is not told yet; `memory` is that of a guest outside of all calls. More can be written after it. */
  seal(memory?: MemorySum): Uint8Array {
    if (memory === undefined) return this.#out.seal();
    const end = new LogWriter();
    end.byte(6);
    end.uint(memory.length);
    end.raw(memory.digest);
    return this.#out.seal(end);
  }

  /** The number of a name; what it stands for follows where it is new. */
  #callable(of: Callable): void {
    const known = this.#known.get(of);
    this.#out.uint(known ?? this.#known.size);
    if (known !== undefined) return;
    this.#known.set(of, this.#known.size);
    this.#out.text(of.name);
    this.#out.uint(of.params.length);
    for (const [name, type] of of.params) {
      this.#out.text(name);
      this.#out.byte(coreTypes.indexOf(type));
    }
    this.#out.uint(of.reads.length);
    for (const [name] of of.reads) this.#out.text(name);
  }

  #values(of: Callable, values: readonly Core[]): void {
    for (const [i, [, type]] of of.params.entries()) this.#out.value(type, values[i] ?? 0);
  }

  /** A result has its type before it: a guest export has what the guest gave it, whatever the ABI says. */
  #result(value: unknown): void {
    const type = typeof value === 'bigint' ? 'i64' : typeof value !== 'number' ? undefined : isInt32(value) ? 'i32' : 'f64';
    this.#out.byte(coreTypes.indexOf(type));
    if (type !== undefined) this.#out.value(type, value as Core);
  }

  #stretches(list: readonly Stretch[]): void {
    this.#out.uint(list.length);
    for (const { address, bytes } of list) {
      this.#out.uint(address);
      this.#out.bytes(bytes);
    }
  }
}

/** Negative zero is no integer: a float result keeps its sign. */
const isInt32 = (value: number): boolean => Object.is(value, value | 0);

/** Reads the events of a run; what is not of the format is a LogError. */
export class EventReader {
  readonly origin: Origin;
  readonly #in: LogReader;
  readonly #known: Definition[] = [];

  constructor(log: Uint8Array) {
    this.#in = new LogReader(log);
    const text = () => this.#in.text();
    const [abi, version, digest, target] = [text(), text(), text(), text()];
    this.origin = { abi, version, digest, target, granted: this.#in.list(text), keep: this.#in.uint() };
  }

  /** The next event; undefined at the end. */
  next(): LogEvent | undefined {
    if (this.#in.done) return undefined;
    const kind = kinds[this.#in.byte()];
    switch (kind) {
      case 'call': {
        const of = this.#definition();
        return { kind, of, values: this.#values(of), seen: of.reads.map(() => this.#seen()) };
      }
      case 'enter': {
        const of = this.#definition();
        const values = this.#values(of);
        const gate = this.#in.byte();
        if (gate !== 0 && gate !== 1) return this.#in.wrong('a gate that is neither open nor shut');
        return { kind, of, values, gate, writes: this.#stretches() };
      }
      case 'left':
        return { kind, value: this.#result() };
      case 'left-throwing':
        return { kind };
      case 'return':
        return { kind, value: this.#result(), writes: this.#stretches() };
      case 'throw': {
        const ending = this.#in.byte();
        if (ending !== 1 && ending !== 2 && ending !== 3) return this.#in.wrong('an unknown ending');
        return { kind, ending, thrown: this.#thrown(), writes: this.#stretches() };
      }
      case 'end': {
        const memory = { length: this.#in.uint(), digest: this.#in.raw(8) };
        return this.#in.done ? { kind, memory } : this.#in.wrong('something behind its end');
      }
      default:
        return this.#in.wrong('an unknown event');
    }
  }

  /** For an event that does not belong where it stands. */
  misplaced(event: LogEvent | undefined): never {
    return this.#in.wrong(event === undefined ? 'its end inside a call' : `a ${event.kind} out of place`);
  }

  #definition(): Definition {
    const index = this.#in.uint();
    const known = this.#known[index];
    if (known !== undefined) return known;
    if (index !== this.#known.length) return this.#in.wrong('a name that it does not define');
    const made: Definition = {
      name: this.#in.text(),
      params: this.#in.list((): [string, CoreType] => [this.#in.text(), this.#type() ?? this.#in.wrong('a parameter without a type')]),
      reads: this.#in.list(() => this.#in.text()),
    };
    this.#known.push(made);
    return made;
  }

  #type(): CoreType | undefined {
    const index = this.#in.byte();
    return index < coreTypes.length ? coreTypes[index] : this.#in.wrong('an unknown core type');
  }

  #values({ params }: Definition): Core[] {
    return params.map(([, type]) => this.#in.value(type));
  }

  #result(): Core | undefined {
    const type = this.#type();
    return type === undefined ? undefined : this.#in.value(type);
  }

  #thrown(): Thrown {
    const property = (): [string, Primitive] => [this.#in.text(), this.#in.primitive()];
    return { name: this.#in.text(), message: this.#in.text(), properties: this.#in.list(property) };
  }

  #seen(): Seen | undefined {
    const length = this.#in.uint() - 1;
    if (length < 0) return undefined;
    return length > this.origin.keep ? { length, digest: this.#in.raw(8) } : { length, bytes: this.#in.raw(length) };
  }

  #stretches(): Stretch[] {
    return this.#in.list(() => ({ address: this.#in.uint(), bytes: this.#in.bytes() }));
  }
}
