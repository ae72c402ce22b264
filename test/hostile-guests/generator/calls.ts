import type { Func, HandleType } from '../../../generator/ir/abi.js';
import { baseType } from '../../../generator/ir/abi.js';
import { bitsOf, itemSize, layoutOf, numberOf, type Slot, slotsOf, widthOf } from '../model/shape.js';
import { toBits } from '../model/values.js';
import { type Arg, pageSize } from '../program.js';
import { packedBytes, payloadBytes } from './encoded.js';
import type { Random } from './random.js';
import { anyNumber, fixedBytes, goodNumber, textBytes } from './values.js';

/** Where handles of a kind may be had: from the result of a site, or from memory where a call writes one. */
export interface Source {
  readonly type: HandleType;
  readonly from: { readonly site: number } | { readonly at: number };
}

/** The memory of a guest while it is laid out. */
export class Space {
  readonly segments: { at: number; bytes: number[] }[] = [];
  readonly sources: Source[] = [];
  #next = 256;

  constructor(readonly random: Random) {}

  /** Room for so many bytes, somewhere of its own; wraps around when the page is full. */
  room(length: number, align = 1): number {
    if (this.#next + length + 32 > pageSize - 64) this.#next = 256 + this.random.int(64);
    const at = Math.ceil(this.#next / align) * align;
    this.#next = at + length + this.random.int(5);
    return at;
  }

  put(bytes: number[], align = 1): number {
    const at = this.room(bytes.length, align);
    if (bytes.length > 0) this.segments.push({ at, bytes });
    return at;
  }
}

const constant = (width: number, n: bigint | number): Arg => ({ kind: 'const', bits: BigInt.asUintN(width, BigInt(n)) });

/** The core arguments of one call: valid, except for what is made wrong on purpose, in so many of a hundred calls. */
export function argumentsOf(random: Random, space: Space, func: Func, site: number, wrongs: number): Arg[] {
  const slots = slotsOf(func);
  const counts = new Map(slots.filter((s) => s.how === 'count').map((s) => [s.param.name, random.int(4)]));
  const args = slots.flatMap((slot) => one(random, space, slot, counts));
  // Handles that this call gives can be used by the calls after it.
  const result = func.result?.type && baseType(func.result.type);
  if (result?.kind === 'handle' && result.issuedBy === 'glue') space.sources.push({ type: result, from: { site } });
  for (const slot of slots)
    if (slot.how === 'fixed' && slot.base.kind === 'handle' && slot.base.issuedBy === 'glue') {
      const address = args[slot.at];
      if (address?.kind === 'const' && address.bits < 65000n) space.sources.push({ type: slot.base, from: { at: Number(address.bits) } });
    }
  for (let wrong = random.chance(wrongs) ? 1 + random.int(2) : 0; wrong > 0; wrong--) spoil(random, slots, args);
  return args;
}

function one(random: Random, space: Space, slot: Slot, counts: ReadonlyMap<string, number>): Arg[] {
  const { param, base, how, cores } = slot;
  const [width, lengthWidth] = [widthOf(cores[0] as 'i32'), widthOf(cores[1] ?? 'i32')];
  if (how === 'count') return [constant(width, counts.get(param.name) ?? 0)];
  if (how === 'pointer') return [constant(width, random.int(pageSize + 8))];
  if (how === 'number')
    return [base.kind === 'handle' && base.issuedBy === 'glue' ? handle(random, space, slot, base) : number(random, slot)];
  if (how === 'fixed') {
    const { size, align } = layoutOf(param.type);
    const bytes = random.bytes(size);
    if (param.pass !== 'out') fixedBytes(random, param.type, bytes);
    const wanted = random.chance(50) ? Math.max(align, param.align) : param.align;
    return [constant(width, param.pass === 'out' ? space.room(size, wanted) : space.put(bytes, wanted))];
  }
  if (param.optional && random.chance(30)) return cores.map((c) => constant(widthOf(c), 0));
  if (how === 'list') {
    const count = param.count === undefined ? random.int(5) : (counts.get(param.count) ?? 0);
    const at = base.kind === 'buffers' ? buffers(random, space, count) : list(random, space, slot, count);
    return [constant(width, at), ...(cores.length > 1 ? [constant(lengthWidth, count)] : [])];
  }
  const bytes = param.pass === 'out' ? random.bytes(random.int(48)) : content(random, slot);
  const least = Math.min(param.minLength, 5000);
  while (bytes.length < least) bytes.push(0x61);
  if (param.maxLength !== undefined && bytes.length > param.maxLength && !random.chance(10)) bytes.length = param.maxLength;
  const at = param.pass === 'out' ? space.room(bytes.length, param.align) : space.put(bytes, param.align);
  const length = cores.length > 2 ? [constant(width, space.room(param.lengthWidth === 'u64' ? 8 : 4))] : [];
  return [constant(width, at), constant(lengthWidth, bytes.length), ...length];
}

function content(random: Random, { base }: Slot): number[] {
  switch (base.kind) {
    case 'string':
      return textBytes(random);
    case 'packed':
    case 'packed-union':
      return packedBytes(random, base);
    case 'payload':
      return payloadBytes(random, base);
    default:
      return random.bytes(random.int(60));
  }
}

function list(random: Random, space: Space, { base, param }: Slot, count: number): number {
  const size = itemSize(base);
  const bytes = random.bytes(size * count);
  if (param.pass === 'out' || base.kind !== 'list') return space.room(bytes.length, param.align);
  for (let i = 0; i < count; i++) fixedBytes(random, base.of, bytes, i * size);
  return space.put(bytes, param.align);
}

/** A list of buffers; now and then one is out of range, wraps, or all of memory. */
function buffers(random: Random, space: Space, count: number): number {
  const words: number[] = [];
  for (let i = 0; i < count; i++) {
    const length = random.int(24);
    const good = [space.room(length), length];
    words.push(
      ...(random.chance(92)
        ? good
        : random.pick([
            [pageSize - 1, 2],
            [0xffffffff, 1],
            [0, pageSize],
            [16, 0xfffffff8],
            [pageSize, 0],
          ])),
    );
  }
  return space.put(words.flatMap((w) => [w & 255, (w >>> 8) & 255, (w >>> 16) & 255, w >>> 24]));
}

/** A handle: an open one, mostly; else stale, of another kind, forged, or none. */
function handle(random: Random, space: Space, { cores, param }: Slot, type: HandleType): Arg {
  const width = widthOf(cores[0] as 'i32');
  if (param.absent !== undefined && random.chance(15)) return constant(width, toBits(cores[0] as 'i32', param.absent));
  const own = space.sources.filter((s) => s.type === type);
  const from = random.chance(85) ? own : space.sources;
  if (from.length === 0 || random.chance(6))
    return constant(width, random.chance(50) ? anyNumber(random, width) : BigInt(random.pick([0, 1, -1, 3, 65537])));
  // The newest are the most likely to be open.
  const source = random.pick(random.chance(60) ? from.slice(-2) : from).from;
  const xor = random.chance(85) ? 0n : 1n << BigInt(random.int(width));
  return 'site' in source ? { kind: 'result', site: source.site, xor } : { kind: 'load', at: source.at, xor };
}

function number(random: Random, { param, base, cores }: Slot): Arg {
  const core = cores[0] as 'i32';
  const width = widthOf(core);
  if (param.absent !== undefined && random.chance(20)) return constant(width, toBits(core, param.absent));
  if (base.kind === 'cancel-token' && random.chance(30)) return constant(width, base.none);
  if (random.chance(12)) return constant(width, anyNumber(random, width));
  const bits = goodNumber(random, param.type);
  // Widened values keep their sign.
  return constant(width, bitsOf(numberOf(base)) < width ? bits : BigInt.asUintN(width, bits));
}

/** Makes one core argument wrong. */
function spoil(random: Random, slots: readonly Slot[], args: Arg[]): void {
  const ranged = slots.filter((s) => s.how !== 'number');
  if (ranged.length === 0) return;
  const { at, cores, param, how } = random.pick(ranged);
  const i = random.int(cores.length);
  const width = widthOf(cores[i] as 'i32');
  const now = args[at + i];
  const value = now?.kind === 'const' ? now.bits : 0n;
  const isLength = how === 'count' || i === 1;
  const wide = width === 64 ? [1n << 32n, (1n << 32n) + value, 1n << 63n, (1n << 53n) + 1n] : [];
  const lengths = [
    value + 1n,
    value * 2n,
    0n,
    0xffffffffn,
    1n << 31n,
    (1n << 30n) + 1n,
    65536n,
    1025n,
    BigInt(param.maxLength ?? 0) + 1n,
    BigInt(Math.max(0, param.minLength - 1)),
    1n << 29n,
  ];
  const length = args[at + 1];
  const size = length?.kind === 'const' ? length.bits : 4n;
  const others = args.flatMap((a) => (a.kind === 'const' ? [a.bits] : []));
  const end = BigInt(pageSize);
  const addresses = [
    0n,
    1n,
    end,
    end + 1n,
    end - size,
    end - size + 1n,
    end - 4n,
    end - 3n,
    -1n,
    -4n,
    -size,
    1n << 31n,
    value + 1n,
    0xfffffff0n,
    ...others,
    ...others.map((o) => o + 1n),
    ...others.map((o) => o - 1n),
  ];
  args[at + i] = constant(width, random.pick([...(isLength ? lengths : addresses), ...wide]));
}
