import type { Case, ErrorDomain, Func } from '../../ir/abi.js';

/** Whether a host implements the function on a target. */
export const isHosted = (func: Func, target: string): boolean =>
  func.answeredBy.kind === 'host' && func.targets.includes(target) && func.status !== 'tombstone' && func.status !== 'reserved';

/** The cases that a host can fail with: not success, which it says by returning its value. */
export const failureCases = (type: ErrorDomain): readonly Case[] => type.cases.filter((c) => c !== type.roles.success);
