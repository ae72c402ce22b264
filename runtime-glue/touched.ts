import { nextDifference, viewOfBytes } from './changes.js';
import { digestOf } from './digest.js';
import type { Guest } from './guest.js';
import type { Core, CoreType } from './log.js';
import { keyOf } from './names.js';

/**
 * Bytes of guest memory that a call names: which parameter has the address, which the number of items (-1: one), and the size
 * of an item. Of more than `most` items the glue reads none. `through`: the items are {u32 address, u32 length}, and the bytes
 * are where they point to.
 */
export type NamedRange = readonly [name: string, address: number, count: number, size: number, most?: number, through?: 1];

/** An import or a guest export as logs know it. */
export interface Callable {
  /** `interface.function`; for an export its name. */
  readonly name: string;
  readonly params: readonly (readonly [name: string, type: CoreType])[];
  /** Of an import: its core result. */
  readonly result?: CoreType;
  /** What the host reads. */
  readonly reads: readonly NamedRange[];
  /** What the host may write; `memory` where the schema does not say where. For an export: what the glue writes before the call. */
  readonly writes: readonly NamedRange[] | 'memory';
}

/** What a recorder and a replayer know of an ABI. */
export interface Surface {
  readonly abi: { readonly name: string; readonly version: string; readonly digest: string };
  readonly imports: readonly (Callable & { readonly links: readonly (readonly [module: string, field: string])[] })[];
  readonly exports: readonly Callable[];
  /** Open modules that a host answers, past its methods. */
  readonly openModules: readonly string[];
}

/** Whether an engine takes a value as the result of an import: it wants a bigint for an i64, and throws on one for any other type. */
export const isResultOf = ({ result }: Callable, value: unknown): boolean =>
  result === undefined || (result === 'i64') === (typeof value === 'bigint');

/** A stretch of guest memory with its bytes. */
export interface Stretch {
  readonly address: number;
  readonly bytes: Uint8Array;
}

/**
 * What a host could read in one range: all of it while it is short, else its digest. `undefined`: it was not in memory, or longer
 * than hosts get.
 */
export interface Seen {
  readonly length: number;
  readonly bytes?: Uint8Array;
  readonly digest?: Uint8Array;
}

const unsigned = (value: Core | undefined): number => (typeof value === 'bigint' ? Number(BigInt.asUintN(64, value)) : (value ?? 0) >>> 0);

type Place = readonly [address: number, length: number];

/** Where a range is; undefined if it is not in memory or too long, where the glue refuses the call. */
function placesOf([, address, count, size, most, through]: NamedRange, values: readonly Core[], memory: Uint8Array): Place[] | undefined {
  const at = unsigned(values[address]);
  const items = count < 0 ? 1 : unsigned(values[count]);
  const length = items * size;
  if (at + length > memory.length || (most !== undefined && items > most)) return undefined;
  if (through === undefined) return [[at, length]];
  const view = new DataView(memory.buffer, memory.byteOffset + at, length);
  const places: Place[] = [];
  let total = 0;
  for (let i = 0; i < items; i++) {
    const place: Place = [view.getUint32(i * 8, true), view.getUint32(i * 8 + 4, true)];
    total += place[1];
    // Together they are at most as long as the memory, or the glue refuses them.
    if (place[0] + place[1] > memory.length || total > memory.length) return undefined;
    places.push(place);
  }
  return places;
}

/** Gives the memory of a guest as it is. */
export type Memory = () => Uint8Array;

/**
 * The memory of a guest to which none is attached yet: until one is, there is nothing to see, and asking the guest for it
 * would poison the instance.
 */
export function memoryOf(guest: Guest): Memory {
  const blank = guest.u8;
  return () => (guest.u8 === blank ? blank : guest.mem());
}

/** What a host could read in each range of a call. */
export function seenBy(memoryNow: Memory, { reads }: Callable, values: readonly Core[], most: number): (Seen | undefined)[] {
  if (reads.length === 0) return [];
  const memory = memoryNow();
  return reads.map((range) => {
    const places = placesOf(range, values, memory);
    if (places === undefined) return undefined;
    const parts = places.map(([at, length]) => memory.subarray(at, at + length));
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    return length > most ? { length, digest: digestOf(parts) } : { length, bytes: joined(parts, length) };
  });
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Copies of what a host may write in a call. That of all memory is made in `spare`, if it is long enough: a new one costs more than to fill it. */
export function writable(memoryNow: Memory, { writes }: Callable, values: readonly Core[], spare?: Uint8Array): Stretch[] {
  if (writes.length === 0) return [];
  const memory = memoryNow();
  if (writes === 'memory') {
    const bytes = spare?.length === memory.length ? spare : new Uint8Array(memory.length);
    bytes.set(memory);
    return [{ address: 0, bytes }];
  }
  return writes
    .flatMap((range) => placesOf(range, values, memory) ?? [])
    .map(([address, length]) => ({ address, bytes: memory.slice(address, address + length) }));
}

/** This many unchanged bytes between two changes cost as much as a further stretch. */
const gap = 8;

/** What has changed since the copies were made. */
export function changesSince(memoryNow: Memory, before: readonly Stretch[]): Stretch[] {
  if (before.length === 0) return [];
  const memory = memoryNow();
  const changes: Stretch[] = [];
  for (const { address, bytes } of before) {
    const [old, now] = [viewOfBytes(bytes), viewOfBytes(memory.subarray(address, address + bytes.length))];
    let start = nextDifference(old, now, 0);
    while (start < bytes.length) {
      let end = start + 1;
      let next = nextDifference(old, now, end);
      for (; next < bytes.length && next - end <= gap; next = nextDifference(old, now, end)) end = next + 1;
      changes.push({ address: address + start, bytes: memory.slice(address + start, address + end) });
      start = next;
    }
  }
  return changes;
}

/** Finds imports by their link keys. */
export function importsByKey(surface: Surface): (module: string, field: string) => Callable | undefined {
  const found = new Map(surface.imports.flatMap((i) => i.links.map(([module, field]): [string, Callable] => [keyOf(module, field), i])));
  return (module, field) => found.get(keyOf(module, field));
}
