import { baseType, type ErrorDomain, type Func, type HandleType } from '../../../generator/ir/abi.js';
import { codeBits, type Lifted, type Place, refuse, roleOf } from './call.js';
import type { Machine } from './machine.js';
import { pack } from './packed.js';
import { encodePayload } from './payload.js';
import { ModelPromise } from './promises.js';
import { coreResult, isLive, layoutOf, type Method, methodOf, numberOf } from './shape.js';
import { hostBytes, isRecord, ModelFailure, ModelTask } from './state.js';
import { encodeText, wholeCharacters } from './text.js';
import { Invalid, lowerNumber, type Piece, storeFixed, toBits } from './values.js';

type Output = Method['outputs'][number];

/** An output that was checked: what is written where, once everything else is valid. */
interface Ready {
  readonly output: Output;
  readonly place: Place | undefined;
  /** Encoded value of a buffer. */
  readonly bytes: Uint8Array | undefined;
  /** How many of the bytes are written. */
  readonly length: number;
  readonly pieces: readonly Piece[];
  /** A resource that gets a handle. */
  readonly resource: object | undefined;
  readonly value: unknown;
}

/** The core result for what a host method returned: everything is checked before the first byte is written. Throws `Invalid` for what it must not return. */
export function answer(machine: Machine, func: Func, call: Lifted, returned: unknown): bigint | undefined {
  const method = methodOf(func);
  const view = method.view && call.lent.find((l) => l.slot === method.view);
  if (view && view.slot.param.written === 'result') {
    if (typeof returned !== 'number' || !Number.isInteger(returned) || returned < 0 || returned > view.bytes.length) throw new Invalid();
    openStreams(machine, call);
    bringBack(machine, call, undefined, returned);
    return toBits(coreResult(func) as 'i32', returned);
  }
  const [sole] = method.outputs;
  if (sole === undefined) {
    if (returned !== undefined) throw new Invalid();
    if (view && view.bytes.length !== call.places.get(view.slot)?.count) throw new Invalid();
    openStreams(machine, call);
    bringBack(machine, call, undefined);
    return plainSuccess(func);
  }
  if (method.outputs.length > 1 && !isRecord(returned)) throw new Invalid();
  const parts = method.outputs.map((o) =>
    method.outputs.length === 1 ? returned : (returned as Readonly<Record<string, unknown>>)[o.name],
  );
  const ready = method.outputs.map((o, i) => check(func, call, o, parts[i]));
  const total = method.outputs.findIndex((o) => o.slot === undefined || o.slot.how === 'fixed');
  const filled = call.lent.filter((l) => l.slot.base.kind === 'buffers');
  const hasRoom = filled.reduce((sum, l) => sum + l.bytes.length, 0);
  const scatters = [...call.places.keys()].some((s) => s.base.kind === 'buffers' && s.param.pass === 'out');
  if (scatters && method.outputs.length === 1 && total === 0 && numberOf(baseType(sole.type)) === 'u32' && (returned as number) > hasRoom)
    throw new Invalid();
  const short = shortage(machine, func, call, ready, parts);
  if (short !== undefined) return short;
  // The guest may have run, and opened handles of its own.
  if ((!isLive(func) && !func.task) || [...call.values.keys()].some((s) => s.base.kind === 'stream'))
    if (!machine.resources.hasRoom(func)) refuse(machine, func, ['limit', 'internal']);
  openStreams(machine, call);
  const results = ready.map((r) => write(machine, func, r));
  bringBack(machine, call, total < 0 ? undefined : parts[total]);
  const own = ready.findIndex((r) => r.output.slot === undefined);
  // The handle of a result is opened last.
  const resource = ready[own]?.resource;
  if (resource !== undefined)
    return toBits(coreResult(func) as 'i64', machine.resources.open(baseType((ready[own] as Ready).output.type) as HandleType, resource));
  if (own >= 0) return results[own];
  const measured = ready.find((r) => r.output.slot?.param.written === 'result');
  return measured ? toBits(coreResult(func) as 'i32', measured.length) : plainSuccess(func);
}

const plainSuccess = (func: Func): bigint | undefined => {
  const core = coreResult(func);
  if (core === undefined) return undefined;
  return func.result?.encoding === 'status' ? codeBits(func, func.result.errors[0]?.roles.success?.value ?? 0n) : toBits(core, 0n);
};

/** Checks and encodes one output. */
function check(func: Func, call: Lifted, output: Output, value: unknown): Ready {
  const { slot, type } = output;
  const base = baseType(type);
  const place = slot && call.places.get(slot);
  const plain = { output, place, bytes: undefined, length: 0, pieces: [], resource: undefined, value };
  const absent = slot === undefined && func.result?.absent !== undefined && value === null;
  if (absent) return plain;
  if (base.kind === 'handle' && base.issuedBy === 'glue') {
    if (typeof value !== 'function' && !isRecord(value)) throw new Invalid();
    return { ...plain, resource: value as object };
  }
  if (slot === undefined || place === undefined) {
    checkResult(func, lowerNumber(type, value));
    return plain;
  }
  const isFailure = (v: unknown): boolean => v instanceof ModelFailure;
  if (slot.how === 'fixed') return { ...plain, pieces: storeFixed(type, value, isFailure) };
  if (base.kind === 'list') {
    if (!Array.isArray(value) || value.length > place.count) throw new Invalid();
    const size = layoutOf(base.of).size;
    const pieces = value.flatMap((item, i) =>
      storeFixed(base.of, item, isFailure).map((p) => ({ offset: p.offset + i * size, bytes: p.bytes })),
    );
    return { ...plain, pieces };
  }
  const bytes = encode(base, value);
  const { param } = slot;
  const cutTo = base.kind === 'string' ? wholeCharacters(String(value), place.count) : Math.min(bytes.length, place.count);
  if (param.whenShort?.kind === 'truncate') return { ...plain, bytes, length: cutTo };
  if (param.written === 'all' && bytes.length !== place.count) throw new Invalid();
  if (param.whenShort === undefined && bytes.length > place.count) throw new Invalid();
  return { ...plain, bytes, length: bytes.length };
}

/** A value of the core result must not read as an error or as absent. */
function checkResult(func: Func, number: number | bigint): void {
  const { result } = func;
  if (result === undefined || typeof number === 'number') return;
  const core = coreResult(func) as 'i32' | 'i64';
  const width = core === 'i64' ? 64 : 32;
  if (result.encoding === 'value-or-negative-error' && BigInt.asIntN(width, number) < 0n) throw new Invalid();
  if (result.absent !== undefined && BigInt.asUintN(width, number) === BigInt.asUintN(width, result.absent)) throw new Invalid();
}

function encode(base: ReturnType<typeof baseType>, value: unknown): Uint8Array {
  switch (base.kind) {
    case 'string':
      if (typeof value !== 'string') throw new Invalid();
      return encodeText(value);
    case 'packed':
    case 'packed-union':
      if (value instanceof ModelFailure) throw new Invalid();
      return Uint8Array.from(pack(base, value, hostBytes));
    case 'payload':
      return encodePayload(base, value);
    default:
      return hostBytes(value);
  }
}

/** Where a buffer is too small: the guest learns every size, and nothing else is written. The error is that of the first that is. */
function shortage(machine: Machine, func: Func, call: Lifted, ready: readonly Ready[], parts: readonly unknown[]): bigint | undefined {
  const bounded = ready.filter((r) => r.output.slot?.param.whenShort?.kind === 'error');
  const first = bounded.find((r) => (r.bytes as Uint8Array).length > (r.place as Place).count);
  const when = first?.output.slot?.param.whenShort;
  if (when?.kind !== 'error') return undefined;
  for (const r of bounded) storeLength(machine, r, (r.bytes as Uint8Array).length);
  const items = bounded.map((r) => r.output.slot?.param.whenShort).map((w) => w?.kind === 'error' && w.item);
  if (call.resource instanceof ModelTask) {
    if (items.some((item) => item !== 'lost')) call.resource.keep(keepable(ready, parts));
  } else if (items.includes('kept')) machine.resources.keep(func, call.resource, keepable(ready, parts));
  return codeBits(func, when.case.value);
}

/** What is kept of an answer: its bytes as they were, since the host may use its buffer again. */
function keepable(ready: readonly Ready[], parts: readonly unknown[]): unknown {
  const values = ready.map((r, i) => (r.bytes !== undefined && baseType(r.output.type).kind === 'bytes' ? r.bytes.slice() : parts[i]));
  return ready.length === 1 ? values[0] : Object.fromEntries(ready.map((r, i) => [r.output.name, values[i]]));
}

function storeLength(machine: Machine, { output, place }: Ready, length: number): void {
  if (place?.lengthAddress === undefined) return;
  machine.store(place.lengthAddress, BigInt(length), output.slot?.param.lengthWidth === 'u64' ? 8 : 4);
}

/** Writes an output; answers the core bits of the value of the result. */
function write(machine: Machine, func: Func, r: Ready): bigint | undefined {
  const { output, place } = r;
  const base = baseType(output.type);
  if (output.slot === undefined) {
    const core = coreResult(func) as 'i32';
    if (base.kind === 'handle' && r.resource !== undefined) return undefined;
    if (func.result?.absent !== undefined && r.value === null) return toBits(core, func.result.absent);
    return toBits(core, lowerNumber(output.type, r.value));
  }
  const at = place?.address ?? 0;
  if (base.kind === 'handle' && r.resource !== undefined)
    machine.store(at, machine.resources.open(base, r.resource), base.repr.endsWith('64') ? 8 : 4);
  for (const p of r.pieces) machine.memory.bytes.set(p.bytes, at + p.offset);
  if (r.bytes !== undefined) machine.memory.bytes.set(r.bytes.subarray(0, r.length), at);
  if (output.slot.param.written === 'length') storeLength(machine, r, r.length);
  return undefined;
}

function openStreams(machine: Machine, call: Lifted): void {
  for (const [slot, value] of call.values) {
    if (slot.base.kind !== 'stream') continue;
    const bits = machine.pumps.open(slot.base, value as never);
    machine.store(call.places.get(slot)?.address ?? 0, bits, slot.base.repr.endsWith('64') ? 8 : 4);
  }
}

/**
 * Brings back what the host wrote into copies: what it was given to fill, what it changed in place, the buffers in payloads, and of
 * lists of buffers as much as it says. In this order, since they may overlap.
 */
function bringBack(machine: Machine, call: Lifted, total: unknown, filled?: number): void {
  const turn = ({ slot }: Lifted['lent'][number]): number =>
    slot.base.kind === 'buffers' ? 3 : slot.base.kind === 'payload' ? 2 : slot.param.pass === 'inout' ? 1 : 0;
  let left = typeof total === 'number' ? total : Number.POSITIVE_INFINITY;
  for (const l of call.lent.toSorted((a, b) => turn(a) - turn(b))) {
    const length = Math.min(l.bytes.length, turn(l) === 3 ? left : turn(l) === 0 ? (filled ?? l.bytes.length) : l.bytes.length);
    if (turn(l) === 3) left -= length;
    if (!l.live) machine.memory.bytes.set(l.bytes.subarray(0, length), l.at);
  }
}

/** A failure that the function declares, and whose code does not read as success. */
export function isDeclared(func: Func, answered: unknown): answered is ModelFailure {
  if (!(answered instanceof ModelFailure) || !func.result?.errors.some((d: ErrorDomain) => d.id === answered.domain)) return false;
  const { code } = answered;
  if (typeof code !== 'number' || !Number.isInteger(code) || code > 0x7fffffff) return false;
  if (func.result.encoding === 'value-or-negative-error') return code >= 1;
  return code >= -0x80000000 && BigInt(code) !== (func.result.errors[0]?.roles.success?.value ?? 0n);
}

/** The core result for a host that failed, or answered an error. Where there is a buffer for the text of the error, it is written. */
export function fail(machine: Machine, func: Func, call: Lifted, answered: unknown): bigint {
  const declared = isDeclared(func, answered);
  if (!declared) machine.blame(func);
  if (answered instanceof ModelPromise) answered.whenSettled((outcome) => machine.blameIfThrown(func, outcome));
  const bits = declared ? codeBits(func, BigInt(answered.code as number)) : internal(machine, func);
  const slot = methodOf(func).errorText;
  const place = slot && call.places.get(slot);
  if (place === undefined) return bits;
  const words = declared && typeof answered.text === 'string' ? answered.text : '';
  const length = wholeCharacters(words, place.count);
  machine.memory.bytes.set(encodeText(words).subarray(0, length), place.address);
  if (place.lengthAddress !== undefined) machine.store(place.lengthAddress, BigInt(length), slot?.param.lengthWidth === 'u64' ? 8 : 4);
  return bits;
}

function internal(machine: Machine, func: Func): bigint {
  const found = roleOf(func, 'internal');
  return found === undefined ? machine.poison() : codeBits(func, found.value);
}
