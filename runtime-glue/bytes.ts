import { AbiLinkError } from './failure.js';
import type { Difference } from './link.js';
import { keyOf, stampSection } from './names.js';
import type { GuestBoundary } from './preflight.js';
import { readSections } from './wasm/boundary.js';
import { Malformed } from './wasm/cursor.js';
import { expectedText, exportFits, fitOf, typeText } from './wasm/extern.js';
import { otherFormat } from './wasm/format.js';
import type { ExternKind, ExternType, WasmImport, WasmLimits, WasmModule } from './wasm/module.js';

/** The core types of an ABI version. */
export interface AbiTypes {
  /** Its name and version, for messages. */
  readonly abi: string;
  readonly imports: readonly (readonly [module: string, name: string, type: ExternType])[];
  /** What guests export; without a type where the ABI tells no more than the kind. */
  readonly exports: readonly (readonly [name: string, kind: ExternKind, type?: ExternType])[];
  /** Targets whose guests share no memory. */
  readonly threadless: readonly string[];
  /** Modules whose imports are not listed one by one, and which only some targets have. */
  readonly modules: readonly (readonly [name: string, targets: readonly string[]])[];
}

/**
 * Reads what a guest says at its boundary, without compiling anything, and compares the types with those of the ABI.
 *
 * @throws AbiLinkError for what is no core module, or is cut off or damaged there. Code is not looked at.
 */
export function readGuest(abi: AbiTypes, source: ArrayBufferLike | ArrayBufferView): GuestBoundary {
  const { imports, exports, customs } = sectionsOf(bytesOf(source));
  const types = new Map(abi.imports.map(([module, name, type]) => [keyOf(module, name), type]));
  const found = imports.map((item) => importRow(abi, item, types.get(keyOf(item.module, item.name))));
  const unfit = [...found.flatMap(({ difference }) => difference ?? []), ...wrongExports(abi, exports)];
  return {
    imports: found.map(({ item: { module, name, type }, difference }) => ({
      module,
      name,
      kind: engineKind(type.kind),
      unfit: difference !== undefined,
    })),
    exports: exports.map(({ name, type }) => ({ name, kind: engineKind(type.kind) })),
    stamps: customs.filter(({ name }) => name === stampSection).map(({ bytes }) => bytes),
    limits: limitsFor(abi, imports),
    differences: (target) => [...unfit, ...lackingModules(abi, imports, target), ...sharedMemory(abi, { imports, exports }, target)],
  };
}

/** As bytes that nothing changes meanwhile: those of shared memory are copied. */
function bytesOf(source: ArrayBufferLike | ArrayBufferView): Uint8Array {
  if (typeof source?.byteLength !== 'number') throw new AbiLinkError(['the guest is no ArrayBuffer, nor a view of one: give its bytes']);
  const bytes = ArrayBuffer.isView(source) ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength) : new Uint8Array(source);
  return bytes.buffer instanceof ArrayBuffer ? bytes : bytes.slice();
}

function sectionsOf(bytes: Uint8Array): WasmModule {
  const other = otherFormat(bytes);
  if (other !== undefined) throw new AbiLinkError([`the guest is ${other}`]);
  try {
    return readSections(bytes);
  } catch (cause) {
    if (!(cause instanceof Malformed)) throw cause;
    const { offset, why } = cause;
    throw new AbiLinkError([`the guest is malformed at byte ${offset} (0x${offset.toString(16)}): it ${why}`], { cause });
  }
}

/** The word of the JavaScript interface for a kind. */
const engineKind = (kind: ExternKind): string => (kind === 'func' ? 'function' : kind);

/** An import with what is wrong with its type, by that of the ABI. */
function importRow({ abi }: AbiTypes, item: WasmImport, expected: ExternType | undefined) {
  const fit = expected && fitOf(item.type, expected);
  if (!expected || fit === 'fits') return { item, difference: undefined };
  const name = `${item.module}.${item.name}`;
  const [own, theirs] = [typeText(item.type), typeText(expected)];
  const difference: Difference =
    fit === 'limits'
      ? { kind: 'limits', import: name, message: `${name}: is imported as ${own}, which leaves no room in the limits of ${abi}: ${theirs}` }
      : {
          kind: item.type.kind === expected.kind ? 'wrong-type' : 'wrong-kind',
          import: name,
          message: `${name}: is imported as ${own}; in ${abi} it is ${theirs}`,
        };
  return { item, difference };
}

function wrongExports(abi: AbiTypes, exports: WasmModule['exports']): Difference[] {
  const expected = new Map(abi.exports.map(([name, kind, type]) => [name, { kind, type }]));
  return exports.flatMap(({ name, type }) => {
    const item = expected.get(name);
    if (!item || exportFits(type, item)) return [];
    return { kind: 'wrong-export', import: name, message: `${name}: is exported as ${typeText(type)}; hosts expect ${expectedText(item)}` };
  });
}

/** Imports of open modules that the target does not have. */
function lackingModules({ modules }: AbiTypes, imports: WasmModule['imports'], target: string): Difference[] {
  const elsewhere = new Map(modules.filter(([, targets]) => !targets.includes(target)));
  return imports.flatMap(({ module, name }) => {
    const others = elsewhere.get(module);
    if (!others) return [];
    return {
      kind: 'not-on-target',
      import: `${module}.${name}`,
      message: `${module}.${name}: the module ${module} is not on the target ${target}, only on ${others.join(', ') || 'none'}`,
    };
  });
}

/** Memory that other threads could write to, where the target has none. */
function sharedMemory(
  { threadless }: AbiTypes,
  { imports, exports }: Pick<WasmModule, 'imports' | 'exports'>,
  target: string,
): Difference[] {
  if (!threadless.includes(target)) return [];
  return [...imports.map(({ module, name, type }) => ({ name: `${module}.${name}`, type })), ...exports]
    .filter(({ type }) => type.kind === 'memory' && type.limits.shared)
    .map(({ name }) => ({
      kind: 'shared-memory',
      import: name,
      message: `${name}: is shared memory; threads are disabled on the target ${target}`,
    }));
}

/** Limits for what `instantiate` makes: the first memory and the first table of the ABI, where the guest imports them. */
function limitsFor(abi: AbiTypes, imports: readonly WasmImport[]): GuestBoundary['limits'] {
  const limitsOf = (kind: 'memory' | 'table') => {
    const [module, name, given] = abi.imports.find(([, , type]) => type.kind === kind) ?? [];
    const own = imports.find((item) => item.module === module && item.name === name)?.type;
    const sized = (type: ExternType | undefined) => (type?.kind === 'memory' || type?.kind === 'table' ? type.limits : undefined);
    const [declared, described] = [sized(own), sized(given)];
    return declared && described && own && given && fitOf(own, given) === 'fits' ? meet(declared, described) : undefined;
  };
  const [memory, functionTable] = [limitsOf('memory'), limitsOf('table')];
  return { ...(memory && { memory }), ...(functionTable && { functionTable }) };
}

/** What is at least the minimum of both, and grows to the maximum of both. */
function meet(a: WasmLimits, b: WasmLimits) {
  const largest = [a.max, b.max].filter((max) => max !== undefined);
  const initial = Math.max(Number(a.min), Number(b.min));
  return largest.length === 0 ? { initial } : { initial, maximum: Math.min(...largest.map(Number)) };
}
