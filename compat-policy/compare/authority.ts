import type { Authority, Capability } from '../../generator/ir/abi.js';
import type { LoweredFunc } from '../../generator/ir/lowered.js';
import type { AbiPair, Change } from '../pair/pair.js';

/** What must be granted before a call is allowed: at least one capability of every group. No group: nothing need be granted. */
export type Needs = readonly ReadonlySet<string>[];

/** A function whose authority is declared otherwise, with what it needs in names that both versions share. */
export interface AuthorityChange extends Change<LoweredFunc> {
  readonly was: Needs;
  readonly is: Needs;
}

/** Functions whose own authority changed. A change of what a capability implies is the capability's and not found here. */
export function authorityChanges(pair: AbiPair): AuthorityChange[] {
  const shared = sharedNames(pair);
  const was = grantorsOf(pair.from.abi.capabilities, shared);
  const is = grantorsOf(pair.to.abi.capabilities, (name) => name);
  return pair.functions.changed
    .filter(({ from, to }) => !sameAuthority(from.func.authority, to.func.authority, shared))
    .map(({ from, to }) => ({ from, to, was: needsOf(from.func.authority, shared, was), is: needsOf(to.func.authority, (n) => n, is) }));
}

/** Whether every set of grants that allows what needs `stronger` also allows what needs `weaker`. */
export const entails = (stronger: Needs, weaker: Needs): boolean =>
  // Of a group that holds no group of the stronger one, all could be denied and the stronger one still be met.
  weaker.every((group) => stronger.some((other) => [...other].every((name) => group.has(name))));

/** What of a capability decides about grants. */
type Implying = Pick<Capability, 'name' | 'implies'>;

/** By each capability, those that bring it: itself and all that imply it. Names are given as `named` says. */
export function grantorsOf(capabilities: readonly Implying[], named: (name: string) => string): ReadonlyMap<string, ReadonlySet<string>> {
  const grantors = new Map<string, Set<string>>();
  for (const { name } of capabilities)
    for (const reached of impliedBy(name, capabilities)) {
      const key = named(reached);
      grantors.set(key, (grantors.get(key) ?? new Set()).add(named(name)));
    }
  return grantors;
}

/** A capability and all that come with it. */
export function impliedBy(name: string, capabilities: readonly Implying[]): ReadonlySet<string> {
  const implied = new Map(capabilities.map((c) => [c.name, c.implies]));
  const reached = new Set([name]);
  // A set that grows while it is walked is walked to its new end.
  for (const next of reached) for (const more of implied.get(next) ?? []) reached.add(more);
  return reached;
}

/** What a function needs, given who grants what. */
export function needsOf(authority: Authority, named: (name: string) => string, grantors: ReadonlyMap<string, ReadonlySet<string>>): Needs {
  const groups = namesOf(authority).map((name) => grantors.get(named(name)) ?? new Set([named(name)]));
  return authority.kind === 'any' ? [new Set(groups.flatMap((group) => [...group]))] : groups;
}

export const namesOf = (authority: Authority): readonly string[] => (authority.kind === 'none' ? [] : authority.names);

/** An authority as messages name it: `none`, `net.connect`, `fs.read and fs.write`, `net.bind or net.listen`. */
export const authorityText = (authority: Authority): string =>
  authority.kind === 'none' ? 'none' : authority.names.join(authority.kind === 'all' ? ' and ' : ' or ');

/** The name in the candidate of a capability of the baseline. One that is gone gets a name that no capability has. */
export function sharedNames({ capabilities }: AbiPair): (name: string) => string {
  const now = new Map(capabilities.kept.map(({ from, to }) => [from.name, to.name]));
  return (name) => now.get(name) ?? `removed ${name}`;
}

const sameAuthority = (from: Authority, to: Authority, shared: (name: string) => string): boolean =>
  from.kind === to.kind && namesOf(from).map(shared).sort().join() === [...namesOf(to)].sort().join();
