import { hex, nextDifference, viewOfBytes } from './changes.js';
import { type MemorySum, sameBytes } from './digest.js';
import type { Core } from './log.js';
import type { CallView } from './logged.js';
import { shown } from './names.js';
import type { Seen } from './touched.js';

/** How many bytes of a range a line shows, and how many of them stand before the first that differs. */
const shownBytes = 32;
const before = 16;

/** The first item in which two calls of one function differ. */
interface Difference {
  readonly text: string;
  /** The range, and the byte of it. */
  readonly range?: string;
  readonly at?: number;
}

const coreText = (value: Core | undefined): string => (Object.is(value, -0) ? '-0' : String(value ?? 'nothing'));

const seenText = (seen: Seen | undefined, at = 0): string => {
  if (seen === undefined) return 'outside of the memory, or too long';
  const { length, bytes = new Uint8Array(0), digest } = seen;
  if (digest !== undefined) return `<${length} bytes with the digest ${hex(digest, ' ')}>`;
  const from = at < shownBytes ? 0 : at - before;
  const [told, rest] = [bytes.subarray(from, from + shownBytes), length - from - shownBytes];
  return `<${from > 0 ? `${from} bytes, then ` : ''}${hex(told, ' ')}${rest > 0 ? ` and ${rest} more bytes` : ''}>`;
};

/** A call on one line. Of the range that differs it shows the bytes where it does. */
export function lineOf(call: CallView | undefined, { range, at }: Partial<Difference> = {}): string {
  if (call === undefined) return 'no call';
  const named = [
    ...Object.entries(call.arguments).map(([name, value]) => `${name}: ${coreText(value)}`),
    ...Object.entries(call.reads).map(([name, seen]) => `${name}: ${seenText(seen, name === range ? at : 0)}`),
  ];
  return shown(`${call.function}(${named.join(', ')})${'result' in call ? ` = ${coreText(call.result)}` : ''}`);
}

function rangeDifference(range: string, was: Seen | undefined, now: Seen | undefined): Difference | undefined {
  if (was === undefined || now === undefined)
    return was === now ? undefined : { text: `${range} was ${placeOf(was)}, now ${placeOf(now)}` };
  if (was.length !== now.length) return { text: `${range} had ${was.length} bytes, now ${now.length}` };
  if (was.bytes === undefined || now.bytes === undefined)
    return was.digest && now.digest && sameBytes(was.digest, now.digest) ? undefined : { text: `${range} differs` };
  const at = nextDifference(viewOfBytes(was.bytes), viewOfBytes(now.bytes), 0);
  if (at >= was.length) return undefined;
  const [old, other] = [was.bytes, now.bytes].map((bytes) => hex(bytes.subarray(at, at + 1)));
  return { text: `${range} differs at byte ${at}: ${old}, now ${other}`, range, at };
}

const placeOf = (seen: Seen | undefined): string => (seen === undefined ? 'outside of the memory, or too long' : 'in the memory');

/** Where two calls of one function first differ; undefined where one is missing, or of another function. */
function differenceOf(was: CallView | undefined, now: CallView | undefined): Difference | undefined {
  if (was === undefined || now === undefined || was.function !== now.function) return undefined;
  for (const [name, value] of Object.entries(was.arguments)) {
    const other = now.arguments[name];
    if (!Object.is(value, other)) return { text: `${name} was ${coreText(value)}, now ${coreText(other)}` };
  }
  for (const [name, seen] of Object.entries(was.reads)) {
    const found = rangeDifference(name, seen, now.reads[name]);
    if (found !== undefined) return found;
  }
  if (!('result' in was && 'result' in now) || Object.is(was.result, now.result)) return undefined;
  return { text: `its result was ${coreText(was.result)}, now ${coreText(now.result)}` };
}

/** The first place where a replayed run is not the recorded one. It ends the guest. */
export class Divergence extends Error {
  override readonly name = 'Divergence';
  /** The import, or the guest export that came back otherwise. */
  readonly function: string;
  /** Where both sides called the same function: its first argument, range of memory or result that differs, and how. */
  readonly difference: string | undefined;

  constructor(
    /** How many imports had been called before. */
    readonly call: number,
    /** What the log has; undefined if nothing is there. */
    readonly recorded: CallView | undefined,
    /** What the guest did; undefined if it did nothing. */
    readonly replayed: CallView | undefined,
  ) {
    const name = (replayed ?? recorded)?.function ?? '';
    const found = differenceOf(recorded, replayed);
    const text = found && shown(found.text);
    super(
      `call ${call}, ${shown(name)}, is not what was recorded:${text === undefined ? '' : ` ${text}`}\n  recorded: ${lineOf(recorded, found)}\n  replayed: ${lineOf(replayed, found)}`,
    );
    this.function = name;
    this.difference = text;
  }
}

/** A replay in which every call was what was recorded, but which left another memory. */
export class MemoryDivergence extends Error {
  override readonly name = 'MemoryDivergence';

  constructor(
    /** The memory of the guest when the log was taken: its length in bytes, and a digest. */
    readonly recorded: MemorySum,
    /** The memory when `done` was called. */
    readonly replayed: MemorySum,
  ) {
    super(
      `every call was what was recorded, but the memory of the guest is not: ${sumText(recorded)}, now ${sumText(replayed)}. Either something changed it that a log does not see (a host that wrote where its call declares nothing to write, such as into a view that it kept or a buffer that it was to read, grew the memory, or called an export past \`guestExports\`; bits of a NaN on another engine), or \`done\` was called at another point of the run than \`log\``,
    );
  }
}

const sumText = ({ length, digest }: MemorySum): string => `${length} bytes with the digest ${hex(digest, ' ')}`;
