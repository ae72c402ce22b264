const magics: readonly (readonly [what: string, magic: readonly number[]])[] = [
  ['a WebAssembly component; the core module inside it is needed', [0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0]],
  ['a WebAssembly file of a version other than 1', [0, 0x61, 0x73, 0x6d]],
  ['a gzip file; unpack it first', [0x1f, 0x8b]],
  ['a Zstandard file; unpack it first', [0x28, 0xb5, 0x2f, 0xfd]],
  ['a zip archive; unpack it first', [0x50, 0x4b, 3, 4]],
  ['a native object or program (ELF)', [0x7f, 0x45, 0x4c, 0x46]],
  ['an archive of object files', [...'!<arch>'].map((c) => c.charCodeAt(0))],
  ['LLVM bitcode', [0x42, 0x43, 0xc0, 0xde]],
];

const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

const startsWith = (bytes: Uint8Array, start: readonly number[]): boolean => start.every((byte, i) => bytes[i] === byte);

/** What bytes are that are no core WebAssembly module; undefined for those that begin like one. */
export function otherFormat(bytes: Uint8Array): string | undefined {
  if (startsWith(bytes, header)) return undefined;
  if (bytes.length === 0) return 'empty';
  if (bytes.length < header.length && [...bytes].every((byte, i) => byte === header[i])) return 'cut off in its header';
  const known = magics.find(([, magic]) => startsWith(bytes, magic));
  if (known) return known[0];
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, 4096));
  if (/^(?:\xef\xbb\xbf)?\s*(?:;;[^\n]*\n\s*|\(;[\s\S]*?;\)\s*)*\(\s*(?:module|component)\b/.test(text))
    return 'WebAssembly text; assemble it with wat2wasm first';
  if (/^\s*<(?:!doctype|html)/i.test(text)) return 'an HTML page';
  return 'not WebAssembly: it does not begin with \\0asm';
}
