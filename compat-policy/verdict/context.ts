import { compare } from '../../generator/ir/version.js';
import type { Finding } from '../finding.js';
import { counterparts } from '../pair/counterparts.js';
import { type AbiPair, pairOf, type Side } from '../pair/pair.js';
import type { Bump } from '../rule.js';
import { declaredBump, isPrerelease } from './bump.js';
import type { Judgement, Release } from './verdict.js';

/**
 * What rules about the process see. They judge the step from the newest published release to the candidate: what came before
 * was judged when it was released. Where the baseline is that release, or there is no ledger, the step is the pair itself.
 */
export interface PolicyContext extends Judgement {
  readonly baseline: string;
  readonly candidate: string;
  /** What the candidate's version announces against the baseline. */
  readonly declared: Bump;
  /** Releases below the candidate without pre-releases, oldest first. */
  readonly published: readonly Release[];
  readonly step: () => Step;
  /** Whether a rule, by its id, may be waived. */
  readonly isWaivable: (rule: string) => boolean;
}

/** What announcements are counted by: of the versions only what they declare. */
export interface Announcing extends Pick<PolicyContext, 'baseline' | 'candidate' | 'published' | 'policy' | 'asOf'> {
  readonly pair: Pick<AbiPair, 'from' | 'to'>;
}

/** Keys of items in one version by those in the other. */
export type Keys = Pick<ReadonlyMap<string, string>, 'get' | 'has'>;

export interface Step extends AbiPair {
  /** What the candidate's version announces against the newest published release. */
  readonly declared: Bump;
  /** Findings of the pair rules for this step. */
  readonly findings: readonly Finding[];
  /** For items that both versions have: their key in the release by the one in the candidate, and the other way round. */
  readonly keyThen: Keys;
  readonly keyNow: Keys;
}

export function contextOf(
  judgement: Judgement,
  isWaivable: PolicyContext['isWaivable'],
  findingsOf: (pair: AbiPair) => readonly Finding[],
): PolicyContext {
  const { pair, releases } = judgement;
  const [baseline, candidate] = [pair.from.abi.version, pair.to.abi.version];
  const published = releases.filter(({ version }) => !isPrerelease(version) && compare(version, candidate) < 0);
  const newest = published.at(-1);
  let made: Step | undefined;
  const step = (): Step => {
    if (made) return made;
    const taken = newest === undefined || newest.version === baseline ? pair : pairOf(newest.side(), pair.to);
    const findings = taken === pair ? judgement.findings : findingsOf(taken);
    const then = counterparts(taken);
    const now = new Map([...then].map(([key, old]) => [old, key]));
    made = {
      ...taken,
      declared: declaredBump(taken.from.abi.version, candidate),
      findings,
      keyThen: orSame(then, taken),
      keyNow: orSame(now, taken),
    };
    return made;
  };
  return { ...judgement, baseline, candidate, declared: declaredBump(baseline, candidate), published, step, isWaivable };
}

/** An item that is one object in both versions has one key. */
function orSame(keys: ReadonlyMap<string, string>, { from, to }: AbiPair): Keys {
  const get = (key: string) => keys.get(key) ?? (isShared(from.items().get(key), to.items().get(key)) ? key : undefined);
  return { get, has: (key) => get(key) !== undefined };
}

const isShared = (a: unknown, b: unknown): boolean => a !== undefined && a === b;

/** A published release as it is compiled; the baseline is not compiled a second time. */
export const sideOfRelease = ({ pair, baseline }: Announcing, release: Release): Side =>
  release.version === baseline ? pair.from : release.side();
