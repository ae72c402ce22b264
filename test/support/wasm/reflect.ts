import { fileURLToPath } from 'node:url';
import { typeText } from '../../../runtime-glue/wasm/extern.js';
import type { ExternType, WasmModule } from '../../../runtime-glue/wasm/module.js';
import { toldOf } from './told.js';

interface Row {
  readonly module?: string;
  readonly name: string;
  readonly kind: string;
  readonly type?: Readonly<Record<string, unknown>>;
}

/** A line for each import and each export, with its type; null for a module that is refused. */
export type Boundary = { readonly imports: readonly string[]; readonly exports: readonly string[] } | null;

const script = fileURLToPath(new URL('reflect.mjs', import.meta.url));

/** What the engine of a Node takes the boundary of each module to be, by its type reflection. */
export function reflected(modules: readonly Uint8Array[], node = process.execPath): Boundary[] {
  const told = toldOf<{ imports: Row[]; exports: Row[] } | null>(modules, node, ['--experimental-wasm-type-reflection', script]);
  return told.map((b) => b && { imports: b.imports.map(line), exports: b.exports.map(line) });
}

/** What this engine takes the boundary of a module to be; it must have been started, or set, to reflect types. */
export function engineBoundary(bytes: Uint8Array<ArrayBuffer>): Boundary {
  const module = new WebAssembly.Module(bytes);
  const { imports, exports } = WebAssembly.Module;
  return { imports: (imports(module) as Row[]).map(line), exports: (exports(module) as Row[]).map(line) };
}

/** The same of our reader's answer. Tags have no type in the reflection. */
export function boundaryOf({ imports, exports }: WasmModule): Boundary {
  const text = (type: ExternType) => (type.kind === 'tag' ? '(tag)' : typeText(type));
  return {
    imports: imports.map(({ module, name, type }) => JSON.stringify([module, name, text(type)])),
    exports: exports.map(({ name, type }) => JSON.stringify([name, text(type)])),
  };
}

const line = ({ module, name, kind, type = {} }: Row): string =>
  JSON.stringify([...(module === undefined ? [] : [module]), name, reflectedText(kind, type)]);

function reflectedText(kind: string, type: NonNullable<Row['type']>): string {
  const index = (type.address ?? type.index) === 'i64' ? 'i64 ' : '';
  const limits = `${index}${type.minimum}${type.maximum === undefined ? '' : ` ${type.maximum}`}`;
  const part = (word: string, types: unknown) => ((types as string[]).length === 0 ? '' : ` (${word} ${(types as string[]).join(' ')})`);
  switch (kind) {
    case 'function':
      return `(func${part('param', type.parameters)}${part('result', type.results)})`;
    case 'memory':
      return `(memory ${limits}${type.shared ? ' shared' : ''})`;
    case 'table':
      return `(table ${limits} ${type.element})`;
    case 'global':
      return `(global ${type.mutable ? `(mut ${type.value})` : type.value})`;
    default:
      return `(${kind})`;
  }
}
