import { quote, visible } from '../../generator/diagnostics/visible.js';
import type { GuestExport } from '../../generator/ir/abi.js';
import type { LoweredExport } from '../../generator/ir/lowered.js';
import { onlyClarified } from '../compare/normative.js';
import { opposites, type Row, symmetric } from '../compare/polarity.js';
import { memberOf } from '../compare/type-changes.js';
import { listText } from '../compare/words.js';
import { turnedMemories } from '../pair/direction.js';
import { itemKey } from '../pair/items.js';
import type { AbiPair, Change } from '../pair/pair.js';
import { matchParams } from '../pair/params.js';
import { type GuestHarm, type Hit, harm, type Rule } from '../rule.js';

type Find = (pair: AbiPair) => Iterable<Hit>;

const uncalled = { none: 'That a hook is not called shows nowhere.' };

/** What guests give to hosts: there or not, required or not, under which name and with which signature. */
export const exportRules: readonly Rule[] = [
  ...opposites(
    {
      id: 'required-export-added',
      summary: 'An export that every guest must have, and that the baseline does not know.',
      why: 'No guest built before has it, so hosts that look for it refuse the guest or fail when they call it.',
      fix: 'Add it as optional, and have hosts do without where it is missing.',
      bump: 'major',
      harm: harm('L/E', '-', 'x', 'x'),
      witness: 'call',
    },
    {
      id: 'required-export-dropped',
      summary: 'An export that every guest had to have is gone.',
      why: 'Hosts do not call it any more, and old guests that rely on the call wait for it silently. Old hosts refuse guests without it.',
      fix: 'Keep calling it where a guest has it until its window is over.',
      bump: 'major',
      harm: harm('S', 'L/E*', 'x', '-'),
      witness: uncalled,
    },
    arrived(true),
  ),
  ...opposites(
    {
      id: 'optional-export-added',
      summary: 'An export that guests may have, and that the baseline does not know.',
      why: 'Guests without it go on as before; hosts that use it must do without where it is missing.',
      fix: 'Nothing to do.',
      bump: 'minor',
      harm: harm('-', '-', 'x', '-'),
      witness: uncalled,
    },
    {
      id: 'optional-export-dropped',
      summary: 'An export that guests could have is gone.',
      why: 'Hosts do not call it any more, and guests that have it and rely on the call wait for it silently.',
      fix: 'Keep calling it where a guest has it until its window is over.',
      bump: 'major',
      harm: harm('S', '-', 'x', '-'),
      witness: uncalled,
    },
    arrived(false),
  ),
  ...opposites(
    {
      id: 'optional-export-made-required',
      summary: 'An export that guests could leave out on a target must be there now.',
      why: 'Guests without it are legal in the baseline, and refused or failing on hosts that take it for granted.',
      fix: 'Leave it optional, and have hosts do without where it is missing.',
      bump: 'major',
      harm: harm('L/E', '-', '-', 'x'),
      witness: 'call',
    },
    {
      id: 'required-export-made-optional',
      summary: 'An export that every guest had to have on a target can be left out now.',
      why: 'Hosts must do without where it is missing; old hosts refuse guests without it.',
      fix: 'Check for it before it is called.',
      bump: 'minor',
      harm: harm('-', 'L/E*', 'x', '-'),
      witness: 'call',
    },
    function* (pair) {
      const known = new Set(pair.from.abi.targets.map((t) => t.name));
      for (const { from, to } of lasting(pair)) {
        const targets = requiredOn(to).filter((t) => known.has(t) && !requiredOn(from).includes(t));
        if (targets.length > 0)
          yield { ...pointed({ from, to }, 'required'), what: 'a target that requires it', is: listText(targets), targets };
      }
    },
  ),
  differing(
    {
      id: 'export-renamed',
      summary: 'An export that guests have under another name.',
      why: 'Hosts look for the new name. A guest with the old one is refused where it is required, and else never called.',
      fix: 'Add the new name as an export of its own and keep the old one until its window is over.',
    },
    { guest: 'E/S', witness: 'call' },
    'export',
    'the name for hosts',
    ({ field }) => quote(field),
  ),
  differing(
    {
      id: 'export-kind-changed',
      summary: 'An export of another kind: function, memory, table or global.',
      why: 'Hosts use the export as what the ABI says that it is.',
      fix: 'Add an export of the new kind under a name of its own.',
    },
    { guest: 'L/E', witness: { none: 'What is not a function cannot be called to see it.' } },
    'kind',
    'the kind',
    ({ kind }) => kind,
  ),
  symmetric(
    {
      id: 'export-signature-changed',
      summary: 'A guest export takes or answers other core types, or takes its parameters in another order.',
      why: 'A host in JavaScript passes what it has: what is missing reads as 0, and numbers of the wrong width trap.',
      fix: 'Add an export with the new signature and keep the old one until its window is over.',
      bump: 'major',
      harm: harm('L/S', 'L/S', 'x', 'x'),
      witness: 'link',
    },
    function* (pair) {
      for (const change of pair.exports.changed)
        if (lives(change.from) && lives(change.to) && otherSignature(pair, change))
          yield {
            ...pointed({ from: change.from.export, to: change.to.export }, 'params'),
            what: 'the signature',
            was: signatureText(change.from),
            is: signatureText(change.to),
          };
    },
  ),
  symmetric(
    {
      id: 'lifecycle-order-changed',
      summary: 'Who calls a guest export, and when, is said otherwise.',
      why: 'Guests prepare for a call at a certain time: one that comes earlier, later or more than once finds another state.',
      fix: 'If only the words changed, say so under `normativeChanges` of the export.',
      bump: 'major',
      harm: harm('S', 'S', 'c', 'c'),
      mild: { when: '`normativeChanges` calls it unchanged or clarified', bump: 'patch', harm: harm('-', '-', '-', '-') },
      witness: { none: 'Words are not compared by running them.' },
    },
    function* (pair) {
      for (const { from, to } of lasting(pair))
        if (from.when !== to.when)
          yield {
            ...pointed({ from, to }, 'when'),
            what: 'the time of the call',
            was: from.when === undefined ? undefined : `"${visible(from.when)}"`,
            is: to.when === undefined ? undefined : `"${visible(to.when)}"`,
            mild: onlyClarified(pair, to),
          };
    },
  ),
  symmetric(
    {
      id: 'export-key-renamed',
      summary: 'A guest export that source code knows under another name.',
      why: 'Guests and hosts are bound by the name of the export and go on; source code that names the item does not compile.',
      fix: 'Keep the old name under `aliases`.',
      bump: 'major',
      harm: harm('-', '-', 'x', 'x'),
      mild: { when: 'the old name is an alias of the new one', bump: 'minor', harm: harm('-', '-', '-', '-') },
      witness: { none: 'Names in source do not reach a compiled guest.' },
    },
    function* (pair) {
      const interfaces = new Map(pair.interfaces.kept.map((change) => [change.from.name, change.to.name]));
      for (const { from, to } of lasting(pair)) {
        const sameInterface = (interfaces.get(from.interfaceName) ?? from.interfaceName) === to.interfaceName;
        if (from.name === to.name && sameInterface) continue;
        const mild = sameInterface && to.aliases.includes(from.name);
        yield { ...pointed({ from, to }), what: 'the name in source', was: from.id, is: to.id, mild };
      }
    },
  ),
];

/** Exports that are new: those that some target requires, or the others. */
function arrived(required: boolean): Find {
  return function* (pair) {
    // A memory that guests imported before has one finding, and that is its direction.
    const turned = new Set(turnedMemories(pair).map((memory) => memory.exported));
    const revived = pair.exports.changed.filter((c) => !lives(c.from) && lives(c.to)).map((c) => c.to);
    for (const added of [...pair.exports.added.filter(lives), ...revived]) {
      const needed = requiredOn(added.export);
      if (turned.has(added) || needed.length > 0 !== required) continue;
      const targets = required ? needed : pair.to.abi.targets.map((t) => t.name);
      yield { item: itemKey.export(added.export), is: `export ${quote(added.export.field)}`, to: added.export.origin, targets };
    }
  };
}

/** A rule for one property of an export that binds both parties. */
function differing(
  row: Pick<Row, 'id' | 'summary' | 'why' | 'fix'>,
  { guest, witness }: { readonly guest: GuestHarm; readonly witness: Row['witness'] },
  keyword: string,
  what: string,
  text: (e: GuestExport) => string,
): Rule {
  return symmetric({ ...row, bump: 'major', harm: harm(guest, guest, 'x', 'x'), witness }, function* (pair) {
    for (const change of lasting(pair)) {
      const [was, is] = [text(change.from), text(change.to)];
      if (was !== is) yield { ...pointed(change, keyword), what, was, is };
    }
  });
}

const pointed = ({ from, to }: Change<GuestExport>, keyword?: string): Hit => ({
  item: itemKey.export(from),
  itemNow: itemKey.export(to),
  from: keyword === undefined ? from.origin : memberOf(from.origin, keyword),
  to: keyword === undefined ? to.origin : memberOf(to.origin, keyword),
});

/** An export that hosts call: not one that is on record only so that its name is not used again. */
const lives = ({ export: e }: LoweredExport): boolean => e.status !== 'tombstone' && e.status !== 'reserved';

/** Exports that changed and that hosts call in both versions. */
const lasting = ({ exports }: AbiPair): readonly Change<GuestExport>[] =>
  exports.changed.filter((c) => lives(c.from) && lives(c.to)).map((c) => ({ from: c.from.export, to: c.to.export }));

/** Targets on which a guest of the version must have it. What is only served has no declaration for new guests. */
const requiredOn = ({ status, requiredOn: targets }: GuestExport): readonly string[] => (status === 'served' ? [] : targets);

/** Core types that differ although the types named are other ones, or parameters in another order. What a type did is its own finding. */
function otherSignature({ sameType }: AbiPair, { from, to }: Change<LoweredExport>): boolean {
  const [old, now] = [from.export, to.export];
  if (old.kind !== 'func' || now.kind !== 'func') return false;
  const other = (
    a: GuestExport['result'] | GuestExport['params'][number],
    b: GuestExport['result'] | GuestExport['params'][number],
    was: string | undefined,
    is: string | undefined,
  ): boolean => was !== is && !(a && b && 'id' in a.type && 'id' in b.type && a.core === b.core && sameType(a.type, b.type));
  return (
    old.params.length !== now.params.length ||
    matchParams(old.params, now.params).reordered ||
    old.params.some((p, i) => other(p, now.params[i], from.signature.params[i], to.signature.params[i])) ||
    other(old.result, now.result, from.signature.results[0], to.signature.results[0])
  );
}

/** `(size: i64) -> i32` */
const signatureText = ({ export: { params }, signature }: LoweredExport): string =>
  `(${params.map((p, i) => `${p.name}: ${signature.params[i]}`).join(', ')}) -> ${signature.results[0] ?? 'nothing'}`;
