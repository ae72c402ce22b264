import { deprecationText, isDeclared } from '../../emit/lifecycle.js';
import { docLines, oneLine } from '../../emit/text/visible.js';
import { witDocs } from '../../emit/text/wit.js';
import { baseType, type Named } from '../../ir/abi.js';
import type { Item } from '../../ir/item.js';
import type { MemoryType } from '../../ir/lowered.js';
import { scalarOf } from '../../ir/scalars.js';
import type { Case, NamedType, PackedUnionType, RecordType } from '../../ir/types.js';
import { gates } from './gates.js';
import { claimed, type WitScope } from './names.js';
import { isResource, isWitFlags, packedType, together, witScalar, witType } from './types.js';

interface Member {
  readonly docs: string;
  readonly text: string;
}

/** An item of a WIT interface: `head;`, or `head {` its members `}`. */
export interface WitItem {
  readonly docs: string;
  readonly gates: readonly string[];
  readonly head: string;
  readonly members: readonly Member[];
}

const indent = '  ';

/** A type in WIT, with what WIT has no words for in its documentation. */
export function typeItem(type: NamedType, layout: MemoryType | undefined, scope: WitScope): WitItem {
  const name = scope.typeName(type);
  const alias = (of: string, ...facts: readonly string[]) => ({ head: `type ${name} = ${of}`, facts, members: [] });
  const { head, facts, members } = ((): { head: string; facts: readonly string[]; members: readonly Member[] } => {
    switch (type.kind) {
      case 'handle':
        return isResource(type)
          ? { head: `resource ${name}`, facts: [`A handle, carried by ${type.repr}.`], members: [] }
          : alias(type.repr, 'A handle whose number the host chooses.');
      case 'enum':
      case 'errors':
        return { head: `enum ${name}`, facts: enumFacts(type), members: cases(type.id, type.cases, scope) };
      case 'flags':
        return isWitFlags(type)
          ? { head: `flags ${name}`, facts: flagFacts(type), members: cases(type.id, type.bits, scope) }
          : alias(type.repr, ...flagFacts(type), ...type.bits.map((bit) => `- ${bit.name}: ${caseFacts(bit).join(' ')}`));
      case 'record':
        return { head: `record ${name}`, facts: layoutFacts(layout), members: fields(type, layout, scope) };
      case 'variant':
        return {
          head: `variant ${name}`,
          facts: layoutFacts(layout),
          members: type.cases.map((c) => member(type.id, c, [`Tag ${c.value}.`], scope, c.type && `(${witType(c.type, scope)})`)),
        };
      case 'packed-union':
        return {
          head: `variant ${name}`,
          facts: ['Encoded as the tag, then the fields, without padding.'],
          members: unionCases(type, scope),
        };
      case 'packed':
        return type.unwrap && type.fields[0]
          ? alias(packedType(type.fields[0], scope), 'Encoded without padding.')
          : {
              head: `record ${name}`,
              facts: ['Encoded field by field, without padding.'],
              members: type.fields.map((f) => member(type.id, f, [], scope, `: ${packedType(f, scope)}`)),
            };
      case 'list':
        return alias(`list<${witType(type.of, scope)}>`, ...(type.maxLength === undefined ? [] : [`At most ${type.maxLength} items.`]));
      case 'payload':
        return alias('list<u8>', `Encoded as ${type.codec}.`);
      case 'alias':
        return alias(witType(type.type, scope), ...(type.unit === undefined ? [] : [`Unit: ${oneLine(type.unit)}.`]), ...limits(type));
      case 'opaque':
        return alias(type.repr, 'The host passes it on without looking inside.');
      case 'stream':
        return alias(type.repr, 'A guest object that the host makes and feeds through exports of the guest.');
      case 'cancel-token':
        return alias(type.repr, `The host asks the guest whether the call was cancelled; ${type.none} if it cannot be.`);
    }
  })();
  return { docs: witDocs([...docLines(type.doc), ...facts, ...life(type)], indent), gates: gates(type), head, members };
}

/** The error of functions with several domains: WIT has one type for it. */
export const domainsItem = (name: string, id: string, domains: readonly NamedType[], scope: WitScope): WitItem => ({
  docs: witDocs([`What ${id} answers when it fails.`], indent),
  gates: [],
  head: `variant ${name}`,
  members: domains.map((d) => member(name, { ...d, doc: '', name: d.id.replace('.', '-') }, [], scope, `(${witType(d, scope)})`)),
});

function member(owner: string, item: Item & { readonly name: string }, facts: readonly string[], scope: WitScope, more = ''): Member {
  return {
    docs: witDocs([...docLines(item.doc), ...facts], indent.repeat(2)),
    text: claimed(scope.table, `${scope.name} ${owner}`, item.name, `${owner}.${item.name}`, item) + more,
  };
}

export function life(item: Named): string[] {
  const deprecated = deprecationText(item.deprecated);
  return [
    ...(item.stability === 'stable' ? [] : [`Stability: ${item.stability}.`]),
    ...(deprecated === undefined ? [] : [oneLine(deprecated)]),
  ];
}

const caseFacts = (c: Case): string[] => [`Value ${c.value}.`, ...(isDeclared(c) ? [] : [`Not for new guests: ${c.status}.`]), ...life(c)];

const cases = (owner: string, list: readonly Case[], scope: WitScope): Member[] => list.map((c) => member(owner, c, caseFacts(c), scope));

function enumFacts(type: Extract<NamedType, { kind: 'enum' | 'errors' }>): string[] {
  const ranges = type.kind === 'enum' ? type.ranges : [];
  return [
    `Carried by ${type.repr}, with the values below.`,
    ...(type.open ? ['Open: other values may occur.'] : []),
    ...ranges.map((r) => `From ${r.from} to ${r.to}: ${r.name}. ${oneLine(r.doc)}`.trimEnd()),
  ];
}

const flagFacts = (type: Extract<NamedType, { kind: 'flags' }>): string[] => [
  `Carried by ${type.repr}. Bits that are not listed: ${{ reject: 'an error', ignore: 'ignored', pass: 'passed on' }[type.unknown]}.`,
];

const layoutFacts = (layout: MemoryType | undefined): string[] =>
  layout === undefined ? [] : [`${layout.size} bytes in memory, aligned to ${layout.align}.`];

/** Reserved fields are padding, which WIT has no need of; a record that is nothing else keeps them, since none is empty. */
function fields(type: RecordType, layout: MemoryType | undefined, scope: WitScope): Member[] {
  const offsets = layout?.kind === 'record' ? layout.fields.map((f) => f.offset) : [];
  const kept = type.fields.some((f) => !f.reserved) ? type.fields.filter((f) => !f.reserved) : type.fields;
  return kept.map((f) => member(type.id, f, [`At ${offsets[type.fields.indexOf(f)]}.`, ...life(f)], scope, `: ${witType(f.type, scope)}`));
}

const unionCases = (type: PackedUnionType, scope: WitScope): Member[] =>
  type.cases.map((c) => {
    const parts = c.fields.map((f) => packedType(f, scope));
    return member(type.id, c, [`Tag ${c.value}.`], scope, parts.length === 0 ? '' : `(${together(parts)})`);
  });

function limits(type: Extract<NamedType, { kind: 'alias' }>): string[] {
  const scalar = witScalar(scalarOf(baseType(type)));
  if (type.min === undefined && type.max === undefined) return [];
  return [`From ${type.min ?? `the least ${scalar}`} to ${type.max ?? `the greatest ${scalar}`}.`];
}
