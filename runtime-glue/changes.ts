/** Neighbouring bytes of a memory that changed: what they were, and what they are. */
export interface ChangedRun {
  readonly at: number;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** Compares a memory with a copy of its beginning. Memory that was added began as zero. `counts` says which bytes are looked at. */
export function changedRuns(before: Uint8Array, now: Uint8Array, counts: (at: number) => boolean = () => true): ChangedRun[] {
  const found: ChangedRun[] = [];
  const differs = (at: number): boolean => (before[at] ?? 0) !== now[at] && counts(at);
  for (let at = 0; at < now.length; at++) {
    if (!differs(at)) continue;
    let end = at + 1;
    while (end < now.length && differs(end)) end++;
    const old = new Uint8Array(end - at);
    old.set(before.subarray(at, end));
    found.push({ at, before: old, after: now.slice(at, end) });
    at = end;
  }
  return found;
}

/** Bytes in hexadecimal. */
export const hex = (bytes: Uint8Array, between = ''): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(between);
