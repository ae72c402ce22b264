/** One reference token of a JSON pointer, decoded and as it was written. */
export interface PointerSegment {
  readonly segment: string;
  readonly raw: string;
}

/** Reference tokens of a JSON pointer (RFC 6901); none for the whole document. */
export const segmentsOf = (pointer: string): PointerSegment[] =>
  pointer
    .split('/')
    .slice(1)
    .map((raw) => ({ raw, segment: raw.replaceAll('~1', '/').replaceAll('~0', '~') }));

/** A key or an index as a reference token. */
export const pointerSegment = (key: string | number): string => String(key).replaceAll('~', '~0').replaceAll('/', '~1');
