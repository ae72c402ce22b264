import { Failure } from './failure.js';
import type { Guest } from './guest.js';

/** Whether a host answers later: by a promise of any realm or library. */
export const isLate = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';

/** Whether a host's answer is an object with values, and not an error or a promise of one. */
export const isRecord = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !(value instanceof Failure) && !isLate(value);

/** Whether a host's answer can be the resource behind a handle: any object or function of its own. */
export const isResource = (value: unknown): boolean => typeof value === 'function' || isRecord(value);

/**
 * The bytes that a host answered, under a view of our own: subclasses can lie about their length, and a view of guest memory
 * would change under the writes, or between two looks at it where it is shared. Undefined for what is not bytes.
 */
export function bytesOf(guest: Guest, value: unknown): Uint8Array | undefined {
  if (!(value instanceof Uint8Array)) return undefined;
  const view = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  // A memory that grew under the host left our view of it without a length.
  const { u8, shared } = guest;
  return shared || u8.length === 0 || view.buffer === u8.buffer ? view.slice() : view;
}

/** The items that a host answered, each taken once; undefined if they are not a list of at most `most` valid items. */
export function listOf<T>(value: unknown, most: number, take: (item: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  // As a number, once: the array may be a proxy.
  const length = Number(value.length);
  if (length > most) return undefined;
  const taken: T[] = [];
  for (let i = 0; i < length; i++) {
    const item = take(value[i]);
    if (item === undefined) return undefined;
    taken.push(item);
  }
  return taken;
}
