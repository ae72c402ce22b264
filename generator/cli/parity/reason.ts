import type { Abi, Func } from '../../ir/abi.js';

/** The function of an id, `interface.function`. */
export const functionOf = (abi: Abi, id: string): Func | undefined => abi.interfaces.flatMap((i) => i.functions).find((f) => f.id === id);

/** Why a function is answered otherwise on a target, in the words of the schema; undefined if the schema does not say so. */
export function reasonOf(abi: Abi, id: string, target: string): string | undefined {
  const func = functionOf(abi, id);
  if (!func) return undefined;
  if (!func.targets.includes(target)) return `${id} is on ${func.targets.join(', ')} only (targets, lacking)`;
  const forbidden = abi.targets.some((t) => t.name === target && t.blocking === 'forbidden');
  if (func.effects.blocking && forbidden)
    return `${id} may block, which ${target} forbids (whereForbidden: ${func.effects.whereForbidden})`;
  return undefined;
}
