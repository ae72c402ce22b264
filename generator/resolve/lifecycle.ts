import validSemver from 'semver/functions/valid.js';
import type { Contractual, Deprecation, Named, Origin } from '../ir/abi.js';
import { compare } from '../ir/version.js';
import { type Context, child } from './context.js';

interface RawLife {
  readonly doc?: string;
  readonly since?: string;
  readonly status?: Named['status'];
  readonly stability?: Named['stability'];
  readonly deprecated?: { in: string; removeIn?: string; replacement?: string; noReplacement?: string; note?: string };
}

/** Doc, since, status, stability and deprecation of an item, checked against the version and what contains it. */
export function lifecycle(
  context: Context,
  name: string,
  raw: RawLife,
  origin: Origin,
  container?: { readonly since: string | undefined },
): Named {
  const { version } = context.abi;
  const since = raw.since ?? container?.since;
  if (raw.since !== undefined && isVersion(context, raw.since, child(origin, 'since'))) {
    if (order(raw.since, version) > 0)
      context.report('resolve/since', child(origin, 'since'), { name, since: raw.since, why: `but this is ${version}` });
    else if (container?.since !== undefined && order(raw.since, container.since) < 0)
      context.report('resolve/since', child(origin, 'since'), {
        name,
        since: raw.since,
        why: `but what contains it only since ${container.since}`,
      });
  }
  if (raw.status === 'deprecated' && !raw.deprecated)
    context.report('resolve/deprecation', child(origin, 'status'), {
      name,
      why: 'is missing: the status says deprecated, and nothing says since when',
    });
  return {
    name,
    doc: raw.doc ?? '',
    origin,
    since,
    status: raw.status ?? (raw.deprecated ? 'deprecated' : 'active'),
    stability: raw.stability ?? 'stable',
    deprecated: raw.deprecated && deprecation(context, name, raw.deprecated, since, child(origin, 'deprecated'), raw.status),
  };
}

/** The contract of an item in words, and what became of it. Every change is dated by a version that is not to come. */
export function contract(
  context: Context,
  raw: { readonly normative?: string; readonly normativeChanges?: readonly Contractual['normativeChanges'][number][] },
  origin: Origin,
): Contractual {
  const changes = raw.normativeChanges ?? [];
  for (const [i, change] of changes.entries()) {
    const at = child(origin, 'normativeChanges', i, 'in');
    if (isVersion(context, change.in, at) && order(change.in, context.abi.version) > 0)
      context.report('resolve/normative', at, { version: change.in, abi: context.abi.version });
  }
  return { normative: raw.normative, normativeChanges: changes };
}

/** Whether a text is a semantic version, reported where it is none. The shape allows a little more, such as `1.0.0-01`. */
export function isVersion(context: Context, version: string, origin: Origin): boolean {
  if (validSemver(version) === version) return true;
  context.report('resolve/version', origin, { version });
  return false;
}

/** Order of two versions; those that are none are equal to all, since they are reported where they stand. */
const order = (a: string, b: string): number => (validSemver(a) && validSemver(b) ? compare(a, b) : 0);

function deprecation(
  context: Context,
  name: string,
  raw: NonNullable<RawLife['deprecated']>,
  since: string | undefined,
  origin: Origin,
  status: Named['status'] | undefined,
): Deprecation {
  const wrong = (keyword: string, why: string) => context.report('resolve/deprecation', child(origin, keyword), { name, why });
  isVersion(context, raw.in, child(origin, 'in'));
  if (raw.removeIn !== undefined) isVersion(context, raw.removeIn, child(origin, 'removeIn'));
  if (order(raw.in, context.abi.version) > 0) wrong('in', `is announced for ${raw.in}, but this is ${context.abi.version}`);
  if (since !== undefined && order(raw.in, since) < 0) wrong('in', `is older than the item, which is there since ${since}`);
  if (raw.removeIn !== undefined && (raw.removeIn === raw.in || order(raw.removeIn, raw.in) < 0))
    wrong('removeIn', `ends in ${raw.removeIn}, which is not after ${raw.in}`);
  if (raw.replacement !== undefined && raw.noReplacement !== undefined)
    wrong('noReplacement', 'has both a replacement and a reason for having none');
  if (status === 'active') wrong('in', 'contradicts the status active');
  if (raw.replacement !== undefined)
    context.replacements.push({ name, replacement: raw.replacement, origin: child(origin, 'replacement') });
  return { in: raw.in, removeIn: raw.removeIn, replacement: raw.replacement, noReplacement: raw.noReplacement, note: raw.note };
}
