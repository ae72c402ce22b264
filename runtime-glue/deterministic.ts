import { AbiLinkError } from './failure.js';

/**
 * Deterministic mode: an interface whose imports can differ from run to run is bound only if the host says that its
 * implementation does not. Names every import that is in the way; called before anything is bound.
 */
export function requireDeterminism(
  nondeterministic: Readonly<Record<string, readonly string[]>>,
  hosts: Readonly<Record<string, unknown>>,
  deterministic: readonly string[],
): void {
  const differences = Object.keys(nondeterministic)
    .filter((name) => hosts[name] !== undefined && !deterministic.includes(name))
    .flatMap((name) =>
      (nondeterministic[name] ?? []).map(
        (id) => `${id} is not deterministic: give a deterministic host and name ${name} in the option \`deterministic\``,
      ),
    );
  if (differences.length > 0) throw new AbiLinkError(differences);
}
