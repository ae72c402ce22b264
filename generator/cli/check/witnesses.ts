import type { Finding } from '../../../compat-policy/finding.js';
import type { AbiPair } from '../../../compat-policy/pair/pair.js';
import type { WitnessReport } from '../../../compat-policy/report/model.js';

/** What guests and hosts that were really run show of findings, by fingerprint. */
export type Witnesses = ReadonlyMap<string, WitnessReport>;

/** Runs what can be run of findings. Of several pairs that show one, the last is told. */
export async function witnessesOf(pairs: readonly AbiPair[], findings: readonly Finding[]): Promise<Witnesses> {
  const { witnessed } = await import('../../../compat-policy/witness/witness.js');
  return new Map(pairs.flatMap((pair) => [...witnessed(pair, findings)]));
}
