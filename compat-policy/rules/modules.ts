import type { Contract, OpenModule } from '../../generator/ir/abi.js';
import { opposites, symmetric } from '../compare/polarity.js';
import { memberOf } from '../compare/type-changes.js';
import { coreText } from '../compare/words.js';
import { itemKey } from '../pair/items.js';
import { matching } from '../pair/matching.js';
import type { AbiPair, Change } from '../pair/pair.js';
import { type Hit, harm, type Rule } from '../rule.js';

const unlisted = { none: 'The names that a guest imports from an open module are not in the ABI.' };

/** Modules whose imports are not listed one by one: who answers them, and under which contracts. Their targets are target rules'. */
export const moduleRules: readonly Rule[] = [
  ...opposites(
    {
      id: 'open-module-added',
      summary: 'An open module that the baseline does not have.',
      why: 'A guest that imports from it does not load on a host without it.',
      fix: 'Nothing to do. Guests that use it need a host of this version.',
      bump: 'minor',
      harm: harm('-', 'L*', 'x', '-'),
      witness: unlisted,
    },
    {
      id: 'open-module-removed',
      summary: 'An open module that is gone.',
      why: 'Guests that import anything from it do not load.',
      fix: 'Deprecate it and keep it until its window is over.',
      bump: 'major',
      harm: harm('L', '-', 'x', 'x'),
      witness: unlisted,
    },
    function* ({ modules }) {
      for (const added of modules.added) yield { item: itemKey.module(added.name), is: 'an open module', to: added.origin };
    },
  ),
  symmetric(
    {
      id: 'open-module-answered-by-changed',
      summary: 'The imports of an open module are answered by another party: the host, or another wasm module.',
      why: 'The party that answered them does not, and the other has no answers for old guests.',
      fix: 'Give the module that the other party answers a name of its own.',
      bump: 'major',
      harm: harm('L', 'L', 'x', 'x'),
      witness: unlisted,
    },
    function* ({ modules }) {
      const text = ({ answeredBy }: OpenModule) => (answeredBy === 'host' ? 'the host' : 'another wasm module');
      for (const { from, to } of modules.changed)
        if (from.answeredBy !== to.answeredBy)
          yield {
            item: itemKey.module(from.name),
            what: 'the party that answers',
            was: text(from),
            is: text(to),
            from: memberOf(from.origin, 'answeredBy'),
            to: memberOf(to.origin, 'answeredBy'),
          };
    },
  ),
  ...opposites(
    {
      id: 'open-module-contract-added',
      summary: 'A contract of an open module that the baseline does not have.',
      why: 'A guest whose import has it is not answered by a host that does not know it.',
      fix: 'Nothing to do. Guests that use it need a host of this version.',
      bump: 'minor',
      harm: harm('-', 'L*', 'x', '-'),
      witness: unlisted,
    },
    {
      id: 'open-module-contract-removed',
      summary: 'A contract of an open module that is gone.',
      why: 'Guests with an import of that contract are not answered.',
      fix: 'Deprecate it and keep it until its window is over.',
      bump: 'major',
      harm: harm('L', '-', 'x', 'x'),
      witness: unlisted,
    },
    function* (pair) {
      for (const { module, contracts } of contractsOf(pair))
        for (const added of contracts.added)
          yield { item: itemKey.contract(module, added.name), is: `the contract ${text(added)}`, to: added.origin };
    },
  ),
  symmetric(
    {
      id: 'open-module-contract-changed',
      summary: 'A contract of an open module has other core types.',
      why: 'A contract is a name for a signature: guests built for the old one do not link, or pass values that are read as others.',
      fix: 'Give the new signature a name of its own, such as one that ends in the next version.',
      bump: 'major',
      harm: harm('L/S', 'L/S', 'x', 'x'),
      mild: { when: 'it only became variadic', bump: 'minor', harm: harm('-', 'L*', 'x', '-') },
      witness: unlisted,
    },
    function* (pair) {
      for (const { module, contracts } of contractsOf(pair))
        for (const { from, to } of contracts.kept) {
          const [was, is] = [text(from), text(to)];
          if (was !== is) yield changed(module, { from, to }, was, is);
        }
    },
  ),
];

const changed = (module: string, { from, to }: Change<Contract>, was: string, is: string): Hit => ({
  item: itemKey.contract(module, from.name),
  what: 'the signature',
  was,
  is,
  from: from.origin,
  to: to.origin,
  mild: to.variadic && !from.variadic && text({ ...from, variadic: true }) === is,
});

/** `(i32, i64...) -> (i32)`: the dots stand for any number of the last. */
const text = ({ params, variadic, results }: Contract): string =>
  `${variadic ? coreText(params).replace(')', '...)') : coreText(params)} -> ${coreText(results)}`;

/** What became of the contracts of each module. */
const contractsOf = ({ modules }: AbiPair) =>
  modules.changed.map(({ from, to }) => ({
    module: from.name,
    contracts: matching(
      from.contracts,
      to.contracts,
      (c) => [c.name],
      () => true,
    ),
  }));
