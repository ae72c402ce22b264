import { isLate } from './answers.js';
import { Failure } from './failure.js';
import type { Guest } from './guest.js';
import { kindOf } from './names.js';
import type { HostRow } from './row.js';

/** `interface.function` of a row. Only slow paths want it, so it is not kept but made from the name of the method. */
export const idOf = (row: HostRow): string => `${row[5].of}.${row[8] ?? row[1].replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;

/** Poisons the guest: it broke the ABI, or its host did, and the function has no error to say so. */
export const broken = (guest: Guest, row: HostRow, why: string): never => guest.trap(idOf(row), why);

/** Answers a call that may not enter, where the function has an error to say so. */
export function refuse(guest: Guest, row: HostRow): number | bigint {
  guest.alive();
  return encoded(row, row[5].busy as number);
}

/** Answers a call that may not enter, where the function has no error to say so. */
export function forbid(guest: Guest, row: HostRow): never {
  guest.alive();
  return broken(guest, row, 'was called while the guest may not call: from its allocator, or from inside another import');
}

/**
 * Turns what a host method returned or threw, and is not a value of its result, into the core result. Looking at it may
 * run code of the host, which may throw again. `told` is given a failure that the function declares.
 */
export function fail(guest: Guest, row: HostRow, answer: unknown, thrown?: boolean, told?: (failure: Failure) => void): number | bigint {
  settle(guest, answer, thrown);
  let cause: unknown;
  try {
    const code = declared(row, answer);
    if (code !== undefined) {
      told?.(answer as Failure);
      return encoded(row, code);
    }
    cause =
      answer instanceof Failure
        ? wrong(row, `the error ${answer.domain} ${answer.name} ${answer.code}, which it does not declare`)
        : causeOf(guest, row, answer, thrown);
  } catch (hostile) {
    cause = hostile;
  }
  report(guest, idOf(row), cause);
  const { internal } = row[5];
  return internal === undefined ? broken(guest, row, 'has no error for a failing host') : encoded(row, internal);
}

/** As `fail`, for functions that declare no error at all. */
export function crash(guest: Guest, row: HostRow, answer: unknown, thrown?: boolean): never {
  settle(guest, answer, thrown);
  report(guest, idOf(row), causeOf(guest, row, answer, thrown));
  return broken(guest, row, 'has no error for a failing host');
}

/**
 * The host method came back. What poisoned the instance under it passes on, and no error code hides it; what the host threw
 * in its place does not reach the guest.
 */
export function settle(guest: Guest, answer: unknown, thrown = false): void {
  const { ended } = guest;
  // A trap of ours has no cause, which is not the cause `undefined`.
  if (thrown && ended && Object.hasOwn(ended, 'cause') && answer === ended.cause) throw answer;
  guest.alive();
  if (thrown) guest.gate = 0;
}

/**
 * The code of a failure that the function declares, read once; undefined for any other answer. One that a host made up must not
 * read as success, or as a value.
 */
const declared = (row: HostRow, answer: unknown): number | undefined => {
  const { domains, style = 0, success = 0 } = row[5];
  if (!(answer instanceof Failure) || !domains?.includes(answer.domain)) return undefined;
  const { code } = answer;
  const fits = Number.isInteger(code) && code !== success && code >= (style & 1 ? 1 : -0x80000000) && code <= 0x7fffffff;
  return fits ? code : undefined;
};

const encoded = (row: HostRow, code: number): number | bigint => {
  const { style = 0 } = row[5];
  const signed = style & 1 ? -code : code;
  return style & 2 ? BigInt(signed) : signed;
};

const wrong = (row: HostRow, what: string): TypeError => new TypeError(`${idOf(row)}: the host answered ${what}`);

/** A value with what is in it, two levels deep: a number where a bigint belongs, or a field that is not there, must show. */
function told(value: unknown, deep = 2): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (ArrayBuffer.isView(value)) return `a view of ${value.byteLength} bytes`;
  if (value == null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || deep === 0) return kindOf(value);
  const some = Object.keys(value).slice(0, 8);
  return `{ ${some.map((key) => `${key}: ${told((value as Readonly<Record<string, unknown>>)[key], deep - 1)}`).join(', ')} }`;
}

/** What the host is told: what it threw, or what is wrong with what it returned. How a promise ends is reported too. */
function causeOf(guest: Guest, row: HostRow, answer: unknown, thrown = false): unknown {
  try {
    const late = isLate(answer);
    if (late) Promise.prototype.then.call(Promise.resolve(answer), undefined, (cause) => report(guest, idOf(row), cause));
    if (thrown) return answer;
    if (late) return wrong(row, 'a promise from a method that must answer at once');
    return wrong(row, `${told(answer)}, which does not fit its result`);
  } catch (hostile) {
    return hostile;
  }
}

/** Reports a failure of the host; a hook that fails itself is the host's affair and changes nothing for the guest. */
export function report(guest: Guest, name: string, cause: unknown): void {
  const { gate } = guest;
  if (gate === 0) guest.gate = 1;
  try {
    guest.options.onHostError?.({ function: name, cause });
  } catch {}
  if (gate === 0 && guest.gate === 1) guest.gate = 0;
}
