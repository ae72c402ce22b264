import type { Contractual } from '../../generator/ir/abi.js';
import { compare } from '../../generator/ir/version.js';
import type { AbiPair } from '../pair/pair.js';

/**
 * Whether the candidate says of a contract in words that all that became of it since the baseline is `unchanged` or
 * `clarified`. Silence means changed.
 */
export function onlyClarified({ from }: AbiPair, { normativeChanges }: Contractual): boolean {
  const newer = normativeChanges.filter((change) => compare(change.in, from.abi.version) > 0);
  return newer.length > 0 && newer.every((change) => change.change !== 'changed');
}
