import type { CustomSection, WasmLimits, WasmModule } from '../../runtime-glue/wasm/module.js';

/** Name of the custom section in which a module says what it was built for. */
export const stampSection = 'molt.abi';

/** What a stamp says, as JSON in UTF-8. Keys stand in this order, so that the same facts give the same bytes. */
export interface Stamp {
  readonly abi: string;
  readonly version: string;
  readonly digest: string;
  /** The oldest release whose hosts can run the module. */
  readonly floor: string;
  /** Null for any. */
  readonly target: string | null;
  /** Each is needed; of the names in one, one is enough. */
  readonly capabilities: readonly (readonly string[])[];
  /** Limits of the imported memory and table, which engines do not tell: pages of 64 KiB, elements. */
  readonly memory?: StampedLimits & { readonly shared?: true };
  readonly table?: StampedLimits;
}

export interface StampedLimits {
  readonly initial: number;
  readonly maximum?: number;
}

/** The stamps of a module: one that cannot be read is told as such. */
export function stampsIn(customs: readonly CustomSection[]): readonly (Stamp | 'unreadable')[] {
  return customs.filter(({ name }) => name === stampSection).map(({ bytes }) => stampFrom(bytes) ?? 'unreadable');
}

function stampFrom(bytes: Uint8Array): Stamp | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isStamp(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isStamp(value: unknown): value is Stamp {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { abi, version, digest, floor, target, capabilities } = value as Readonly<Record<string, unknown>>;
  const texts = [abi, version, digest, floor].every((text) => typeof text === 'string');
  const names =
    Array.isArray(capabilities) && capabilities.every((oneOf) => Array.isArray(oneOf) && oneOf.every((name) => typeof name === 'string'));
  return texts && names && (target === null || typeof target === 'string');
}

/** The bytes of a module with a stamp at its end, and without those that it had. No other byte is touched. */
export function stamped(bytes: Uint8Array, customs: readonly CustomSection[], stamp: Stamp): Uint8Array {
  const old = customs.filter(({ name }) => name === stampSection);
  const kept: Uint8Array[] = [];
  let at = 0;
  for (const { start, size } of old) {
    kept.push(bytes.subarray(at, start));
    at = start + size;
  }
  return concatenated([...kept, bytes.subarray(at), sectionOf(stamp)]);
}

/** A custom section: id 0, its size, its name, its contents (WebAssembly 3.0, section 5.5.3). */
function sectionOf(stamp: Stamp): Uint8Array {
  const encoder = new TextEncoder();
  const [name, contents] = [encoder.encode(stampSection), encoder.encode(JSON.stringify(stamp))];
  const body = [leb128(name.length), name, contents];
  return concatenated([Uint8Array.of(0), leb128(body.reduce((sum, part) => sum + part.length, 0)), ...body]);
}

function leb128(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = value;
  do {
    bytes.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
    left >>>= 7;
  } while (left > 0);
  return Uint8Array.from(bytes);
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Limits of the memory and the table that the host makes for the module: of the first of each that it imports. */
export function limitsIn({ imports }: WasmModule): Pick<Stamp, 'memory' | 'table'> {
  const [memory] = imports.flatMap(({ type }) => (type.kind === 'memory' ? [type.limits] : []));
  const [table] = imports.flatMap(({ type }) => (type.kind === 'table' ? [type.limits] : []));
  return {
    ...(memory && { memory: { ...limitsOf(memory), ...(memory.shared ? { shared: true as const } : {}) } }),
    ...(table && { table: limitsOf(table) }),
  };
}

const limitsOf = ({ min, max }: WasmLimits): StampedLimits => ({
  initial: Number(min),
  ...(max === undefined ? {} : { maximum: Number(max) }),
});

/** What a stamp gives limits of that the imports of the module have not. One that gives none says nothing of them. */
export const wrongLimits = (stamp: Stamp, module: WasmModule): readonly string[] =>
  (['memory', 'table'] as const).filter((kind) => {
    const [said, own]: readonly (Partial<Stamp['memory']> | undefined)[] = [stamp[kind], limitsIn(module)[kind]];
    return said !== undefined && (['initial', 'maximum', 'shared'] as const).some((key) => said?.[key] !== own?.[key]);
  });
