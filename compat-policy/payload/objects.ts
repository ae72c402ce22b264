import type { Fact } from './facts.js';
import { type Formula, type Literal, yes } from './formula.js';
import { type Finder, firstFound, found, neither, none, type Result, unspoken, type Value } from './result.js';

/** Objects with more members are not written down. */
const manyMembers = 32;

interface Members {
  readonly named: ReadonlyMap<string, Formula>;
  readonly others: Formula | undefined;
}

interface Other {
  readonly except: ReadonlySet<string>;
  readonly literal: Literal;
}

/** What is known of an object. */
interface Shape {
  readonly least: number;
  readonly most: number;
  readonly rules: readonly Members[];
  /** What members must be there, and what they satisfy besides the rules. */
  readonly needed: ReadonlyMap<string, readonly Literal[]>;
  readonly lacking: ReadonlySet<string>;
  /** Members that are wanted under a name of their own choice. */
  readonly others: readonly Other[];
}

/** An object of which all facts are true: the members that must be there, and then as many more as it needs. */
export function findObject(facts: readonly Fact[], finder: Finder): Result {
  let [least, most] = [0, Number.POSITIVE_INFINITY];
  const rules: Members[] = [];
  const needed = new Map<string, readonly Literal[]>();
  const lacking = new Set<string>();
  const others: Other[] = [];
  for (const fact of facts) {
    if (fact.is === 'size') [least, most] = [Math.max(least, fact.least), Math.min(most, fact.most)];
    else if (fact.is === 'lacks') lacking.add(fact.name);
    else if (fact.is === 'has') needed.set(fact.name, needed.get(fact.name) ?? []);
    else if (fact.is === 'member') needed.set(fact.name, [...(needed.get(fact.name) ?? []), fact.literal]);
    else if (fact.is === 'members') rules.push(fact);
    else if (fact.is === 'other') others.push(fact);
  }
  return placed({ least, most, rules, needed, lacking, others }, others, finder);
}

/** Every name that is mentioned anywhere. */
const namesIn = ({ rules, needed, lacking, others }: Shape): Set<string> =>
  new Set([
    ...rules.flatMap(({ named }) => [...named.keys()]),
    ...needed.keys(),
    ...lacking,
    ...others.flatMap(({ except }) => [...except]),
  ]);

/** Gives each member that is wanted under some name a name: a new one first, then every name that is mentioned. */
function placed(shape: Shape, others: readonly Other[], finder: Finder): Result {
  const [other, ...rest] = others;
  if (!other) return filled(shape, finder);
  const names = namesIn(shape);
  const possible = [newName(names), ...names].filter((name) => !other.except.has(name) && !shape.lacking.has(name));
  return firstFound(possible, (name) => {
    const literals = [...(shape.needed.get(name) ?? []), other.literal];
    const before = finder.find(literalsAt(shape, name, literals));
    if (before.is !== 'found') return before;
    return placed({ ...shape, needed: new Map(shape.needed).set(name, literals) }, rest, finder);
  });
}

function filled(shape: Shape, { find }: Finder): Result {
  if (shape.needed.size > shape.most || shape.least > shape.most) return none;
  const members = new Map<string, Value>();
  // Those of which more is asked are the likely ones to fail.
  const needed = [...shape.needed].sort(([, a], [, b]) => b.length - a.length);
  for (const [name, literals] of needed) {
    if (shape.lacking.has(name)) return none;
    const result = find(literalsAt(shape, name, literals));
    if (result.is !== 'found') return result;
    members.set(name, result.value);
  }
  if (members.size >= shape.least) return found(Object.fromEntries(members));
  const names = namesIn(shape);
  let failure = none;
  for (const name of names) {
    if (members.has(name) || shape.lacking.has(name)) continue;
    const result = find(literalsAt(shape, name, []));
    if (result.is !== 'found') failure = neither(failure, result);
    else if (members.set(name, result.value).size >= shape.least) return found(Object.fromEntries(members));
  }
  const more = find(literalsAt(shape, newName(names), []));
  if (more.is !== 'found') return neither(failure, more);
  if (shape.least > manyMembers) return found(unspoken);
  while (members.size < shape.least) {
    const name = newName(names);
    names.add(name);
    members.set(name, more.value);
  }
  return found(Object.fromEntries(members));
}

/** All that a member must satisfy under a name. */
const literalsAt = ({ rules }: Shape, name: string, literals: readonly Literal[]): readonly Literal[] => [
  ...rules.flatMap(({ named, others }) => named.get(name) ?? others ?? []).map(yes),
  ...literals,
];

function newName(names: ReadonlySet<string>): string {
  let name = 'x';
  for (let i = 1; names.has(name); i++) name = `x${i}`;
  return name;
}
