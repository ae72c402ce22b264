import type { AnyImport, Func, Status } from '../../generator/ir/abi.js';
import { opposites, symmetric } from '../compare/polarity.js';
import { itemKey } from '../pair/items.js';
import type { AbiPair, Change } from '../pair/pair.js';
import { type Hit, harm, type Rule } from '../rule.js';

/** Whether and by whom an import that links is answered. */
export const servingRules: readonly Rule[] = [
  ...opposites(
    {
      id: 'import-tombstoned',
      summary: 'An import that links and answers only that it was removed.',
      why: 'Guests that use it load, and every call fails. It counts as removal for the window.',
      fix: 'Deprecate it and keep it until its window is over.',
      bump: 'major',
      harm: harm('E', '-', 'c', 'x'),
      witness: 'value',
    },
    {
      id: 'import-revived',
      summary: 'An import that answered only that it was removed is answered again.',
      why: 'A guest that uses it gets an error from hosts of the version before.',
      fix: 'Give it a new name: a name that was removed should stay so.',
      bump: 'minor',
      harm: harm('-', 'E*', 'x', '-'),
      witness: 'value',
    },
    (pair) => restated(pair, (from, to) => from !== 'tombstone' && to === 'tombstone'),
  ),
  ...opposites(
    {
      id: 'import-served',
      summary: 'An import that hosts still answer and guests get no declaration of any more.',
      why: 'Old guests run. Guest source that names it does not compile against the new declarations.',
      fix: 'Deprecate it first, and name the replacement.',
      bump: 'major',
      harm: harm('-', '-', '-', 'x'),
      witness: { none: 'nothing changes at run time' },
    },
    {
      id: 'import-redeclared',
      summary: 'An import that was only served for old guests is declared again.',
      why: 'Hosts answered it all the time, so that guests may use it.',
      fix: 'Nothing to do.',
      bump: 'minor',
      harm: harm('-', '-', '-', '-'),
      witness: { none: 'nothing changes at run time' },
    },
    (pair) => restated(pair, (from, to) => from !== 'tombstone' && from !== 'served' && to === 'served'),
  ),
  ...opposites(
    {
      id: 'import-made-optional',
      summary: 'A function that hosts may leave out now.',
      why: 'A guest that relies on it does not load on a host without it; on one with generated bindings the call fails.',
      fix: 'Leave it mandatory, or add an optional function beside it.',
      bump: 'major',
      harm: harm('L/E', '-', '-', 'x'),
      witness: 'link',
    },
    {
      id: 'import-made-mandatory',
      summary: 'A function that hosts must have now.',
      why: 'A guest that relies on it does not load on a host of the version before that leaves it out.',
      fix: 'Nothing to do for guests. Hosts that left it out must answer it.',
      bump: 'minor',
      harm: harm('-', 'L/E*', 'x', '-'),
      witness: 'link',
    },
    (pair) =>
      functionChanges(
        pair,
        'optional',
        ({ optional }) => (optional ? 'optional' : 'mandatory'),
        (_, to) => to.optional,
      ),
  ),
  symmetric(
    {
      id: 'import-answered-by-changed',
      summary: 'An import is answered by another party: the host, another wasm module, or an export of the guest.',
      why: 'A guest built before has nothing that answers it: the new host does not, and the other party was not asked for.',
      fix: 'Add an import of another name for the new party, and deprecate this one.',
      bump: 'major',
      harm: harm('L', 'L', 'x', 'x'),
      witness: 'link',
    },
    (pair) => functionChanges(pair, 'answeredBy', answererText, (from, to) => !sameAnswerer(pair, from, to)),
  ),
];

const importChanges = ({ functions, others }: AbiPair): readonly Change<AnyImport>[] => [
  ...functions.changed.map((change) => ({ from: change.from.func, to: change.to.func })),
  ...others.changed,
];

function* restated(pair: AbiPair, asked: (from: Status, to: Status) => boolean): Iterable<Hit> {
  for (const { from, to } of importChanges(pair))
    if (asked(from.status, to.status))
      yield {
        item: itemKey.import(from),
        itemNow: itemKey.import(to),
        what: 'the status',
        was: statusText(from.status),
        is: statusText(to.status),
        from: { ...from.origin, pointer: `${from.origin.pointer}/status` },
        to: { ...to.origin, pointer: `${to.origin.pointer}/status` },
      };
}

/** An announcement changes nothing that is answered or declared, and must not change the fingerprint. */
const statusText = (status: Status): string => (status === 'deprecated' || status === 'active' ? 'declared' : status);

function* functionChanges(
  { functions }: AbiPair,
  keyword: 'optional' | 'answeredBy',
  text: (func: Func) => string,
  asked: (from: Func, to: Func) => boolean,
): Iterable<Hit> {
  for (const { from, to } of functions.changed) {
    const [was, is] = [text(from.func), text(to.func)];
    if (was === is || !asked(from.func, to.func)) continue;
    yield {
      item: itemKey.import(from.func),
      itemNow: itemKey.import(to.func),
      what: keyword === 'optional' ? 'the presence' : 'the answering party',
      was,
      is,
      from: { ...from.func.origin, pointer: `${from.func.origin.pointer}/${keyword}` },
      to: { ...to.func.origin, pointer: `${to.func.origin.pointer}/${keyword}` },
    };
  }
}

function answererText({ answeredBy }: Func): string {
  if (answeredBy.kind === 'export') return `the guest export ${answeredBy.exportId}`;
  return answeredBy.kind === 'host' ? 'the host' : 'another module';
}

/** A guest export that is only called otherwise in the schema is the same party. */
function sameAnswerer({ exports }: AbiPair, { answeredBy: from }: Func, { answeredBy: to }: Func): boolean {
  if (from.kind !== 'export' || to.kind !== 'export') return from.kind === to.kind;
  return exports.kept.some((change) => change.from.export.id === from.exportId && change.to.export.id === to.exportId);
}
