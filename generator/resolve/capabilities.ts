import type { Authority, Capability, Origin } from '../ir/abi.js';
import { byCodePoint } from '../ir/order.js';
import type * as Raw from '../schema/raw.generated.js';
import { type Context, child, entriesOf } from './context.js';
import { lifecycle } from './lifecycle.js';
import { Names } from './names.js';

/** Capabilities by name. */
export type Vocabulary = ReadonlyMap<string, Capability>;

/** The word for no authority, which therefore names no capability. */
const nothing = 'none';

/** Names of a circle that its message shows. */
const maxShown = 8;

/** The vocabulary of authorities. Aliases and implications must lead to capabilities that exist, without a circle. */
export function capabilities(context: Context): Vocabulary {
  const declared = entriesOf(context.abi.capabilities);
  const known = new Set(declared.map(([name]) => name));
  const names = new Names(context);
  const place: Origin = { file: context.source.abi.file, pointer: '/capabilities' };
  names.claim(nothing, 'the absence of a capability', undefined);
  for (const [name] of declared) names.claim(name, `capability ${name}`, child(place, name));
  const resolved = declared.map(([name, raw]): Capability => {
    const origin = child(place, name);
    for (const [i, implied] of (raw.implies ?? []).entries()) unknown(context, implied, known, child(origin, 'implies', i));
    for (const [i, alias] of (raw.aliases ?? []).entries()) names.claim(alias, `an alias of ${name}`, child(origin, 'aliases', i));
    return {
      ...lifecycle(context, name, raw, origin),
      targets: targets(context, raw.targets, child(origin, 'targets')),
      nondeterministic: raw.nondeterministic,
      implies: [...(raw.implies ?? [])].sort(byCodePoint),
      aliases: [...(raw.aliases ?? [])].sort(byCodePoint),
    };
  });
  const vocabulary = new Map(resolved.map((c) => [c.name, c]));
  circles(context, vocabulary);
  return vocabulary;
}

/** Reports circles of implications, in time linear in their number and without recursion. */
function circles(context: Context, vocabulary: Vocabulary): void {
  const done = new Set<string>();
  for (const start of vocabulary.values()) {
    const path = [{ capability: start, next: 0 }];
    const open = new Map([[start.name, 0]]);
    for (let top = path.at(-1); top !== undefined && !done.has(start.name); top = path.at(-1)) {
      const name = top.capability.implies[top.next++];
      const next = name === undefined ? undefined : vocabulary.get(name);
      if (name === undefined) {
        open.delete(top.capability.name);
        done.add(top.capability.name);
        path.pop();
      } else if (open.has(name)) {
        const circle = path.slice(open.get(name), (open.get(name) ?? 0) + maxShown).map((p) => p.capability.name);
        const rest = circle.at(-1) === top.capability.name ? [] : ['...', top.capability.name];
        context.report('resolve/cyclic-capability', child(top.capability.origin, 'implies'), {
          path: [...circle, ...rest, name].join(' -> '),
        });
      } else if (next && !done.has(name)) {
        open.set(name, path.length);
        path.push({ capability: next, next: 0 });
      }
    }
  }
}

function unknown(context: Context, name: string, known: { has(name: string): boolean; keys(): Iterable<string> }, origin: Origin): boolean {
  if (known.has(name)) return false;
  context.report('resolve/unknown-capability', origin, { name }, { help: context.suggest(name, () => known.keys()) });
  return true;
}

/** Targets of an item in code-point order; all of the ABI's where the schema is silent. */
export function targets(context: Context, raw: readonly string[] | undefined, origin: Origin): readonly string[] {
  if (raw === undefined) return context.targetNames;
  for (const [i, name] of raw.entries()) checkTarget(context, name, child(origin, i));
  return [...raw].sort(byCodePoint);
}

/** Reports a target that the ABI does not declare. */
export function checkTarget(context: Context, name: string, origin: Origin): boolean {
  if (context.targetNames.includes(name)) return true;
  context.report('resolve/unknown-target', origin, { name }, { help: context.suggest(name, () => context.targetNames) });
  return false;
}

/** The authority a function needs. Saying nothing is an error: silence would read as "none". */
export function authority(
  context: Context,
  name: string,
  raw: Raw.Function,
  on: readonly string[],
  vocabulary: Vocabulary,
  origin: Origin,
): Authority {
  const { capability } = raw;
  const none: Authority = { kind: 'none', reason: raw.capabilityReason ?? '' };
  if (capability === undefined) {
    context.report('resolve/missing-capability', origin, { function: name });
    return none;
  }
  const at = child(origin, 'capability');
  if (capability === nothing) {
    if (raw.capabilityReason === undefined) context.report('resolve/capability-reason', at, { function: name });
    return none;
  }
  const found: Authority =
    typeof capability === 'string'
      ? { kind: 'all', names: [capability] }
      : 'allOf' in capability
        ? { kind: 'all', names: [...capability.allOf].sort(byCodePoint) }
        : { kind: 'any', names: [...capability.anyOf].sort(byCodePoint) };
  const known = found.names.map((n) => (unknown(context, n, vocabulary, at) ? undefined : vocabulary.get(n)));
  const lacks = (target: string, missing: string) =>
    context.report('resolve/capability-target', at, { function: name, target, capability: missing });
  for (const target of on) {
    const without = known.filter((c) => c && !c.targets.includes(target)).map((c) => c?.name ?? '');
    if (found.kind === 'all') for (const n of without) lacks(target, n);
    else if (without.length === known.length) lacks(target, found.names.join(' or '));
  }
  return found;
}
