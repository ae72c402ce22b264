import { expect, test } from 'vitest';
import type { Outcome, Rule, World } from '../../hosts/rules/index.js';
import type { WrongHost } from '../../hosts/rules/wrong.js';

/** Berlin: an hour east of UTC, two in summer. */
export const zone: NonNullable<World['identity']>['zone'] = {
  standard: -3600,
  at: [
    [Date.UTC(2024, 0, 15) / 1000, -3600],
    [Date.UTC(2024, 6, 15) / 1000, -7200],
  ],
};

/** Holds a host to the rules of these names, all of them if there are none; `mistake` is one that it is to make. */
export type Hold = (names: readonly string[] | undefined, mistake: string | undefined) => Promise<readonly Outcome[]>;

/** Declares a test for each rule that a host is asked about, and for each mistake that one of them has to notice. */
export async function declareRules(
  host: string,
  hold: Hold,
  rules: readonly Rule[],
  wrongHosts: readonly WrongHost[],
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
    expect(outcomes.map(({ name }) => name)).toEqual(rules.map(({ name }) => name));
    const counts: Record<string, number> = {};
    for (const { drift } of judged) counts[drift] = (counts[drift] ?? 0) + 1;
    expect(counts).toEqual(asked);
  });

  const mistakes = wrongHosts.flatMap(({ mistake, noticedBy }) => {
    const [first, ...more] = judged.filter(({ name }) => noticedBy.includes(name));
    return first ? [[first.drift, mistake, [first, ...more].map(({ name }) => name)] as const] : [];
  });
  test.each(mistakes)(`%s on ${host} is noticed where %s`, { timeout: 60_000 }, async (_drift, mistake, names) => {
    const found = await hold(names, mistake);
    expect(found.map(({ name }) => name)).toEqual(names);
    for (const { name, outcome } of found) expect(['held', 'not asked'], name).not.toContain(outcome);
  });
}
