/**
 * Says on standard output what the engine that runs it takes the boundary of modules to be: `reflect.mjs LIST`, where LIST is a
 * JSON file with paths. Node must run it with --experimental-wasm-type-reflection. A module that it refuses is null.
 */
import { readFileSync } from 'node:fs';

const plain = (_key, value) => (typeof value === 'bigint' ? String(value) : value);
const paths = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const told = paths.map((path) => {
  const bytes = readFileSync(path);
  if (!WebAssembly.validate(bytes)) return null;
  const module = new WebAssembly.Module(bytes);
  return { imports: WebAssembly.Module.imports(module), exports: WebAssembly.Module.exports(module) };
});
process.stdout.write(JSON.stringify(told, plain));
