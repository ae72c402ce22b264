/** What the section `molt.abi` of a module says that it was built for, as far as a host can use it. What is no stamp has nothing of it. */
export interface Stamp {
  readonly abi?: unknown;
  readonly floor?: unknown;
  readonly target?: unknown;
  readonly memory?: unknown;
  readonly table?: unknown;
}

/** Reads the first stamp. A module without one, or with one that cannot be read, says nothing: its imports count. */
export function stampOf([bytes]: readonly (ArrayBuffer | Uint8Array)[]): Stamp {
  try {
    return bytes ? Object(JSON.parse(new TextDecoder().decode(bytes))) : {};
  } catch {
    return {};
  }
}

/** Why a host of an ABI version and target is not what a stamp asks for; undefined if it is. */
export function mismatch(
  { abi, floor, target }: Stamp,
  host: { readonly abi: string; readonly version: string; readonly target: string },
): string | undefined {
  if (typeof abi !== 'string') return undefined;
  if (abi !== host.abi) return `was stamped for the ABI ${JSON.stringify(abi)}, and this is a host of ${host.abi}`;
  if (typeof target === 'string' && target !== host.target)
    return `was stamped for the target ${JSON.stringify(target)}, and this is one of ${host.target}`;
  if (typeof floor === 'string' && isAfter(floor, host.version))
    return `needs a host of ${abi} ${JSON.stringify(floor)} or later, and this is one of ${host.version}`;
  return undefined;
}

/**
 * Limits within those that a stamp gives and those of the ABI, which a guest cannot lift by its own word; none where these leave no
 * room, or the stamp gives none. `most` is what engines take.
 */
export function limitsOf(
  limits: unknown,
  abi: { readonly min: number; readonly max?: number },
  most: number,
): { initial?: number; maximum?: number } {
  const { initial, maximum = most } = Object(limits);
  if (!Number.isInteger(initial) || !Number.isInteger(maximum)) return {};
  const met = { initial: Math.max(initial, abi.min), maximum: Math.min(maximum, abi.max ?? most) };
  return met.initial <= met.maximum ? met : {};
}

/** By the three numbers of a version; what is no version comes after nothing. */
function isAfter(version: string, other: string): boolean {
  const [a, b] = [version, other].map((text) => text.split('-')[0]?.split('.').map(Number) ?? []);
  const first = [0, 1, 2].find((i) => a?.[i] !== b?.[i]);
  return first !== undefined && (a?.[first] ?? 0) > (b?.[first] ?? 0);
}
