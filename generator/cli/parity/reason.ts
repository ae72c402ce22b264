import type { Intended } from '../../../runtime-glue/testing.js';
import type { Abi, Func } from '../../ir/abi.js';

/** The function of an id, `interface.function`. */
export const functionOf = (abi: Abi, id: string): Func | undefined => abi.interfaces.flatMap((i) => i.functions).find((f) => f.id === id);

/** Why a target may differ, in the words of the schema; undefined if the schema does not say so. */
export function reasonOf(abi: Abi, intended: Intended, target: string): string | undefined {
  if ('memory' in intended) {
    const alone = abi.targets.some((t) => t.name === target && t.threads === 'disabled');
    return alone ? `${target} has no threads that could share a memory (threads: disabled)` : undefined;
  }
  const id = intended.function;
  const func = functionOf(abi, id);
  if (!func) return undefined;
  if (!func.targets.includes(target)) return `${id} is on ${func.targets.join(', ')} only (targets, lacking)`;
  const forbidden = abi.targets.some((t) => t.name === target && t.blocking === 'forbidden');
  if (func.effects.blocking && forbidden)
    return `${id} may block, which ${target} forbids (whereForbidden: ${func.effects.whereForbidden})`;
  return undefined;
}
