import { symmetric, variance } from '../compare/polarity.js';
import { baseOf, isSameType, unitOf, type Value, valueChanges } from '../compare/values.js';
import { absenceOf } from '../compare/values-absence.js';
import { differenceOf, isDeclaredOtherwise, numbersOf } from '../compare/values-difference.js';
import { differing, hitOf, typeWords } from '../compare/values-hits.js';
import { isWithin, rangeText } from '../compare/values-range.js';
import type { AbiPair, Change } from '../pair/pair.js';
import { type Hit, harm, harmless, type Rule } from '../rule.js';

/** What a value means where engines see no difference. */
export const meaningRules: readonly Rule[] = [
  ...variance(
    {
      wider: {
        argument: {
          id: 'param-widened',
          summary: 'The host accepts values that it did not accept before.',
          why: 'Old guests do not send them. A new guest that does is refused by a host of the older version. Where another type is declared for it, `declared-type-changed` says so.',
          fix: 'Nothing to do. Guests that send them need a host of this version.',
          bump: 'minor',
          harm: harm('-', 'E*', 'c', '-'),
          witness: { none: 'the core types are the same and old guests send nothing new' },
        },
        result: {
          id: 'result-widened',
          summary: 'The guest is given values that it was not given before.',
          why: 'Guests that are built already take them for something else, or never look for them.',
          fix: 'Add a function of another name that answers them.',
          bump: 'major',
          harm: harm('S', '-', '-', 'c'),
          witness: { none: 'what a guest makes of a value that it does not expect is its own' },
        },
      },
      narrower: {
        argument: {
          id: 'param-narrowed',
          summary: 'The host no longer accepts values that it accepted before.',
          why: 'Guests that send them are refused.',
          fix: 'Accept them as before, or add a function of another name.',
          bump: 'major',
          harm: harm('E', '-', '-', 'c'),
          witness: { none: 'only the glue of a host checks a value; an engine lets it pass' },
        },
        result: {
          id: 'result-narrowed',
          summary: 'The guest is no longer given values that it was given before.',
          why: 'Old guests are ready for more than they get. A new guest may trust in less, and an older host gives it more.',
          fix: 'Nothing to do. Guests that rely on it need a host of this version.',
          bump: 'minor',
          harm: harm('-', 'S*', 'c', '-'),
          witness: { none: 'old guests see nothing new' },
        },
      },
    },
    wider,
  ),
  symmetric(
    {
      id: 'declared-type-changed',
      summary: 'A value that means what it meant is declared as another type: as another integer, or as bytes in place of text.',
      why: 'Source code holds the value in a variable of the old type. Rust converts no integer by itself, C++ no `char *` to `uint8_t *`, and a host gets an array where it expects a string.',
      fix: 'Keep the type. Bounds of an alias can be widened; for more than its integer holds, add a function of another name.',
      bump: 'major',
      harm: harm('-', '-', 'x', 'x'),
      mild: { when: 'both are integers, which are one type to hosts', bump: 'major', harm: harm('-', '-', '-', 'x') },
      witness: { none: 'the core types are the same' },
    },
    function* (pair) {
      for (const change of valueChanges(pair))
        if (isDeclaredOtherwise(change, pair))
          yield { ...hitOf(change, 'type'), ...typeWords(change), mild: baseOf(change.from)?.kind === 'scalar' };
    },
  ),
  symmetric(
    {
      id: 'signedness-changed',
      summary: 'An integer is read with another sign.',
      why: 'The bits of a negative number are those of a great one, so that one side means -1 and the other reads 4294967295.',
      fix: 'Add a function of another name.',
      bump: 'major',
      harm: harm('S', 'S', 'c', 'x'),
      witness: 'value',
    },
    differing('sign'),
  ),
  symmetric(
    {
      id: 'unit-changed',
      summary: 'A number counts in another unit.',
      why: 'Nothing in the number tells seconds from milliseconds.',
      fix: 'Add a function of another name that takes or gives the new unit.',
      bump: 'major',
      harm: harm('S', 'S', 'c', 'c'),
      mild: { when: 'the baseline says no unit', bump: 'patch', harm: harmless },
      witness: { none: 'the bits say nothing of the unit' },
    },
    function* (pair) {
      for (const { from, to } of valueChanges(pair)) {
        if (from.unit === to.unit && isSameType(from.type, to.type, pair)) continue;
        const [was, is] = [unitOf(from), unitOf(to)];
        if (was !== is) yield { ...hitOf({ from, to }, 'unit'), what: 'the unit', was, is, mild: was === undefined };
      }
    },
  ),
  symmetric(
    {
      id: 'sentinel-changed',
      summary: 'The number that means absent is another, or is one that means itself in the other version.',
      why: 'One side passes nothing and the other reads a number, or the other way round.',
      fix: 'Keep the number, or take one that was not legal before.',
      bump: 'major',
      harm: harm('S', 'S', 'c', 'c'),
      witness: 'value',
    },
    function* (pair) {
      for (const change of valueChanges(pair))
        if (absenceOf(change) === 'meaning') yield { ...hitOf(change, 'absent'), ...absentWords(change) };
    },
  ),
  symmetric(
    {
      id: 'semantic-type-changed',
      summary: 'A value is of another type that crosses in the same core types.',
      why: 'It links, and the bits are taken for what they are not: a handle for a number, one enum for another.',
      fix: 'Add a function of another name for the new type.',
      bump: 'major',
      harm: harm('S', 'S', 'x', 'x'),
      witness: { none: 'the bits are the same, and an engine sees nothing else' },
    },
    differing('meaning'),
  ),
  symmetric(
    {
      id: 'value-type-renamed',
      summary: 'A value is of a type of another name, and of the same structure.',
      why: 'Guests that are built already see no difference. Source code that names the old type no longer compiles.',
      fix: 'Keep the type, or rename it and keep the old name among its `aliases`.',
      bump: 'major',
      harm: harm('-', '-', 'x', 'x'),
      witness: { none: 'nothing differs on the wire' },
    },
    differing('name'),
  ),
  symmetric(
    {
      id: 'alias-target-changed',
      summary: 'An alias stands for a type that crosses in other core types, or takes other room in guest memory.',
      why: 'Functions that name it have other core types. Where it lies in memory, one side writes more bytes than the other reads.',
      fix: 'Keep the alias, and add another for the new type.',
      bump: 'major',
      harm: harm('L/S', 'L/S', 'x', 'x'),
      witness: 'link',
    },
    function* (pair) {
      for (const change of valueChanges(pair))
        if (change.from.places && differenceOf(change, pair) === 'room') yield { ...hitOf(change, 'type'), ...typeWords(change) };
    },
  ),
];

/** What a value can be that it could not be before. */
function* wider(pair: AbiPair): Iterable<Hit> {
  for (const change of valueChanges(pair)) {
    const { from, to } = change;
    if (differenceOf(change, pair) === 'values') {
      const [a, b] = [numbersOf(from), numbersOf(to)];
      if (baseOf(to)?.kind === 'bytes') yield { ...hitOf(change, 'type'), what: 'the content', was: 'UTF-8 text', is: 'any bytes' };
      else if (!isWithin(b, a)) yield { ...hitOf(change, 'type'), what: 'the range', was: rangeText(a), is: rangeText(b) };
    }
    if (!from.optional && to.optional)
      yield { ...hitOf(change, 'optional'), what: 'the presence', was: 'required', is: 'optional: (0, 0) means absent' };
    if (from.absent === undefined && absenceOf(change) === 'values') yield { ...hitOf(change, 'absent'), ...absentWords(change) };
  }
}

const absentWords = ({ from, to }: Change<Value>) => ({
  what: 'the absent value',
  was: from.absent?.toString(),
  is: to.absent?.toString(),
});
