import createWabt from 'wabt';

const { parseWat } = await createWabt();

/** Assembles a module in WAT with every proposal that wabt knows. */
export function assemble(text: string): Uint8Array {
  const features = { threads: true, multi_memory: true, memory64: true, exceptions: true, reference_types: true, simd: true };
  const module = parseWat('module.wat', new TextEncoder().encode(text), features);
  try {
    return new Uint8Array(module.toBinary({ write_debug_names: true }).buffer);
  } finally {
    module.destroy();
  }
}

/** A number as an unsigned LEB128. */
export const leb = (value: number): number[] => (value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(Math.floor(value / 0x80))]);

/** A section: its id, its length, its bytes. */
export const section = (id: number, ...bytes: number[]): number[] => [id, ...leb(bytes.length), ...bytes];

/** A module of the given sections. */
export const binary = (...sections: number[][]): Uint8Array => new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...sections.flat()]);

/** An import of module `m`, field `f`, of the given kind and type. */
export const importOf = (...type: number[]): number[] => section(2, 1, 1, 0x6d, 1, 0x66, ...type);
