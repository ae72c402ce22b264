import { compileSources } from '../../pipeline.js';
import { settledBetween, withoutSettled } from '../../settled/settled.js';
import type { AbiSources } from '../../source/document.js';
import { load } from '../../source/load.js';
import { heldToLedger } from '../subject.js';
import type { Located } from './locate.js';
import { asLocated, type CompiledVersion, type Versions } from './releases.js';

/**
 * A release and a candidate without the interfaces that are settled between them, which of a large ABI are most. Undefined
 * where nothing is, and where there is anything to say of either: then both are compiled as they are, so that it is said of
 * the whole. A pre-release is no release here, since the process is judged against the one before it.
 */
export function compileBriefly(from: Located, to: Located): Versions | undefined {
  if (!from.found.entry || from.found.version.includes('-')) return undefined;
  const release = load(from.host, from.found.folder).value;
  const candidate = release && load(to.host, to.found.folder, release).value;
  const settled = candidate && settledBetween(release, candidate);
  if (!settled || settled.size === 0) return undefined;
  const compiled = (at: Located, sources: AbiSources, earlier?: CompiledVersion): CompiledVersion | undefined => {
    const { value, diagnostics } = asLocated(at, heldToLedger(compileSources(withoutSettled(sources, settled), earlier), at.found));
    return diagnostics.length === 0 ? value : undefined;
  };
  const baseline = compiled(from, release);
  const after = baseline && compiled(to, candidate, baseline);
  return after && { baseline, candidate: after };
}
