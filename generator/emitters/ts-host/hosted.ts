import type { Func } from '../../ir/abi.js';

/** Whether a host implements the function on a target. */
export const isHosted = (func: Func, target: string): boolean =>
  func.answeredBy.kind === 'host' && func.targets.includes(target) && func.status !== 'tombstone' && func.status !== 'reserved';
