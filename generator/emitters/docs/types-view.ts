import { encodingDoc } from '../../emit/docs/type-doc.js';
import { markdownCode, markdownList, markdownParagraphs, markdownTable, markdownText } from '../../emit/text/markdown.js';
import { baseType } from '../../ir/abi.js';
import type { LoweredInterface, MemoryType, RecordMemory, VariantMemory } from '../../ir/lowered.js';
import { scalarOf, sizeOf } from '../../ir/scalars.js';
import type { Case, IntRepr, NamedType } from '../../ir/types.js';
import type { Section } from './functions-view.js';
import { statusText } from './life.js';
import { joined, type Words } from './links.js';
import { payloadBlocks } from './payload-view.js';

export const typeSections = (i: LoweredInterface, words: Words): Section[] =>
  i.interface.types.map((type) => ({
    heading: `Type ${markdownText(type.name)}`,
    blocks: [
      markdownParagraphs(type.doc),
      type.deprecated === undefined ? '' : `**${words.deprecation(type.deprecated)}**`,
      ...kindBlocks(type, i.layouts.get(type.id), words),
      ...(type.since === undefined && type.stability === 'stable'
        ? []
        : [`Since ${joined([type.since ?? 'the first version', statusText(type)], ', ')}.`]),
    ].filter((block) => block !== ''),
  }));

function kindBlocks(type: NamedType, layout: MemoryType | undefined, words: Words): string[] {
  if (layout?.kind === 'record') return recordBlocks(layout, words);
  if (layout?.kind === 'variant') return variantBlocks(layout, words);
  switch (type.kind) {
    case 'alias':
      return [
        joined([
          `Another name for ${words.type(type.type)}.`,
          type.unit === undefined ? undefined : `Unit: ${markdownText(type.unit)}.`,
          type.min === undefined ? undefined : `At least ${type.min}.`,
          type.max === undefined ? undefined : `At most ${type.max}.`,
        ]),
      ];
    case 'handle':
      return [
        type.issuedBy === 'glue'
          ? `A handle, carried by ${markdownCode(type.repr)}: a guest uses it only as it got it. At most ${type.limit} are open at once.`
          : `A handle whose number the host chooses, carried by ${markdownCode(type.repr)}.`,
      ];
    case 'enum':
      return [
        `An enumeration, carried by ${markdownCode(type.repr)}. ${openText(type.open)}`,
        caseTable('Value', type.cases, type.repr, words),
        type.ranges.length === 0
          ? ''
          : markdownTable(
              ['From', 'To', 'Range', 'Meaning'],
              type.ranges.map((r) => [`${r.from}`, `${r.to}`, markdownCode(r.name), markdownText(r.doc)]),
            ),
      ];
    case 'flags':
      return [
        `Flags, carried by ${markdownCode(type.repr)}. Bits that are not listed are ${{ reject: 'an error', ignore: 'ignored', pass: 'passed on' }[type.unknown]}.`,
        caseTable('Mask', type.bits, type.repr, words),
      ];
    case 'errors': {
      const rolesOf = (c: Case) => Object.entries(type.roles).flatMap(([role, answered]) => (answered === c ? [role] : []));
      return [
        `Errors, carried by ${markdownCode(type.repr)}. ${openText(type.open)} A host answers the cases with a role by itself.`,
        markdownTable(
          ['Number', 'Error', 'Role', 'Meaning'],
          type.cases.map((c) => [`${c.value}`, markdownCode(c.name), rolesOf(c).join(', '), caseText(c, words)]),
        ),
      ];
    }
    case 'list':
      return [joined([`A list of ${words.type(type.of)}.`, type.maxLength === undefined ? undefined : `At most ${type.maxLength} items.`])];
    case 'packed':
    case 'packed-union': {
      const encoding = encodingDoc(type);
      const parts = (encoding?.parts ?? []).map(({ depth, text }) => `${'  '.repeat(depth)}- ${markdownText(text)}`);
      return [`An encoding: ${markdownText(encoding?.summary ?? '')}`, parts.join('\n')];
    }
    case 'payload':
      return payloadBlocks(type);
    case 'opaque':
      return [`A number that the host passes on without looking inside, carried by ${markdownCode(type.repr)}.`];
    case 'stream':
      return [
        `A stream of the guest, carried by ${markdownCode(type.repr)}. The host makes it and feeds it through exports of the guest:`,
        markdownList(
          [type.newExport, type.sendExport, type.closeExport, type.allocateExport, type.freeExport].map((id) => words.exported(id)),
        ),
      ];
    case 'cancel-token':
      return [
        `A token, carried by ${markdownCode(type.repr)}. The host asks ${words.exported(type.pollExport)} with the token and the bits ${type.tag} whether the call was cancelled, which ${type.cancelled} says. The token ${type.none} cannot be cancelled.`,
      ];
    default:
      return [];
  }
}

const openText = (open: boolean): string => (open ? 'Open: other values may occur.' : 'Closed: no other value occurs.');

const caseText = (c: Case, words: Words): string =>
  joined([
    markdownText(c.doc),
    c.deprecated ? words.deprecation(c.deprecated) : undefined,
    c.status === 'active' || c.deprecated ? undefined : `Status: ${c.status}.`,
  ]);

const caseTable = (number: 'Value' | 'Mask', cases: readonly Case[], repr: IntRepr, words: Words): string =>
  markdownTable(
    [number, 'Name', 'Meaning'],
    cases.map((c) => [
      number === 'Mask' ? `0x${BigInt.asUintN(8 * sizeOf(repr), c.value).toString(16)}` : `${c.value}`,
      markdownCode(c.name),
      caseText(c, words),
    ]),
  );

const recordBlocks = ({ type, size, align, fields }: RecordMemory, words: Words): string[] => [
  `A record of ${size} bytes, aligned to ${align}.`,
  markdownTable(
    ['Offset', 'Size', 'Field', 'Type', 'Meaning'],
    fields.map((field, at) => {
      const declared = type.fields[at];
      const meaning = declared && [markdownText(declared.doc), declared.deprecated && words.deprecation(declared.deprecated)];
      return [
        `${field.offset}`,
        `${field.memory.size}`,
        markdownCode(field.name),
        words.type(field.memory.type),
        joined([...(meaning ?? []), field.reserved ? 'Reserved: zero.' : undefined]),
      ];
    }),
  ),
];

const variantBlocks = ({ type, size, align, tag, payloadOffset, cases }: VariantMemory, words: Words): string[] => [
  `A variant of ${size} bytes, aligned to ${align}: a tag of ${markdownCode(tag)} at 0, and the payload of its case at ${payloadOffset}.`,
  markdownTable(
    ['Tag', 'Case', 'Payload', 'Size', 'Meaning'],
    cases.map((c, at) => [
      `${c.value}`,
      markdownCode(c.name),
      c.memory ? words.type(c.memory.type) : 'none',
      `${c.memory?.size ?? 0}`,
      joined([markdownText(type.cases[at]?.doc ?? ''), type.cases[at]?.deprecated && words.deprecation(type.cases[at].deprecated)]),
    ]),
  ),
];

/** The layout of a type in one word, for the table of types: its size, or what it is made of. */
export function carrier(type: NamedType, layout: MemoryType | undefined): string {
  if (layout) return `${layout.size} bytes`;
  const scalar = scalarOf(type);
  return scalar === undefined ? baseType(type).kind : scalar;
}
