import type { AnyImport, Contractual, GuestExport, Origin } from '../../generator/ir/abi.js';
import { onlyClarified } from '../compare/normative.js';
import { symmetric } from '../compare/polarity.js';
import { memberOf } from '../compare/type-changes.js';
import { itemKey } from '../pair/items.js';
import type { AbiPair, Change } from '../pair/pair.js';
import { type Hit, harm, type Rule, type RuleText } from '../rule.js';

const judged = {
  bump: 'major',
  mild: {
    when: 'every entry of `normativeChanges` since the baseline says `unchanged` or `clarified`',
    bump: 'patch',
    harm: harm('-', '-', 'c', 'c'),
  },
  witness: { none: 'no tool can tell what a text asks for' },
} as const satisfies Partial<RuleText> & { witness: unknown };

/** Contracts that stand in words. What globals mean, and how the slots of a table are shared out, can be said in no other way. */
export const normativeRules: readonly Rule[] = [
  symmetric(
    {
      id: 'normative-text-changed',
      summary: 'The normative text of a function, memory, tag or guest export is another.',
      why: 'Only its author knows whether it asks for something else. Silence means that it does.',
      fix: 'Add an entry for this version to `normativeChanges`: `unchanged`, `clarified` or `changed`.',
      harm: harm('S', 'S', 'c', 'c'),
      ...judged,
    },
    (pair) => texts(pair, ['func', 'memory', 'tag', 'export']),
  ),
  symmetric(
    {
      id: 'global-meaning-changed',
      summary: 'The normative text of a global is another.',
      why: 'A global is a bare number, so that only its text says what it means, and when it may be set.',
      fix: 'Add an entry for this version to `normativeChanges`: `unchanged`, `clarified` or `changed`.',
      harm: harm('S', 'S', 'c', 'c'),
      ...judged,
    },
    (pair) => texts(pair, ['global']),
  ),
  symmetric(
    {
      id: 'table-reserved-slot-changed',
      summary: 'The normative text of a table is another.',
      why: 'Only its text says which slots belong to the host, and a guest that fills one of them is called where it does not expect it.',
      fix: 'Add an entry for this version to `normativeChanges`: `unchanged`, `clarified` or `changed`.',
      harm: harm('S', 'S', 'c', 'c'),
      ...judged,
    },
    (pair) => texts(pair, ['table']),
  ),
];

type Sort = 'func' | 'memory' | 'table' | 'global' | 'tag' | 'export';

interface Text extends Contractual {
  readonly sort: Sort;
  readonly key: string;
  readonly origin: Origin;
}

function* texts(pair: AbiPair, sorts: readonly Sort[]): Iterable<Hit> {
  for (const { from, to } of restated(pair))
    if (sorts.includes(to.sort))
      yield {
        item: from.key,
        itemNow: to.key,
        what: 'the normative text',
        exactly: JSON.stringify([from.normative, to.normative]),
        from: memberOf(from.origin, 'normative'),
        to: memberOf(to.origin, 'normative'),
        mild: onlyClarified(pair, to),
      };
}

/** Everything with a normative text that is another. */
function* restated({ functions, others, exports }: AbiPair): Iterable<Change<Text>> {
  const imported = (item: AnyImport): Text => ({ ...item, sort: item.kind, key: itemKey.import(item) });
  const exported = (item: GuestExport): Text => ({ ...item, sort: 'export', key: itemKey.export(item) });
  const differ = ({ from, to }: Change<Contractual>) => from.normative !== to.normative;
  for (const { from, to } of functions.changed)
    if (differ({ from: from.func, to: to.func })) yield { from: imported(from.func), to: imported(to.func) };
  for (const { from, to } of others.changed) if (differ({ from, to })) yield { from: imported(from), to: imported(to) };
  for (const { from, to } of exports.changed)
    if (differ({ from: from.export, to: to.export })) yield { from: exported(from.export), to: exported(to.export) };
}
