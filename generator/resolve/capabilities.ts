import { didYouMean } from '../diagnostics/suggest.js';
import type { Authority, Capability, Origin } from '../ir/abi.js';
import { byCodePoint } from '../ir/order.js';
import type * as Raw from '../schema/raw.generated.js';
import { type Context, child, entriesOf } from './context.js';
import { lifecycle } from './lifecycle.js';

/** The vocabulary of authorities. Aliases and implications must lead to capabilities that exist, without a circle. */
export function capabilities(context: Context): Capability[] {
  const declared = entriesOf(context.abi.capabilities);
  const names = new Set(declared.map(([name]) => name));
  const resolved = declared.map(([name, raw]): Capability => {
    const origin: Origin = { file: context.source.abi.file, pointer: `/capabilities/${name}` };
    for (const [i, implied] of (raw.implies ?? []).entries()) unknown(context, implied, names, child(origin, 'implies', i));
    return {
      ...lifecycle(context, name, raw, origin),
      targets: targets(context, raw.targets, child(origin, 'targets')),
      nondeterministic: raw.nondeterministic,
      implies: [...(raw.implies ?? [])].sort(byCodePoint),
      aliases: [...(raw.aliases ?? [])].sort(byCodePoint),
    };
  });
  for (const capability of resolved) circle(context, capability, resolved);
  return resolved;
}

function circle(context: Context, start: Capability, all: readonly Capability[]): void {
  const visit = (capability: Capability, path: readonly string[], seen: Set<string>): readonly string[] | undefined => {
    for (const name of capability.implies) {
      if (name === start.name) return [...path, name];
      const next = all.find((c) => c.name === name);
      if (!next || seen.has(name)) continue;
      seen.add(name);
      const found = visit(next, [...path, name], seen);
      if (found) return found;
    }
    return undefined;
  };
  const path = visit(start, [start.name], new Set());
  // A circle is reported once, at its first name.
  if (path?.every((name) => byCodePoint(start.name, name) <= 0))
    context.report('resolve/cyclic-capability', child(start.origin, 'implies'), { path: path.join(' -> ') });
}

function unknown(context: Context, name: string, known: ReadonlySet<string>, origin: Origin): boolean {
  if (known.has(name)) return false;
  context.report('resolve/unknown-capability', origin, { name }, { help: didYouMean(name, known) });
  return true;
}

/** Targets of an item in code-point order; all of the ABI's where the schema is silent. */
export function targets(context: Context, raw: readonly string[] | undefined, origin: Origin): string[] {
  if (raw === undefined) return [...context.targetNames];
  for (const [i, name] of raw.entries())
    if (!context.targetNames.includes(name))
      context.report('resolve/unknown-target', child(origin, i), { name }, { help: didYouMean(name, context.targetNames) });
  return [...raw].sort(byCodePoint);
}

/** The authority a function needs. Saying nothing is an error: silence would read as "none". */
export function authority(
  context: Context,
  name: string,
  raw: Raw.Function,
  on: readonly string[],
  vocabulary: readonly Capability[],
  origin: Origin,
): Authority {
  const { capability } = raw;
  const nothing: Authority = { kind: 'none', reason: raw.capabilityReason ?? '' };
  if (capability === undefined) {
    context.report('resolve/missing-capability', origin, { function: name });
    return nothing;
  }
  if (capability === 'none') {
    if (raw.capabilityReason === undefined) context.report('resolve/capability-reason', child(origin, 'capability'), { function: name });
    return nothing;
  }
  const found: Authority =
    typeof capability === 'string'
      ? { kind: 'all', names: [capability] }
      : 'allOf' in capability
        ? { kind: 'all', names: [...capability.allOf].sort(byCodePoint) }
        : { kind: 'any', names: [...capability.anyOf].sort(byCodePoint) };
  const known = new Map(vocabulary.map((c) => [c.name, c]));
  for (const n of found.names) {
    if (unknown(context, n, new Set(known.keys()), child(origin, 'capability'))) continue;
    for (const target of on)
      if (found.kind === 'all' && !known.get(n)?.targets.includes(target))
        context.report('resolve/capability-target', child(origin, 'capability'), { function: name, target, capability: n });
  }
  if (found.kind === 'any')
    for (const target of on)
      if (found.names.every((n) => known.has(n) && !known.get(n)?.targets.includes(target)))
        context.report('resolve/capability-target', child(origin, 'capability'), {
          function: name,
          target,
          capability: found.names.join(' or '),
        });
  return found;
}
