import type { Span } from '../diagnostics/diagnostic.js';
import { segmentsOf } from './pointer.js';
import type { Locate } from './text.js';

const fields = 4;
const noKey = -1;

/**
 * Where each value of a document stands: four numbers per value in the order in which values begin, so that a document of
 * 100,000 values costs 1.6 MB. Offsets of start and end, of the key's opening quote, and the index after the last descendant.
 */
export class SpanTable {
  #data: Int32Array;
  #count = 0;
  /** Made for those values only below which something is looked up. */
  readonly #children = new Map<number, ReadonlyMap<string, number>>();

  constructor(expected: number) {
    this.#data = new Int32Array(Math.max(16, expected) * fields);
  }

  get count(): number {
    return this.#count;
  }

  /** Opens a value and returns its index. `key` is the offset of its key's opening quote, -1 in arrays and at the root. */
  open(start: number, key: number): number {
    const index = this.#count++;
    const at = index * fields;
    if (at === this.#data.length) {
      const larger = new Int32Array(this.#data.length * 2);
      larger.set(this.#data);
      this.#data = larger;
    }
    this.#data[at] = start;
    this.#data[at + 2] = key;
    return index;
  }

  close(index: number, end: number): void {
    this.#data[index * fields + 1] = end;
    this.#data[index * fields + 3] = this.#count;
  }

  start(index: number): number {
    return this.#data[index * fields] ?? 0;
  }
  end(index: number): number {
    return this.#data[index * fields + 1] ?? 0;
  }
  key(index: number): number {
    return this.#data[index * fields + 2] ?? noKey;
  }

  /** Index of the member or item, or undefined. Sees the children so far of a value that is still open. */
  child(text: string, parent: number, segment: string): number | undefined {
    let children = this.#children.get(parent);
    if (!children) {
      children = this.#index(text, parent);
      this.#children.set(parent, children);
    }
    return children.get(segment);
  }

  #index(text: string, parent: number): ReadonlyMap<string, number> {
    const children = new Map<string, number>();
    const inArray = text[this.start(parent)] === '[';
    const last = this.#data[parent * fields + 3] || this.#count;
    for (let index = parent + 1; index < last; index = this.#data[index * fields + 3] || last) {
      children.set(inArray ? String(children.size) : keyText(text, this.key(index)), index);
    }
    return children;
  }
}

/** Offset after the closing quote of the well-formed string that begins at `start`. */
export function stringEnd(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end + 1;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes++;
  return backslashes % 2 === 1;
}

function keyText(text: string, start: number): string {
  const literal = text.slice(start, stringEnd(text, start));
  return literal.includes('\\') ? (JSON.parse(literal) as string) : literal.slice(1, -1);
}

/** The two lookups of a document. */
export function spanLookup(file: string, text: string, table: SpanTable, locate: Locate) {
  const span = (pointer: string, start: number, end: number): Span => ({ file, pointer, start: locate(start), end: locate(end) });

  /** The value at a pointer, or the nearest above it, with the pointer of what was found. */
  const find = (pointer: string): { index: number; pointer: string } => {
    let index = 0;
    let found = '';
    for (const { segment, raw } of segmentsOf(pointer)) {
      const next = table.child(text, index, segment);
      if (next === undefined) break;
      index = next;
      found += `/${raw}`;
    }
    return { index, pointer: found };
  };

  return {
    spanOf: (pointer: string): Span => {
      const { index, pointer: found } = find(pointer);
      return span(found, table.start(index), table.end(index));
    },
    keySpanOf: (pointer: string): Span => {
      const { index, pointer: found } = find(pointer);
      const key = table.key(index);
      return key === noKey ? span(found, table.start(index), table.end(index)) : span(found, key, stringEnd(text, key));
    },
  };
}
