import type { Case, ErrorDomain, Func, Target } from '../../ir/abi.js';
import type { LoweredAbi } from '../../ir/lowered.js';

/** Whether a host implements the function on a target. */
export const isHosted = (func: Func, target: string): boolean =>
  func.answeredBy.kind === 'host' && func.targets.includes(target) && func.status !== 'tombstone' && func.status !== 'reserved';

/** Whether the host may answer later: the guest is suspended meanwhile, or asks again. */
export const maySuspend = ({ answeredBy, effects, noreturn }: Func): boolean =>
  answeredBy.kind === 'host' && effects.blocking && effects.whereForbidden === 'suspend' && !noreturn;

/** Whether a host of the target has a method that may answer later. */
export const suspendsOn = ({ interfaces }: LoweredAbi, { name }: Target): boolean =>
  interfaces.some((i) => i.functions.some(({ func }) => isHosted(func, name) && maySuspend(func)));

/** Whether hosts may have to tell a guest export which of their resources they mean: the glue numbers them. */
export const tellsHandles = ({ interfaces }: LoweredAbi): boolean =>
  interfaces.some((i) => i.exports.some((e) => e.export.params.length > 0)) &&
  interfaces.some((i) => i.interface.types.some((t) => t.kind === 'handle' && t.issuedBy === 'glue'));

/** The cases that a host can fail with: not success, which it says by returning its value. */
export const failureCases = (type: ErrorDomain): readonly Case[] => type.cases.filter((c) => c !== type.roles.success);
