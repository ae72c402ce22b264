/** An address in guest memory, as the generated package lends it. */
interface Pointer {
  readonly address: number;
  write(offset: number, bytes: Uint8Array): boolean;
  writeU32(offset: number, value: number): boolean;
}

/** Thrown out of the guest when it ends itself. */
export class ProcExit extends Error {
  constructor(readonly code: number) {
    super(`exit ${code}`);
  }
}

/**
 * The part of WASI preview1 that a small program needs, and what every host of the interface must have.
 * `output` receives what the program writes to standard output.
 */
export function wasiHost(args: readonly string[], output: Uint8Array[], errno: Readonly<Record<string, object>>) {
  const texts = args.map((arg) => new TextEncoder().encode(`${arg}\0`));
  return {
    argsSizesGet: () => ({ argc: texts.length, argvBufSize: texts.reduce((sum, text) => sum + text.length, 0) }),
    argsGet(argv: Pointer, argvBuf: Pointer) {
      let offset = 0;
      for (const [i, text] of texts.entries()) {
        if (!argv.writeU32(4 * i, argvBuf.address + offset) || !argvBuf.write(offset, text)) return errno.FAULT;
        offset += text.length;
      }
      return undefined;
    },
    environSizesGet: () => ({ environc: 0, environBufSize: 0 }),
    environGet: () => undefined,
    fdWrite(fd: number, iovs: readonly Uint8Array[]) {
      if (fd !== 1) return errno.BADF;
      for (const bytes of iovs) output.push(bytes.slice());
      return iovs.reduce((sum, bytes) => sum + bytes.length, 0);
    },
    procExit(code: number): never {
      throw new ProcExit(code);
    },
  };
}
