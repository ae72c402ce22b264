/** A range of guest memory: the first address, and the first after it. */
export type Range = readonly [from: number, to: number];

/**
 * What a run may read of the guest's memory, and nothing else: the ranges that the schema lets its calls read, those that a host
 * was lent or took itself, and what the guest loads for itself. A call that is refused before its ranges are looked at reads none.
 */
export class Reads {
  readonly ranges: Range[] = [];

  add(at: number, length: number): void {
    if (length > 0) this.ranges.push([at, at + length]);
  }
}
