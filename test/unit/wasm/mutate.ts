import fc from 'fast-check';
import { readBoundary } from '../../../generator/wasm/read.js';
import { leb } from './support.js';

/** A module as a list of sections; `length` are the bytes that say how long the contents are, if they are not the shortest ones. */
interface Section {
  readonly id: number;
  readonly contents: readonly number[];
  readonly length?: readonly number[];
}
type Sections = readonly Section[];

/** A change of a module: numbers beyond what there is of something wrap around. */
export interface Change {
  readonly kind: keyof typeof kinds;
  readonly section: number;
  readonly at: number;
  readonly value: number;
}

/** Bytes that mean something in most places: types, forms, ends of integers and of expressions, opcodes. */
const telling = [
  0x00, 0x01, 0x0b, 0x23, 0x3f, 0x40, 0x41, 0x4e, 0x50, 0x5e, 0x5f, 0x60, 0x63, 0x64, 0x6f, 0x70, 0x7b, 0x7f, 0x80, 0xfb, 0xfd, 0xff,
];

const pick = <T>(items: readonly T[], i: number): T => items[i % items.length] as T;
const splice = (bytes: readonly number[], at: number, removed: number, ...added: number[]): number[] =>
  bytes.toSpliced(at, removed, ...added);

/** Changes of the contents of one section, whose length stays right, so that the change is met where it is. */
const inside = (change: (bytes: readonly number[], at: number, value: number) => readonly number[]) => {
  return (sections: Sections, { section, at, value }: Change): Sections => {
    const i = section % sections.length;
    const { id, contents } = pick(sections, i);
    return sections.with(i, { id, contents: change(contents, at % Math.max(1, contents.length), value) });
  };
};

/** Changes of the list of sections. */
const listed = (change: (sections: Sections, i: number, other: number, value: number) => Sections) => {
  return (sections: Sections, { section, at, value }: Change): Sections =>
    change(sections, section % sections.length, at % sections.length, value);
};

const kinds = {
  flip: inside((bytes, at, value) => bytes.map((byte, i) => (i === at ? byte ^ (1 << (value & 7)) : byte))),
  set: inside((bytes, at, value) => splice(bytes, at, 1, pick(telling, value))),
  insert: inside((bytes, at, value) => splice(bytes, at, 0, pick(telling, value))),
  remove: inside((bytes, at, value) => splice(bytes, at, 1 + (value % 4))),
  /** An integer in more bytes than it needs, or than it may have. */
  pad: inside((bytes, at, value) => splice(bytes, at, 1, (bytes[at] ?? 0) | 0x80, ...Array<number>(value % 6).fill(0x80), 0)),
  /** A count or an index that is far too large. */
  huge: inside((bytes, at) => splice(bytes, at, 1, 0xff, 0xff, 0xff, 0xff, 0x0f)),
  cut: inside((bytes, at) => bytes.slice(0, at)),
  swap: listed((sections, i, other) => sections.with(i, pick(sections, other)).with(other, pick(sections, i))),
  repeat: listed((sections, i, other) => sections.toSpliced(other, 0, pick(sections, i))),
  drop: listed((sections, i) => (sections.length > 1 ? sections.toSpliced(i, 1) : sections)),
  rename: listed((sections, i, _, value) => sections.with(i, { ...pick(sections, i), id: value % 16 })),
  lie: listed((sections, i, _, value) => {
    const { id, contents } = pick(sections, i);
    return sections.with(i, { id, contents, length: leb(Math.max(0, contents.length - 2 + (value % 5))) });
  }),
  stretch: listed((sections, i, _, value) => {
    const { id, contents } = pick(sections, i);
    const low = Array.from({ length: 3 + (value % 4) }, (_, k) => ((contents.length >> (7 * k)) & 0x7f) | 0x80);
    return sections.with(i, { id, contents, length: [...low, 0] });
  }),
};

export const changes: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom(...(Object.keys(kinds) as Change['kind'][])),
  section: fc.nat(1000),
  at: fc.oneof(fc.nat(40), fc.nat(20_000)),
  value: fc.nat(1000),
});

/** A module with sections of another one in the place of its own or between them, changes, and an end that may be cut off. */
export function mutated(
  own: Sections,
  other: Sections,
  borrowed: readonly number[],
  applied: readonly Change[],
  end: number,
): Uint8Array<ArrayBuffer> {
  const joined = borrowed.reduce<Sections>((all, i) => {
    const from = pick(other, i);
    const same = all.findIndex(({ id }) => id === from.id);
    return same < 0 ? all.toSpliced(i % (all.length + 1), 0, from) : all.with(same, from);
  }, own);
  const changed = applied.reduce((sections, change) => kinds[change.kind](sections, change), joined);
  const encoded = changed.flatMap(({ id, contents, length }) => [id, ...(length ?? leb(contents.length)), ...contents]);
  const bytes = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...encoded]);
  return end === 0 ? bytes : bytes.slice(0, end % bytes.length);
}

/** The sections of a sound module. */
export function sectionsOf(bytes: Uint8Array): Sections {
  const sections = readBoundary(bytes, 'sound.wasm').value?.sections ?? [];
  return sections.map(({ id, start, size }) => {
    let at = start + 1;
    while ((bytes[at] ?? 0) >= 0x80) at++;
    return { id, contents: [...bytes.subarray(at + 1, start + size)] };
  });
}
