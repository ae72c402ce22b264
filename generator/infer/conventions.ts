import type { FoundImport } from './material.js';

/** What is commonly known of an import of some toolchain that has no description of its own. */
export interface Convention {
  readonly toolchain: string;
  readonly doc: string;
  readonly params?: readonly string[];
  readonly noreturn?: boolean;
  readonly reenters?: boolean;
  readonly reaches?: string;
}

interface Row extends Convention {
  readonly module: RegExp;
  readonly name: RegExp;
  /** Core types of parameters and results; absent: any. */
  readonly type?: string;
}

const assemblyScript = { toolchain: 'AssemblyScript', module: /^env$/ };
const emscripten = { toolchain: 'Emscripten', module: /^(env|a)$/ };

const rows: readonly Row[] = [
  {
    ...assemblyScript,
    name: /^abort$/,
    type: 'i32 i32 i32 i32 ->',
    params: ['message', 'file-name', 'line', 'column'],
    noreturn: true,
    doc: 'Ends the program. Message and file name are addresses of managed strings in UTF-16, or 0.',
  },
  { ...assemblyScript, name: /^seed$/, type: '-> f64', reaches: 'random', doc: 'A seed for Math.random.' },
  {
    ...assemblyScript,
    name: /^trace$/,
    type: 'i32 i32 f64 f64 f64 f64 f64 ->',
    params: ['message', 'count', 'a0', 'a1', 'a2', 'a3', 'a4'],
    doc: 'Prints a message, the address of a managed string in UTF-16, and as many of the numbers as count says.',
  },
  {
    ...emscripten,
    name: /^_?emscripten_memcpy_(js|big)$/,
    params: ['dest', 'src', 'count'],
    doc: 'Copies bytes inside the memory of the guest.',
  },
  {
    ...emscripten,
    name: /^emscripten_resize_heap$/,
    type: 'i32 -> i32',
    params: ['requested-size'],
    doc: 'Asks for a memory of at least so many bytes; answers 1 if it has grown and 0 if not.',
  },
  {
    ...emscripten,
    name: /^emscripten_notify_memory_growth$/,
    doc: 'Says that the memory has grown, so that old views of it are detached.',
  },
  { ...emscripten, name: /^_?emscripten_(date_now|get_now)$/, reaches: 'time', doc: 'Milliseconds.' },
  { ...emscripten, name: /^_?(tzset|localtime|gmtime|mktime)_js$/, reaches: 'time', doc: 'Computes local or universal time.' },
  { ...emscripten, name: /^_?(emscripten_random|random_js|getentropy)$/, reaches: 'random', doc: 'Gives random numbers.' },
  { ...emscripten, name: /^invoke_[a-z]+$/, reenters: true, doc: 'Calls a function of the table and catches what it throws.' },
  {
    ...emscripten,
    name: /^_?_?syscall_/,
    reaches: 'files',
    doc: 'A system call in the manner of Linux; answers a value, or a negative errno of musl.',
  },
  { ...emscripten, name: /^_?abort(_js)?$/, type: '->', noreturn: true, doc: 'Ends the program.' },
  {
    toolchain: 'Go',
    module: /^(gojs|go)$/,
    name: /./,
    type: 'i32 ->',
    params: ['sp'],
    reenters: true,
    doc: 'Takes the stack pointer of Go; arguments and results stand in the memory above it.',
  },
  {
    toolchain: 'wasm-bindgen',
    module: /^(wbg|__wbindgen_placeholder__|.*_bg(\.wasm)?\.js)$/,
    name: /^__wb(g|indgen)_/,
    doc: 'Glue that wasm-bindgen generates; what is passed is an index into its table of JavaScript values, or an address.',
  },
];

/** The first convention that an import follows by its module, its name and its type. */
export function conventionOf({ module, name, type }: FoundImport): Convention | undefined {
  if (type.kind !== 'func' || name.length > 200 || module.length > 200) return undefined;
  const signature = `${[...type.params, '->', ...type.results].join(' ')}`;
  return rows.find((row) => row.module.test(module) && row.name.test(name) && (row.type ?? signature) === signature);
}
