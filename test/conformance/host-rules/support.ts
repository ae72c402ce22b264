import { expect, test } from 'vitest';
import type { Outcome, Rule } from '../../hosts/rules/rule.js';
import type { WrongHost } from '../../hosts/rules/wrong.js';

/** What the host that is held to rules can do: see test/hosts/node/rules.ts. `wrong` names a mistake to be made. */
export type Hold = (drift: string | undefined, wrong: string | undefined) => Promise<readonly Outcome[]>;

/** Declares a test for each rule that a host is asked about, and for each mistake that one of them has to notice. */
export async function declareRules(
  host: string,
  hold: Hold,
  rules: readonly Rule[],
  mistakes: readonly WrongHost[],
  /** How many rules of each difference the world of the test asks about. */
  asked: Readonly<Record<string, number>>,
): Promise<void> {
  const outcomes = await hold(undefined, undefined);
  const judged = outcomes.filter(({ outcome }) => outcome !== 'not asked');

  const rows = judged.map(({ drift, of, says, outcome }) => [drift, of, says, outcome] as const);
  test.each(rows)(`%s on ${host}, %s: %s`, (_drift, _of, _says, outcome) => {
    expect(outcome).toBe('held');
  });

  test(`${host} is asked about every rule for what it has`, () => {
    expect(outcomes.map(({ of, says }) => [of, says])).toEqual(rules.map(({ of, says }) => [of, says]));
    const counts: Record<string, number> = {};
    for (const { drift } of judged) counts[drift] = (counts[drift] ?? 0) + 1;
    expect(counts).toEqual(asked);
  });

  test.each(mistakes.map(({ drift, mistake }) => [drift, mistake] as const))(
    `%s on ${host} is noticed where %s`,
    async (drift, mistake) => {
      const found = await hold(drift, mistake);
      expect(found.map(({ outcome }) => outcome).filter((outcome) => !['held', 'not asked'].includes(outcome))).not.toEqual([]);
    },
  );
}
