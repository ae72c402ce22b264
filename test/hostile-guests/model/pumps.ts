import type { StreamType } from '../../../generator/ir/abi.js';
import type { Machine } from './machine.js';
import type { ModelStream, Pump } from './state.js';

/** The streams of an instance, and what the guest is given of them when it pumps. */
export class Pumps {
  readonly #pumps = new Map<string, Pump>();

  constructor(readonly machine: Machine) {}

  #of(type: StreamType): Pump {
    const known = this.#pumps.get(type.id) ?? { type, open: [], busy: false };
    this.#pumps.set(type.id, known);
    return known;
  }

  /** Makes the guest's object for a stream. */
  open(type: StreamType, stream: ModelStream): bigint {
    const bits = this.machine.invoke(type.newExport, [0]) ?? 0n;
    if (bits === 0n) return this.machine.poison();
    stream.bits = bits;
    this.#of(type).open.push(stream);
    return bits;
  }

  /** Delivers what waits, in the order of the streams; a pump call inside of it delivers nothing. */
  run(type: StreamType): void {
    const pump = this.#of(type);
    if (pump.busy) return;
    pump.busy = true;
    try {
      for (const stream of [...pump.open]) this.#drain(type, stream);
    } finally {
      pump.busy = false;
    }
    pump.open = pump.open.filter((s) => !s.ended);
  }

  #drain(type: StreamType, stream: ModelStream): void {
    for (let next = stream.queue[0]; next !== undefined; next = stream.queue[0]) {
      if (!this.#deliver(type, stream.bits, next)) return;
      stream.queue.shift();
    }
    if (!stream.closed || stream.ended) return;
    stream.ended = true;
    this.machine.invoke(type.closeExport, [stream.bits]);
  }

  #deliver(type: StreamType, bits: bigint, bytes: Uint8Array): boolean {
    const inside = (id: string, values: readonly number[]): bigint => {
      this.machine.gate = 1;
      const answered = this.machine.invoke(id, values) ?? 0n;
      this.machine.leave();
      return answered;
    };
    const address = Number(inside(type.allocateExport, [bytes.length]));
    if ((address === 0 && bytes.length > 0) || address + bytes.length > this.machine.memory.bytes.length) return this.machine.poison();
    this.machine.memory.bytes.set(bytes, address);
    const taken = this.machine.invoke(type.sendExport, [bits, BigInt(address), BigInt(bytes.length)]) ?? 0n;
    inside(type.freeExport, [address, bytes.length]);
    return taken === 0n;
  }
}
