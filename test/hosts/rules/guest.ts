/**
 * A guest without WebAssembly: it has a memory, and calls the imports of a host as compiled code does, with core values. So it
 * holds any host to the ABI, also one that was not made with the package.
 */

/** Exports by which hosts hand bytes to a guest; see the interface `guest` of the schema. */
type Exports = WebAssembly.Exports;
type Core = number | bigint;
export type Import = (...values: Core[]) => Core | undefined;
/** Makes another host of one, by its imports and the exports that it has of the guest. */
export type Change = (imports: WebAssembly.Imports, exports: Exports) => WebAssembly.Imports;

/** Where a guest of these rules keeps what it hands over; the host writes its own below. */
const scratch = 131_072;

/** How often a guest asks again before it gives up, and how long it waits in between, in milliseconds. */
const [tries, pause] = [2000, 5];

export class Guest {
  readonly memory = new WebAssembly.Memory({ initial: 4 });
  readonly #imports: WebAssembly.Imports;
  /** What came in each stream, and whether it was closed. */
  readonly #streams = new Map<bigint, { text: string; closed: boolean }>();

  /** The ends of children that it was told of, in order. */
  readonly told: { readonly child: bigint; readonly code: number }[] = [];

  /** @param link gives a host the exports of the guest, with its memory as `molt_memory`, and answers the imports */
  constructor(link: (exports: Exports) => WebAssembly.Imports) {
    const exports = {
      molt_memory: this.memory,
      molt_scratch_alloc: () => BigInt(scratch),
      molt_scratch_free: () => undefined,
      molt_cancel_token_is_cancelled: () => 0x7ffa_0000_0000_0000n,
      molt_stream_new: () => {
        const bits = BigInt(this.#streams.size + 1);
        this.#streams.set(bits, { text: '', closed: false });
        return bits;
      },
      molt_stream_send: (bits: bigint, address: number, length: bigint) => {
        this.#stream(bits).text += this.text(address, Number(length));
        return 0n;
      },
      molt_stream_close: (bits: bigint) => {
        this.#stream(bits).closed = true;
      },
      molt_process_host_notify: (child: bigint, code: number) => void this.told.push({ child, code }),
    };
    this.#imports = link(exports as unknown as Exports);
  }

  /** Calls an import by its name, whose answer is of 32 bits or small. */
  call(name: string, ...values: Core[]): number {
    return Number(this.wide(name, ...values));
  }

  /** Calls an import whose answer may need all of 64 bits. */
  wide(name: string, ...values: Core[]): Core | undefined {
    for (const fields of Object.values(this.#imports)) {
      const found = fields[name];
      if (typeof found === 'function') return (found as Import)(...values);
    }
    throw new Error(`the host has no import ${name}`);
  }

  get view(): DataView {
    return new DataView(this.memory.buffer);
  }

  bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, address, length);
  }

  text(address: number, length: number): string {
    return new TextDecoder().decode(this.bytes(address, length).slice());
  }

  /** Puts bytes, or a text as UTF-8; answers their length. */
  put(address: number, content: Uint8Array | string): number {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    this.bytes(address, bytes.length).set(bytes);
    return bytes.length;
  }

  /** Asks until there is an answer. Meanwhile the host can go on with its work. */
  async until<T>(what: string, ask: () => T | undefined): Promise<T> {
    for (let i = 0; i < tries; i++) {
      const answer = ask();
      if (answer !== undefined) return answer;
      await new Promise((over) => setTimeout(over, pause));
    }
    throw new Error(`${what}: nothing came of it`);
  }

  /** Calls until the answer is not the one that says to ask again. */
  again(what: string, wait: number, call: () => number): Promise<number> {
    return this.until(what, () => {
      const answer = call();
      return answer === wait ? undefined : answer;
    });
  }

  /** All that comes in a stream, once it is closed; `pump` is called until then. */
  output(bits: bigint, pump: () => void): Promise<string> {
    return this.until('the end of a stream', () => {
      pump();
      const { text, closed } = this.#stream(bits);
      return closed ? text : undefined;
    });
  }

  #stream(bits: bigint) {
    const found = this.#streams.get(bits);
    if (!found) throw new Error(`the host names a stream ${bits} that the guest has not`);
    return found;
  }
}
