import { decode, encode } from '@msgpack/msgpack';
import { assemble, type Entry, type LinkOptions, packageOf } from '../e2e/support.js';
import { compileMolt, coreImports, referenceExports } from './molt.js';

type Value = number | bigint;
export type Method = (...values: never[]) => unknown;

export const codecs = { msgpack: { encode: (value: unknown) => encode(value, { useBigInt64: true }), decode } };

const { abi, lowered } = compileMolt('1.5.0');
const core = new Map(coreImports(abi, lowered).map((item) => [item.name, item]));

/** One entry of the package generated for the Molt candidate. */
export const molt: (target: string) => Promise<Entry> = await packageOf('schemas/molt/1.5.0');

const signature = (params: readonly string[], results: readonly string[]): string =>
  `${params.length > 0 ? ` (param ${params.join(' ')})` : ''}${results.length > 0 ? ` (result ${results.join(' ')})` : ''}`;

/** Imports of Molt, each exported again under its own name, so that a test calls it as compiled code would. */
export function importing(names: readonly string[]): string {
  return names
    .map((name) => {
      const found = core.get(name);
      if (found?.kind !== 'func') throw new Error(`molt has no import ${name}`);
      return `(import "${found.module}" "${name}" (func $${name}${signature(found.params, found.results)})) (export "${name}" (func $${name}))`;
    })
    .join('\n');
}

/** A guest export of Molt with its real core type and a body in WAT, in which parameters have numbers. */
export function exporting(name: string, body: string): string {
  const found = referenceExports.find((e) => e.name === name);
  if (!found) throw new Error(`no host calls ${name}`);
  return `(func (export "${name}")${signature(found.params, found.results)} ${body})`;
}

/**
 * The runtime side of streams. A frame that is sent lies at 4096 and following, one after the other, as its length in 4 bytes
 * and its content; `frames` counts them, `closed` the streams that were closed.
 */
export const streamExports = [
  '(global $next (mut i32) (i32.const 4096)) (global $frames (export "frames") (mut i32) (i32.const 0))',
  '(global $closed (export "closed") (mut i32) (i32.const 0))',
  exporting('molt_stream_new', '(i64.const 77)'),
  exporting(
    'molt_stream_send',
    `(i32.store (global.get $next) (i32.wrap_i64 (local.get 2)))
     (memory.copy (i32.add (global.get $next) (i32.const 4)) (local.get 1) (i32.wrap_i64 (local.get 2)))
     (global.set $next (i32.add (i32.add (global.get $next) (i32.const 4)) (i32.wrap_i64 (local.get 2))))
     (global.set $frames (i32.add (global.get $frames) (i32.const 1)))
     (i64.const 0)`,
  ),
  exporting('molt_stream_close', '(global.set $closed (i32.add (global.get $closed) (i32.const 1)))'),
  exporting('molt_scratch_alloc', '(i64.const 2048)'),
  exporting('molt_scratch_free', ''),
  exporting('molt_cancel_token_is_cancelled', '(i64.const 9221683186994511873)'),
].join('\n');

/** A running guest: its imports by name, its memory, and what its host did wrong. */
export interface Running {
  readonly call: (name: string, ...values: Value[]) => Value;
  readonly memory: Uint8Array;
  readonly view: DataView;
  readonly exports: WebAssembly.Exports;
  readonly failures: readonly unknown[];
  /** Puts bytes or UTF-8 at an address and answers their length. */
  readonly put: (address: number, content: Uint8Array | string) => number;
  /** The exports as the package gives them to hosts. */
  readonly guest: Readonly<Record<string, (...values: Value[]) => Value>>;
}

export interface Start {
  readonly target?: string;
  readonly hosts?: object;
  readonly grants?: readonly string[];
  readonly imports: readonly string[];
  /** What stands before its memory, such as more imports, and after it, in WAT. */
  readonly prelude?: string;
  readonly wat?: string;
  /** Size of its memory, which it may also import. */
  readonly pages?: number | 'imported';
  readonly link?: LinkOptions;
  readonly options?: object;
}

/** Starts a guest that imports what is named and has a memory of its own. */
export async function start({
  target = 'wasi',
  hosts = {},
  grants = [],
  imports,
  prelude = '',
  wat = '',
  pages = 4,
  link,
  options,
}: Start): Promise<Running> {
  const entry = await molt(target);
  const failures: unknown[] = [];
  const onHostError = ({ cause }: { cause: unknown }) => failures.push(cause);
  const bindings = entry.createImports(hosts, { grants, codecs, onHostError, ...options });
  const memory =
    pages === 'imported'
      ? '(import "env" "memory" (memory 64)) (export "molt_memory" (memory 0))'
      : `(memory (export "molt_memory") ${pages})`;
  const bytes = await assemble(`(module ${importing(imports)} ${prelude} ${memory} ${wat})`);
  const { exports } = await entry.instantiate(await WebAssembly.compile(bytes), bindings, link);
  const bufferOf = () => (exports.molt_memory as WebAssembly.Memory).buffer;
  return {
    call: (name, ...values) => (exports[name] as (...values: Value[]) => Value)(...values),
    get memory() {
      return new Uint8Array(bufferOf());
    },
    get view() {
      return new DataView(bufferOf());
    },
    exports,
    failures,
    put: (address, content) => {
      const found = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      new Uint8Array(bufferOf()).set(found, address);
      return found.length;
    },
    guest: entry.guestExports(bindings),
  };
}

/** Number of an error of Linux, as it stands on the wire. */
export const minus = {
  EPERM: -1,
  ENOMEM: -12,
  EACCES: -13,
  EFAULT: -14,
  EINVAL: -22,
  ENOSYS: -38,
  EBADF: -9,
  EAGAIN: -11,
  EAFNOSUPPORT: -97,
} as const;
