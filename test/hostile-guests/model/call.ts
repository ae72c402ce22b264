import type { Case, CoreType, Func, HandleType, Param, Role } from '../../../generator/ir/abi.js';
import type { Machine } from './machine.js';
import { unpack } from './packed.js';
import { decodePayload, embed } from './payload.js';
import { coreResult, isLive, itemSize, layoutOf, methodOf, type Slot, slotsOf } from './shape.js';
import { ModelStream } from './state.js';
import { decodeText } from './text.js';
import { fromBits, Invalid, liftCore, loadFixed, toBits } from './values.js';

/** Leaves a call with a core result that the ABI declares for what is wrong. */
export class Refusal extends Error {
  constructor(readonly bits: bigint) {
    super();
  }
}

/** Bytes that the host was lent to write: a view of guest memory, which growing detaches, or a copy to bring back. */
export interface Lent {
  readonly slot: Slot;
  readonly at: number;
  readonly bytes: Uint8Array;
  readonly live: boolean;
}

/** A call whose parameters are all valid. */
export interface Lifted {
  /** What the host gets, by slot. */
  readonly values: ReadonlyMap<Slot, unknown>;
  /** Ranges of memory by slot: address, bytes or items. */
  readonly places: ReadonlyMap<Slot, Place>;
  readonly lent: readonly Lent[];
  /** Handles that it was given: their numbers, and what they name; null for an absent one. */
  readonly handles: readonly Given[];
  /** The resource of its first handle; null for an absent one; undefined where it has none. */
  readonly resource: object | null | undefined;
}

export interface Given {
  readonly slot: Slot;
  readonly type: HandleType;
  readonly number: bigint;
  readonly resource: object | null;
}

export interface Place {
  readonly address: number;
  /** Bytes of a buffer, items of a list; 1 for a value. */
  readonly count: number;
  readonly lengthAddress: number | undefined;
}

export const roleOf = (func: Func, ...roles: readonly Role[]): Case | undefined =>
  roles.map((role) => func.result?.errors[0]?.roles[role]).find((c) => c !== undefined);

/** Core bits of an error code. */
export const codeBits = (func: Func, code: bigint): bigint =>
  toBits(coreResult(func) as CoreType, func.result?.encoding === 'value-or-negative-error' ? -code : code);

/** Refuses a call with a case of its first domain, or traps where it has none. */
export function refuse(machine: Machine, func: Func, roles: readonly Role[], own?: Case): never {
  const found = own ?? roleOf(func, ...roles);
  if (found === undefined) return machine.poison();
  throw new Refusal(codeBits(func, found.value));
}

/**
 * Checks a call and takes what it was given: handles, then numbers, then in the order of the parameters alignment, length and
 * range of every buffer, then overlaps, then what the buffers hold, then quotas. The first that is wrong is answered.
 */
export function lift(machine: Machine, func: Func, bits: readonly bigint[]): Lifted {
  const slots = slotsOf(func);
  const core = (slot: Slot, i = 0): bigint => bits[slot.at + i] as bigint;
  const values = new Map<Slot, unknown>();
  const handles: Given[] = [];
  for (const slot of slots) {
    const { base } = slot;
    if (slot.how !== 'number' || base.kind !== 'handle' || base.issuedBy !== 'glue') continue;
    const absent = isAbsent(slot, core(slot));
    const number = BigInt(fromBits(slot.cores[0] as 'i32', core(slot)));
    const resource = absent ? null : machine.resources.table(base).open.get(number);
    if (resource === undefined) return refuse(machine, func, ['bad-handle', 'invalid']);
    values.set(slot, resource);
    handles.push({ slot, type: base, number, resource });
  }
  for (const [i, a] of handles.entries())
    for (const b of handles.slice(i + 1))
      if ((a.slot.param.own || b.slot.param.own) && a.type === b.type && a.number === b.number && a.resource !== null)
        return refuse(machine, func, ['bad-handle', 'invalid']);
  for (const slot of slots) {
    if (slot.how !== 'number' || values.has(slot)) continue;
    try {
      values.set(slot, isAbsent(slot, core(slot)) ? null : liftCore(slot.param.type, slot.cores[0] as 'i32', core(slot)));
    } catch {
      return refuse(machine, func, ['invalid']);
    }
    const { base } = slot;
    if (base.kind === 'cancel-token') {
      const none = core(slot) === BigInt.asUintN(slot.cores[0] === 'i64' ? 64 : 32, base.none);
      const id = BigInt(values.get(slot) as bigint);
      values.set(slot, none ? null : { isCancelled: () => machine.isCancelled(base, id) });
    }
  }
  const places = rangesOf(machine, func, slots, core);
  const lent: Lent[] = [];
  for (const slot of slots) {
    const place = places.get(slot);
    if (slot.how === 'pointer') values.set(slot, machine.pointer(Number(core(slot))));
    if (place !== undefined) content(machine, func, slot, place, values, lent);
  }
  if (!machine.resources.hasRoom(func)) refuse(machine, func, ['limit', 'internal']);
  return { values, places, lent, handles, resource: handles[0]?.resource };
}

const isAbsent = ({ param, cores }: Slot, bits: bigint): boolean =>
  param.absent !== undefined && toBits(cores[0] as 'i32', param.absent) === bits;

/** Every range of the call, checked. Addresses and lengths are unsigned. */
function rangesOf(machine: Machine, func: Func, slots: readonly Slot[], core: (slot: Slot, i?: number) => bigint): Map<Slot, Place> {
  const size = BigInt(machine.memory.bytes.length);
  const places = new Map<Slot, Place>();
  const written: (readonly [bigint, bigint])[] = [];
  const read: (readonly [bigint, bigint])[] = [];
  const fault = (param: Param): never => refuse(machine, func, ['fault', 'invalid'], param.fault);
  for (const slot of slots) {
    const { param, base, how } = slot;
    if (how !== 'fixed' && how !== 'bytes' && how !== 'list') continue;
    const address = core(slot);
    const counter = param.count === undefined ? undefined : slots.find((s) => s.param.name === param.count);
    const count = how === 'fixed' ? 1n : counter ? core(counter) : core(slot, 1);
    const each = how === 'fixed' ? BigInt(layoutOf(param.type).size) : how === 'list' ? BigInt(itemSize(base)) : 1n;
    if (address % BigInt(param.align) !== 0n) fault(param);
    if (how !== 'fixed' && !(param.optional && address === 0n && count === 0n)) {
      if (count < BigInt(param.minLength) || count > mostOf(slot)) refuse(machine, func, ['invalid']);
    }
    if (address + count * each > size) fault(param);
    const lengthAddress = slot.cores.length > 2 ? core(slot, 2) : undefined;
    const lengthSize = param.lengthWidth === 'u64' ? 8n : 4n;
    if (lengthAddress !== undefined && lengthAddress + lengthSize > size) fault(param);
    places.set(slot, {
      address: Number(address),
      count: Number(count),
      lengthAddress: lengthAddress === undefined ? undefined : Number(lengthAddress),
    });
    if (param.mayOverlap) continue;
    (param.pass === 'in' || base.kind === 'buffers' ? read : written).push([address, count * each]);
    if (lengthAddress !== undefined) written.push([lengthAddress, lengthSize]);
  }
  const touch = ([a, x]: readonly [bigint, bigint], [b, y]: readonly [bigint, bigint]): boolean =>
    x > 0n && y > 0n && a < b + y && b < a + x;
  if (written.some((a, i) => [...written.slice(i + 1), ...read].some((b) => touch(a, b)))) refuse(machine, func, ['invalid', 'fault']);
  return places;
}

/** The most bytes or items: what the schema says, else the quotas of lists (a million items; 1024 buffers). */
function mostOf({ param, base }: Slot): bigint {
  const said = [
    ...(param.maxLength === undefined ? [] : [BigInt(param.maxLength)]),
    ...(base.kind === 'list' && base.maxLength !== undefined ? [base.maxLength] : []),
  ];
  const [least] = said.sort((a, b) => Number(a - b));
  if (least !== undefined) return least;
  if (base.kind === 'buffers') return 1024n;
  return base.kind === 'list' && param.pass === 'in' ? 1n << 20n : 1n << 70n;
}

/** What a range holds, as the host gets it. */
function content(machine: Machine, func: Func, slot: Slot, { address, count }: Place, values: Map<Slot, unknown>, lent: Lent[]): void {
  const { param, base, how } = slot;
  const { bytes } = machine.memory;
  const invalid = (): never => refuse(machine, func, ['invalid']);
  const live = isLive(func) && !machine.memory.shared;
  const seen = (at: number, length: number): void => machine.reads.add(at, length);
  // A host that is lent a view also sees what was there before. One that fills a copy does not.
  const room = (at: number, length: number): Uint8Array => {
    if (live) seen(at, length);
    return live ? bytes.subarray(at, at + length) : new Uint8Array(length);
  };
  if (base.kind === 'stream') {
    values.set(slot, new ModelStream());
    return;
  }
  if (base.kind === 'buffers') {
    seen(address, count * itemSize(base));
    const views = scattered(bytes, address, count) ?? refuse(machine, func, ['fault', 'invalid'], param.fault);
    const out = param.pass === 'out';
    if (!out) for (const [at, length] of views) seen(at, length);
    const made = views.map(([at, length]) => ({ slot, at, bytes: out ? room(at, length) : bytes.slice(at, at + length), live }));
    if (out) lent.push(...made);
    values.set(
      slot,
      made.map((m) => m.bytes),
    );
    return;
  }
  if (methodOf(func).view === slot) {
    const view = room(address, count);
    lent.push({ slot, at: address, bytes: view, live });
    values.set(slot, view);
    return;
  }
  if (param.pass === 'out') return;
  if (param.optional && address === 0 && count === 0) {
    values.set(slot, null);
    return;
  }
  seen(address, how === 'fixed' ? layoutOf(param.type).size : count * (how === 'list' ? itemSize(base) : 1));
  try {
    values.set(slot, decoded());
  } catch (cause) {
    if (cause instanceof Invalid) invalid();
    throw cause;
  }

  function decoded(): unknown {
    if (how === 'fixed') return loadFixed(param.type, bytes, address);
    if (base.kind === 'list') return Array.from({ length: count }, (_, i) => loadFixed(base.of, bytes, address + i * itemSize(base)));
    const part = bytes.slice(address, address + count);
    if (base.kind === 'string') return decodeText(part);
    if (base.kind === 'packed' || base.kind === 'packed-union') return unpack(base, part);
    if (base.kind === 'payload') {
      const value = decodePayload(base, part);
      // Memory that other threads can change is not lent to hosts that are given views.
      const how = !isLive(func) ? 'copied' : live ? 'viewed' : 'refused';
      const copies: (readonly [number, Uint8Array])[] = [];
      for (const buffer of base.buffers)
        if (!embed(bytes, value, buffer, how, buffer.access === 'in' ? [] : copies, seen))
          refuse(machine, func, ['fault', 'invalid'], param.fault);
      lent.push(...copies.map(([at, copy]) => ({ slot, at, bytes: copy, live })));
      return value;
    }
    // Bytes that are changed in place beside other outputs are brought back once those are valid.
    if (param.pass !== 'inout') return part;
    const inPlace = live && methodOf(func).outputs.length === 0;
    const view = inPlace ? bytes.subarray(address, address + count) : part;
    lent.push({ slot, at: address, bytes: view, live: inPlace });
    return view;
  }
}

/** The buffers of a list; undefined if one is out of range, or if they are longer together than the memory. */
function scattered(bytes: Uint8Array, address: number, count: number): (readonly [number, number])[] | undefined {
  const view = new DataView(bytes.buffer);
  const found: [number, number][] = [];
  let total = 0;
  for (let i = 0; i < count; i++) {
    const [at, length] = [view.getUint32(address + i * 8, true), view.getUint32(address + i * 8 + 4, true)];
    total += length;
    if (at + length > bytes.length || total > bytes.length) return undefined;
    found.push([at, length]);
  }
  return found;
}
