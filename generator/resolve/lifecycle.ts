import type { Deprecation, Named, Origin } from '../ir/abi.js';
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
  if (raw.since !== undefined) {
    if (compare(raw.since, version) > 0)
      context.report('resolve/since', child(origin, 'since'), { name, since: raw.since, why: `but this is ${version}` });
    else if (container?.since !== undefined && compare(raw.since, container.since) < 0)
      context.report('resolve/since', child(origin, 'since'), {
        name,
        since: raw.since,
        why: `but what contains it only since ${container.since}`,
      });
  }
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

function deprecation(
  context: Context,
  name: string,
  raw: NonNullable<RawLife['deprecated']>,
  since: string | undefined,
  origin: Origin,
  status: Named['status'] | undefined,
): Deprecation {
  const wrong = (why: string) => context.report('resolve/deprecation', origin, { name, why });
  if (compare(raw.in, context.abi.version) > 0) wrong(`is announced for ${raw.in}, but this is ${context.abi.version}`);
  if (since !== undefined && compare(raw.in, since) < 0) wrong(`is older than the item, which is there since ${since}`);
  if (raw.removeIn !== undefined && compare(raw.removeIn, raw.in) <= 0) wrong(`ends in ${raw.removeIn}, which is not after ${raw.in}`);
  if (raw.replacement !== undefined && raw.noReplacement !== undefined) wrong('has both a replacement and a reason for having none');
  if (status === 'active') wrong('contradicts the status active');
  return { in: raw.in, removeIn: raw.removeIn, replacement: raw.replacement, noReplacement: raw.noReplacement, note: raw.note };
}
