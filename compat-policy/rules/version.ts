import { itemKey } from '../pair/items.js';
import type { Bump } from '../rule.js';
import { compareBumps, declaredBump, greatestBump, numbersOf } from '../verdict/bump.js';
import type { PolicyContext } from '../verdict/context.js';
import { type PolicyRule, processOnly } from '../verdict/policy-rule.js';

/** What the findings ask for, those that are waived left out. */
export const requiredBump = ({ findings }: Pick<PolicyContext, 'findings'>): Bump =>
  greatestBump(findings.filter((finding) => finding.waivedBy === undefined).map((finding) => finding.bump));

/** Whether the version says what changed. These come after all rules that ask for a version. */
export const versionRules: readonly PolicyRule[] = [
  {
    id: 'version-bump-insufficient',
    summary: 'The version was raised by less than the changes need.',
    why: 'Whoever takes it as a minor or a patch meets a break, or something new that the version does not announce.',
    fix: 'Raise the version, or take back what needs it.',
    ...processOnly,
    severity: 'error',
    waivable: false,
    *find(context) {
      const { baseline, candidate, declared } = context;
      const required = requiredBump(context);
      if (compareBumps(declared, required) < 0)
        yield {
          item: itemKey.abi,
          what: 'the version',
          was: required,
          is: declared,
          message: `the changes need a ${required} version, and ${baseline} to ${candidate} is ${declared === 'none' ? 'no raise' : `a ${declared} one`}`,
        };
    },
  },
  {
    id: 'version-bump-excessive',
    summary: 'The version was raised by more than the changes need.',
    why: 'A major that breaks nothing costs everybody a look for what it breaks.',
    fix: 'Choose a lower version, unless something that no schema says makes it necessary.',
    ...processOnly,
    severity: 'warning',
    waivable: true,
    *find(context) {
      const { baseline, candidate, declared } = context;
      const required = requiredBump(context);
      if (compareBumps(declared, lowest(baseline, required)) > 0)
        yield {
          item: itemKey.abi,
          what: 'the version',
          was: required,
          is: declared,
          message: `${baseline} to ${candidate} is a ${declared} version, and the changes need ${required === 'none' ? 'none' : `a ${required} one`}`,
        };
    },
  },
];

/** What the least version that would do declares: before 1.0.0 a minor and a patch are the same. Nothing needs less than a patch. */
function lowest(baseline: string, required: Bump): Bump {
  const { major, minor, patch } = numbersOf(baseline);
  const least = declaredBump(baseline, `${major}.${minor}.${patch + 1}`);
  return compareBumps(required, least) < 0 ? least : required;
}
