import { fileURLToPath } from 'node:url';
import { typeText } from '../../runtime-glue/wasm/extern.js';
import type { ExternKind, ExternType, WasmModule } from '../../runtime-glue/wasm/module.js';
import { toldOf } from '../support/wasm/told.js';

/** A line for each import and each export: kind and index, type, name. */
export interface Rows {
  readonly imports: readonly string[];
  readonly exports: readonly string[];
}

/** The text of each section at the boundary, by the tool's names of them. */
type Sections = Readonly<Record<'Type' | 'Import' | 'Function' | 'Table' | 'Memory' | 'Tag' | 'Global' | 'Export', string>>;

const script = fileURLToPath(new URL('objdump.mjs', import.meta.url));

/** What `wasm-objdump` says of modules at their boundary; undefined for one that has what it does not know. */
export const dumped = (modules: readonly Uint8Array[]): (Rows | undefined)[] =>
  toldOf<Sections | null>(modules, process.execPath, [script]).map((sections) => (sections === null ? undefined : rows(sections)));

function rows({ Type, Import, Function: functions, Table, Memory, Tag, Global, Export }: Sections): Rows {
  const types = new Map(
    [...Type.matchAll(/- type\[(\d+)\] \((.*?)\) -> (.*)/g)].map(([, i, params, results]) => [i, signature(params, results)]),
  );
  const items = new Map([Import, functions, Table, Memory, Tag, Global].flatMap((text) => itemsOf(text, types)));
  const line = (kind = '', index = '', name = '') => `${kind}[${index}] ${items.get(`${kind}[${index}]`)} ${name}`;
  return {
    imports: [...Import.matchAll(/^ - (\w+)\[(\d+)\].*? <- (.*)$/gm)].map(([, kind, index, name]) => line(kind, index, name)),
    exports: [...Export.matchAll(/^ - (\w+)\[(\d+)\].*? -> "(.*)"$/gm)].map(([, kind, index, name]) => line(kind, index, name)),
  };
}

const list = (text = ''): readonly string[] => (text === 'nil' || text === '' ? [] : text.replace(/[()]/g, '').split(', '));
const part = (word: string, types: readonly string[]): string => (types.length === 0 ? '' : ` (${word} ${types.join(' ')})`);
const signature = (params: string | undefined, results: string | undefined): string =>
  `${part('param', list(params))}${part('result', list(results))}`;
const limits = (min: string | undefined, max: string | undefined): string => `${min}${max === undefined ? '' : ` ${max}`}`;

function itemsOf(text: string, types: ReadonlyMap<string | undefined, string>): [string, string][] {
  const functions = [...text.matchAll(/- (func|tag)\[(\d+)\] sig=(\d+)/g)];
  const tables = [...text.matchAll(/- table\[(\d+)\] type=(\w+) initial=(\d+)(?: max=(\d+))?/g)];
  const memories = [...text.matchAll(/- memory\[(\d+)\] pages: initial=(\d+)(?: max=(\d+))?( shared)?( i64)?/g)];
  const globals = [...text.matchAll(/- global\[(\d+)\] (\w+) mutable=(\d)/g)];
  return [
    ...functions.map(([, kind, i, sig]): [string, string] => [`${kind}[${i}]`, `(${kind}${types.get(sig)})`]),
    ...tables.map(([, i, element, min, max]): [string, string] => [`table[${i}]`, `(table ${limits(min, max)} ${element})`]),
    ...memories.map(([, i, min, max, shared = '', i64]): [string, string] => [
      `memory[${i}]`,
      `(memory ${i64 ? 'i64 ' : ''}${limits(min, max)}${shared})`,
    ]),
    ...globals.map(([, i, type, mutable]): [string, string] => [`global[${i}]`, `(global ${mutable === '1' ? `(mut ${type})` : type})`]),
  ];
}

/** The same rows of our reader's answer. The tool ends a name at its first NUL. */
export function rowsOf({ imports, exports }: WasmModule): Rows {
  const counts = new Map<ExternKind, number>();
  const line = (type: ExternType, index: number, name: string) => `${type.kind}[${index}] ${typeText(type)} ${name.replace(/\0.*/, '')}`;
  return {
    imports: imports.map(({ module, name, type }) => {
      const index = counts.get(type.kind) ?? 0;
      counts.set(type.kind, index + 1);
      return line(type, index, `${module}.${name}`);
    }),
    exports: exports.map(({ name, type, index }) => line(type, index, name)),
  };
}
