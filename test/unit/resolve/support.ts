import type { Diagnostic, Result } from '../../../generator/diagnostics/diagnostic.js';
import { type Compilation, compile } from '../../../generator/pipeline.js';
import { memoryHost } from '../../../generator/source/memory-host.js';

export type Json = { readonly [key: string]: unknown };

const targets = {
  browser: { threads: 'disabled', blocking: 'forbidden' },
  wasi: { threads: 'optional', blocking: 'allowed' },
};

/** The least that a function says, beside what a test is about. */
export const fn = (more: Json = {}): Json => ({
  import: 'demo_f',
  doc: 'F.',
  ...('capability' in more ? {} : { capability: 'none', capabilityReason: 'It touches nothing.' }),
  ...more,
});

/** An ABI with one interface `x`, of which a test gives the parts. */
export function compileParts(parts: Json, abi: Json = {}, files: Readonly<Record<string, unknown>> = {}): Result<Compilation> {
  const documents: Record<string, unknown> = {
    'abi.json': { abi: 'demo', version: '1.2.0', targets, capabilities: {}, interfaces: ['x.json'], ...abi },
    'x.json': { interface: 'x', module: 'env', ...parts },
    ...files,
  };
  return compile(
    memoryHost(Object.fromEntries(Object.entries(documents).map(([name, value]) => [`a/${name}`, JSON.stringify(value)]))),
    'a',
  );
}

/** As `compileParts`, for what must be in order. */
export function compiled(parts: Json, abi: Json = {}, files: Readonly<Record<string, unknown>> = {}): Compilation {
  const { value, diagnostics } = compileParts(parts, abi, files);
  if (!value) throw new Error(diagnostics.map(shown).join('\n'));
  return value;
}

/** One diagnostic on one line: code, place and message. */
export const shown = (d: Diagnostic): string => `${d.code} ${d.span?.pointer ?? 'nowhere'}: ${d.message}`;

/** What is wrong with an ABI, each fault on one line. */
export const faults = (parts: Json, abi: Json = {}, files: Readonly<Record<string, unknown>> = {}): string[] =>
  compileParts(parts, abi, files).diagnostics.map(shown);

/** What is wrong with one function `f` that has these keywords, beside some types to use. */
export const functionFaults = (more: Json, types: Json = {}): string[] =>
  faults({ types: { ...usual, ...types }, functions: { f: fn(more) } });

/** What is wrong with a sole parameter `p`. */
export const paramFaults = (param: Json, more: Json = {}): string[] =>
  functionFaults({ result: { errors: 'errno' }, ...more, params: [{ name: 'p', ...param }] });

/** Types for tests to use. */
export const usual: Json = {
  errno: { kind: 'errors', repr: 's32', cases: { EBADF: 9, EINVAL: 22, ENOMEM: 12 } },
  file: { kind: 'handle', repr: 's32' },
  fd: { kind: 'handle', repr: 'u32', issuedBy: 'host' },
  mode: { kind: 'enum', repr: 'u8', cases: { A: 1 } },
  point: {
    kind: 'record',
    fields: [
      { name: 'a', type: 'u8' },
      { name: 'b', type: 'u64' },
    ],
  },
  points: { kind: 'list', of: 'point' },
  short: { kind: 'list', of: 'point', maxLength: 8 },
  name: { kind: 'packed', fields: [{ name: 'n', type: 'string', length: 'u16' }] },
  launch: { kind: 'payload', codec: 'json' },
  id: { kind: 'opaque', repr: 'u64' },
};
