import { itemKey } from '../items.js';
import { opposites } from '../polarity.js';
import { harm, type Rule } from '../rule.js';

/** Names and signatures: what an engine compares before anything runs. */
export const linkRules: readonly Rule[] = [
  ...opposites(
    {
      id: 'import-added',
      summary: 'A function that the baseline does not have.',
      why: 'A guest that imports it does not load on a host without it.',
      fix: 'Nothing to do. Guests that use it need a host of this version.',
      bump: 'minor',
      harm: harm('-', 'L*', 'x', '-'),
      witness: 'link',
    },
    {
      id: 'import-removed',
      summary: 'A function that is gone.',
      why: 'An engine resolves every import before it runs anything, so that guests die which never call it.',
      fix: 'Deprecate it and keep it until its window is over.',
      bump: 'major',
      harm: harm('L', '-', 'x', 'x'),
      witness: 'link',
    },
    function* ({ functions }) {
      for (const { func } of functions.added)
        yield { item: itemKey.import(func), is: `import ${func.module}.${func.field}`, to: func.origin };
    },
  ),
];
