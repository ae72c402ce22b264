import { diagnostic } from '../diagnostics/catalog.js';
import type { Diagnostic, Result } from '../diagnostics/diagnostic.js';
import { didYouMean } from '../diagnostics/suggest.js';
import { quote } from '../diagnostics/visible.js';
import type { SurfaceCapability } from './surface.js';

/** Stands for no grant at all, so that everything that needs one is told. */
export const nothing = 'none';

/**
 * The capabilities that grants open, as hosts read them: names, older names, `group.*`, and what they imply. A name that the
 * ABI does not have is an error, so that a misspelling is noticed. `functions` are the ids of those that may be granted
 * themselves, since they need no capability.
 */
export function grantedBy(
  capabilities: readonly SurfaceCapability[],
  grants: readonly string[],
  functions: readonly string[] = [],
): Result<ReadonlySet<string>> {
  const known = new Map(capabilities.map((capability) => [capability.name, capability]));
  const granted = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  const add = (name: string): void => {
    if (granted.has(name)) return;
    granted.add(name);
    for (const implied of known.get(name)?.implies ?? []) add(implied);
  };
  for (const grant of grants.filter((name) => name !== nothing)) {
    const names = functions.includes(grant) ? [grant] : capabilities.filter(meantBy(grant)).map(({ name }) => name);
    if (names.length === 0) diagnostics.push(unknown(grant, [...known.keys()]));
    for (const name of names) add(name);
  }
  return { value: diagnostics.length === 0 ? granted : undefined, diagnostics };
}

const meantBy =
  (grant: string) =>
  ({ name, aliases }: SurfaceCapability): boolean =>
    [name, ...aliases].some((one) => (grant.endsWith('.*') ? one.startsWith(grant.slice(0, -1)) : one === grant));

const unknown = (grant: string, known: readonly string[]): Diagnostic =>
  diagnostic(
    'usage/option',
    undefined,
    { option: '--grant', why: `does not know ${quote(grant)}; known are ${[...known, nothing].join(', ')}` },
    { help: didYouMean(grant, known) },
  );
