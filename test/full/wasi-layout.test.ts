import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { snakeCase } from '../../generator/emit/names.js';
import type { Case, NamedType } from '../../generator/ir/abi.js';
import type { MemoryType } from '../../generator/ir/lowered.js';
import { scalarOf, sizeOf } from '../../generator/ir/scalars.js';
import { compileFolder } from '../unit/emitters/corpus.js';
import { comparable, declaredImports, inFolder, typedImports } from './tools.js';
import { type HeaderNames, header, linkAll, namesIn, refused } from './wasi-header.js';

const lowered = compileFolder('schemas/wasi/1.0.0');
const functions = lowered.interfaces.flatMap((i) => i.functions);
const layouts = lowered.interfaces.flatMap((i) => [...i.layouts.values()]);
/** Lists have names in the schema alone: C has no type for an address and a count. */
const types = lowered.abi.interfaces.flatMap((i) => i.types).filter((type) => type.kind !== 'list');

/** What the header dropped, and preview1 and the hosts have. */
const notInHeader = { type: 'signal', function: 'proc-raise' };
const known = types.filter((type) => type.name !== notInHeader.type);

const typedef = (name: string): string => `__wasi_${snakeCase(name)}_t`;
/** The payload of a variant is a union of its own in C. */
const union = (name: string): string => typedef(`${name}-u`);

function casesOf(type: NamedType): readonly Case[] {
  if (type.kind === 'enum' || type.kind === 'errors') return type.cases;
  return type.kind === 'flags' ? type.bits : [];
}

/** A name of the schema begins with a letter, and this one does not. */
const spelled = (name: string): string => (name === 'TOOBIG' ? '2BIG' : name);
const constant = (type: NamedType, { name }: Case): string => `__WASI_${snakeCase(type.name).toUpperCase()}_${spelled(name)}`;

/** What the schema says, under the names of C. */
const described: HeaderNames = {
  types: known.flatMap((type) => (type.kind === 'variant' ? [typedef(type.name), union(type.name)] : [typedef(type.name)])).sort(),
  fields: known.flatMap(fieldsOf).sort(),
  constants: known.flatMap((type) => casesOf(type).map((c) => constant(type, c))).sort(),
  functions: functions
    .filter(({ func }) => func.name !== notInHeader.function)
    .map(({ func }) => `__wasi_${func.field}`)
    .sort(),
};

function fieldsOf(type: NamedType): string[] {
  if (type.kind === 'record') return type.fields.map((field) => `${typedef(type.name)}.${snakeCase(field.name)}`);
  if (type.kind !== 'variant') return [];
  const cases = type.cases.map((c) => `${union(type.name)}.${snakeCase(c.name)}`);
  return [`${typedef(type.name)}.tag`, `${typedef(type.name)}.u`, ...cases];
}

const sizeAndAlign = (name: string, { size, align }: { readonly size: number; readonly align: number }): string[] => [
  `sizeof(${name}) == ${size}`,
  `_Alignof(${name}) == ${align}`,
];
const sizeOfMember = (name: string, path: string, size: number): string => `sizeof(((${name} *)0)->${path}) == ${size}`;

/** Everything that the layout of a record or a variant says. */
function layoutFacts(layout: MemoryType): string[] {
  if (layout.kind === 'scalar') return [];
  const name = typedef(layout.type.name);
  const whole = sizeAndAlign(name, layout);
  if (layout.kind === 'record')
    return [
      ...whole,
      ...layout.fields.flatMap(({ name: field, offset, memory }) => [
        `offsetof(${name}, ${snakeCase(field)}) == ${offset}`,
        sizeOfMember(name, snakeCase(field), memory.size),
      ]),
    ];
  return [
    ...whole,
    `offsetof(${name}, tag) == 0`,
    sizeOfMember(name, 'tag', sizeOf(layout.tag)),
    `offsetof(${name}, u) == ${layout.payloadOffset}`,
    ...layout.cases.flatMap((c) => {
      const member = `u.${snakeCase(c.name)}`;
      return [`offsetof(${name}, ${member}) == ${layout.payloadOffset}`, sizeOfMember(name, member, c.memory?.size ?? 0)];
    }),
  ];
}

/** Size, alignment and sign of a type that is one number, and its named values. */
function numberFacts(type: NamedType): string[] {
  const scalar = scalarOf(type);
  if (scalar === undefined) return [];
  const name = typedef(type.name);
  const size = sizeOf(scalar);
  // The header has an int for descriptors, and no negative one is ever open.
  const signed = type.name === 'fd' || scalar.startsWith('s');
  const values = casesOf(type).map((c) => `${constant(type, c)} == UINT64_C(${c.value})`);
  return [...sizeAndAlign(name, { size, align: size }), `((${name})-1 < 0) == ${signed ? 1 : 0}`, ...values];
}

/** The tag of a variant counts as the enum does that C programs take its values from. */
const tags: Readonly<Record<string, string>> = { prestat: 'preopentype', 'subscription-u': 'eventtype' };
const tagFacts = known.flatMap((type) =>
  type.kind === 'variant'
    ? type.cases.map((c) => `__WASI_${tags[type.name]?.toUpperCase()}_${snakeCase(c.name).toUpperCase()} == ${c.value}`)
    : [],
);

const facts = [...layouts.flatMap(layoutFacts), ...known.flatMap(numberFacts), ...tagFacts];

/** Those that clang refuses with the header. */
const wrongAmong = (claims: readonly string[]): string[] => inFolder({}, (at) => refused(at, claims));

/** What a source in C has that the schema has not, and the reverse. */
function differences(source: string): { missing: string[]; unknown: string[] } {
  const found = inFolder({ 'names.c': source }, namesIn);
  const kinds = ['types', 'fields', 'constants', 'functions'] as const;
  const without = (a: HeaderNames, b: HeaderNames) => kinds.flatMap((kind) => a[kind].filter((name) => !b[kind].includes(name)));
  return { missing: without(found, described), unknown: without(described, found) };
}

describe('the names are those of the header of wasi-libc', () => {
  test('in both directions: types, fields, constants and functions', () => {
    expect(differences(header)).toEqual({ missing: [], unknown: [] });
    expect([described.types, described.fields, described.constants, described.functions].map((names) => names.length)).toEqual([
      45, 42, 154, 45,
    ]);
  });

  test('and what a header had besides them would be seen', () => {
    const more = `#define __WASI_ERRNO_EXTRA 77
typedef struct __wasi_extra_t { int field; } __wasi_extra_t;
__wasi_errno_t __wasi_extra_get(__wasi_extra_t *extra);
`;
    expect(differences(header + more)).toEqual({
      missing: ['__wasi_extra_t', '__wasi_extra_t.field', '__WASI_ERRNO_EXTRA', '__wasi_extra_get'],
      unknown: [],
    });
  });
});

describe('sizes, alignments, offsets and values are those of the header', () => {
  test('all of them', () => {
    expect(facts.length).toBeGreaterThan(350);
    expect(wrongAmong(facts)).toEqual([]);
  });

  test('and each that is one off is refused', () => {
    const off = facts.map((fact) => fact.replace(/\d+(?=\)?$)/, (n) => String(BigInt(n) + 1n)));
    expect(wrongAmong(off)).toEqual(off);
  });
});

test('the library imports each function of the header with the core type of the schema', () => {
  const list = described.functions.map((name) => `(void (*)(void))${name},\n`).join('');
  const source = `${header}void (*const every_function[])(void) = {\n${list}};\n`;
  const imports = inFolder({ 'all.c': source }, (at) => typedImports(readFileSync(linkAll(at, 'all.c'))));
  expect(comparable(imports)).toEqual(comparable(declaredImports(functions.filter(({ func }) => func.name !== notInHeader.function))));
});
