/** The guests of the parity kit, which ship with it: one in WAT for each area, two in C, of which one is on wasi-libc, and one in Rust. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import createWabt from 'wabt';

const folder = 'schemas/parity/kit/guests';
const sources = fileURLToPath(new URL(`../../${folder}`, import.meta.url));

/** The generated imports that a guest uses, and then its own fields. */
function moduleOf(imports, text) {
  const named = /^\(import .* \((?:func|memory|table|global|tag) (\$[^ )]+)/;
  const used = new Set(text.match(/\$[\w.-]+/g));
  const lines = imports.split('\n').filter((line) => used.has(named.exec(line)?.[1]));
  return `(module\n${lines.join('\n')}\n${text})\n`;
}

async function wat(name, declared, out) {
  const text = moduleOf(readFileSync(join(declared, 'wat/imports.wat'), 'utf8'), readFileSync(join(sources, `${name}.wat`), 'utf8'));
  const { parseWat } = await createWabt();
  const features = { exceptions: true, bulk_memory: true, threads: true };
  const module = parseWat(`${name}.wat`, new TextEncoder().encode(text), features);
  try {
    module.validate(features);
    writeFileSync(out, module.toBinary({}).buffer);
  } finally {
    module.destroy();
  }
}

/** Guests by name: the folder of their ABI, how they are built, and where the module goes. */
export const parityGuests = (clang, clangWasi, rust) => ({
  ...Object.fromEntries(
    readdirSync(sources)
      .filter((file) => file.endsWith('.wat'))
      .sort()
      .map((file) => file.slice(0, -4))
      .map((name) => [name, ['schemas/parity/1.0.0', (declared, out) => wat(name, declared, out), folder]]),
  ),
  c: ['schemas/parity/1.0.0', (declared, out) => clang(declared, out, join(sources, 'c.c')), folder],
  'c-async': ['schemas/parity/1.0.0', (declared, out) => clangWasi(declared, out, join(sources, 'c-async.c')), folder],
  rust: ['schemas/parity/1.0.0', (declared, out) => rust(declared, out, join(sources, 'rust.rs')), folder],
});
