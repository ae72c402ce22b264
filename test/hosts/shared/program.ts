/**
 * What a program asks of WASI on every host: arguments, environment, standard streams, clocks, random bytes and its end.
 * It uses only what browsers, workers and Node all have.
 */
import { Clockid, type WasiErrno as Errno, type GuestPointer, WasiErrno } from '@molt/abi-host';
// The target with the least of WASI: what is right there is right on all.
import type { WasiHost } from '@molt/abi-host/edge';

export interface Program {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What the program finds on standard input. */
  readonly stdin?: Uint8Array;
  /** Takes what it writes to standard output (1) and standard error (2). The bytes are its own to keep. */
  readonly write?: (fd: 1 | 2, bytes: Uint8Array) => void;
}

/** Thrown through the guest when it ends itself; the instance is not called again. */
export class ProgramExit extends Error {
  override readonly name = 'ProgramExit';
  constructor(
    /** Exit code; 0 is success. */
    readonly code: number,
  ) {
    super(`the guest ended with exit code ${code}`);
  }
}

/** `crypto.getRandomValues` throws when it is asked for more than this. */
const mostRandomBytes = 65_536;

/** Fills any number of bytes. A platform without a source of them has none: `Math.random` can be predicted. */
export function fillRandom(bytes: Uint8Array): undefined | Errno {
  if (globalThis.crypto === undefined) return WasiErrno.NOSYS;
  for (let at = 0; at < bytes.length; at += mostRandomBytes) {
    // A copy, since the views that guests share between threads are refused.
    bytes.set(crypto.getRandomValues(new Uint8Array(Math.min(mostRandomBytes, bytes.length - at))), at);
  }
  return undefined;
}

/** Nanoseconds. Both clocks have only the resolution that the platform allows its pages. */
export const readClock = (name: 'wall' | 'monotonic'): bigint =>
  name === 'wall' ? BigInt(Date.now()) * 1_000_000n : BigInt(Math.round(performance.now() * 1_000_000));

const clocks: Readonly<Record<number, () => bigint>> = {
  [Clockid.REALTIME]: () => readClock('wall'),
  [Clockid.MONOTONIC]: () => readClock('monotonic'),
};

/** The addresses of some texts, and the texts, each closed by a zero byte. */
function writeTexts(texts: readonly Uint8Array[], addresses: GuestPointer, buffer: GuestPointer): undefined | Errno {
  let offset = 0;
  for (const [i, text] of texts.entries()) {
    if (!addresses.writeU32(4 * i, buffer.address + offset) || !buffer.write(offset, text)) return WasiErrno.FAULT;
    offset += text.length;
  }
  return undefined;
}

const closed = (texts: readonly string[]): Uint8Array[] => texts.map((text) => new TextEncoder().encode(`${text}\0`));
export const sizeOf = (buffers: readonly Uint8Array[]): number => buffers.reduce((sum, bytes) => sum + bytes.length, 0);

export function programHost({ args = [], env = {}, stdin = new Uint8Array(), write }: Program) {
  const argv = closed(args);
  const environ = closed(Object.entries(env).map(([name, value]) => `${name}=${value}`));
  let read = 0;
  return {
    argsSizesGet: () => ({ argc: argv.length, argvBufSize: sizeOf(argv) }),
    argsGet: (addresses, buffer) => writeTexts(argv, addresses, buffer),
    environSizesGet: () => ({ count: environ.length, bufSize: sizeOf(environ) }),
    environGet: (addresses, buffer) => writeTexts(environ, addresses, buffer),
    fdRead(fd, iovs) {
      if (fd !== 0) return WasiErrno.BADF;
      const before = read;
      for (const room of iovs) {
        const part = stdin.subarray(read, read + room.length);
        room.set(part);
        read += part.length;
      }
      return read - before;
    },
    fdWrite(fd, iovs) {
      if (fd !== 1 && fd !== 2) return WasiErrno.BADF;
      // The views are those of guest memory and valid only during this call.
      for (const bytes of iovs) write?.(fd, bytes.slice());
      return sizeOf(iovs);
    },
    clockTimeGet: (id) => clocks[id]?.() ?? WasiErrno.NOTSUP,
    randomGet: (bytes) => fillRandom(bytes),
    schedYield: () => undefined,
    procExit(code): never {
      throw new ProgramExit(code);
    },
  } satisfies WasiHost;
}
