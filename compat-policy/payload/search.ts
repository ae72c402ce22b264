import type { JsonPrimitive } from '../../generator/ir/payload-schema.js';
import { findArray } from './arrays.js';
import { constraintsOf, type Fact, type Kind } from './facts.js';
import { type Formula, type Formulas, type Leaf, type Literal, no, yes } from './formula.js';
import { findNumber } from './numbers.js';
import { findObject } from './objects.js';
import { type Finder, firstFound, found, none, type Result, unspoken } from './result.js';
import { alike } from './same.js';
import { findString } from './strings.js';

/** Raised when a question takes more work than it is given. */
export class Exhausted extends Error {}

export interface SearchOptions {
  /** Kinds of values that the codec has. */
  readonly kinds: readonly Kind[];
  /** Formats that are asserted. */
  readonly formats: ReadonlySet<string>;
  /** Work that may be done, in steps: formulas opened and facts weighed. */
  readonly steps: number;
}

type Constraints = ReturnType<typeof constraintsOf>;

/** Facts are weighed this many in a step, since most of them cost little. */
const factsInStep = 16;

/** Questions inside one another; each needs a few frames of the stack. */
const deepest = 250;

/** One way for a choice to be made true. */
interface Option {
  readonly literals: readonly Literal[];
  readonly facts: readonly Fact[];
}

/** What is known of a value on one branch of the search. */
interface Branch {
  readonly facts: readonly Fact[];
  /** Formulas of one schema's own keywords that hold: what the facts were made of. */
  readonly leaves: readonly Leaf[];
  /** Choices that are still open: alternatives of which one holds, and formulas that must fail. */
  readonly pending: readonly Literal[];
}

/**
 * Searches for a value that satisfies literals, kind by kind: literals are opened into facts, choices are tried one after the
 * other, and facts about items and members are questions of the same form. A question that is met again inside itself is
 * taken to have no answer, since a smallest value would not contain another; what was found on that assumption is asked
 * again in rounds, until a round brings nothing new.
 */
export class Search implements Finder {
  #steps = 0;
  #depth = 0;
  /** Answers that stand, and answers of this round. */
  readonly #settled = new Map<string, Result>();
  #round = new Map<string, Result>();
  #discoveries = 0;
  readonly #known = new Map<string, Constraints>();

  constructor(
    readonly formulas: Formulas,
    readonly options: SearchOptions,
  ) {}

  readonly not = (value: JsonPrimitive): Literal => no(this.formulas.constant(value));

  /** A value that satisfies all literals. Throws `Exhausted`. */
  answer(literals: readonly Literal[]): Result {
    for (;;) {
      const before = this.#discoveries;
      this.#round = new Map();
      const result = this.find(literals);
      if (result.is === 'found' || (result.is === 'none' && !result.assumed)) return result;
      if (this.#discoveries === before) return result.is === 'none' ? none : result;
    }
  }

  readonly find = (literals: readonly Literal[]): Result => {
    if (this.#contradict(literals)) return none;
    const leaves = literals.flatMap(({ formula, holds }) => (holds && formula.kind === 'leaf' ? formula : []));
    const kinds = this.options.kinds.filter((kind) => leaves.every((leaf) => this.#constraints(leaf, kind)));
    return firstFound(kinds, (kind) => this.#findKind(kind, literals));
  };

  #constraints(leaf: Leaf, kind: Kind): Constraints {
    const key = `${leaf.id} ${kind}`;
    if (!this.#known.has(key)) this.#known.set(key, constraintsOf(leaf, kind, this.options.formats));
    return this.#known.get(key);
  }

  #step(count = 1): void {
    this.#steps += count;
    if (this.#steps > this.options.steps) throw new Exhausted();
  }

  #contradict(literals: readonly Literal[]): boolean {
    const refused = literals.filter((literal) => !literal.holds);
    return refused.some(({ formula }) => literals.some((literal) => literal.holds && alike(literal.formula, formula, () => this.#step())));
  }

  #findKind(kind: Kind, literals: readonly Literal[]): Result {
    this.#step(literals.length + 1);
    const key = keyOf(kind, literals);
    const known = this.#settled.get(key) ?? this.#round.get(key);
    if (known) return known;
    if (this.#depth >= deepest) throw new Exhausted();
    this.#round.set(key, { is: 'none', assumed: true });
    this.#depth++;
    const result = this.#follow(kind, { facts: [], leaves: [], pending: [] }, literals);
    this.#depth--;
    if (result.is === 'found' || (result.is === 'none' && !result.assumed)) this.#settled.set(key, result);
    if (result.is === 'found') this.#discoveries++;
    this.#round.set(key, result);
    return result;
  }

  /** Opens literals until only facts and choices are left, then makes a choice. */
  #follow(kind: Kind, branch: Branch, literals: readonly Literal[]): Result {
    const facts = [...branch.facts];
    const leaves = [...branch.leaves];
    const pending = [...branch.pending];
    const todo = [...literals];
    for (let literal = todo.pop(); literal; literal = todo.pop()) {
      this.#step();
      const { formula, holds } = literal;
      if (formula.kind === 'leaf' && holds) {
        const constraints = this.#constraints(formula, kind);
        if (!constraints) return none;
        leaves.push(formula);
        for (const constraint of constraints) facts.push(constraint.holds);
      } else if (formula.kind === 'leaf') {
        const ways = waysToFail(this.#constraints(formula, kind));
        if (ways === undefined) continue;
        if (ways.length === 0) return none;
        if (ways.length > 1) pending.push(literal);
        else facts.push(...ways);
      } else if (formula.kind === (holds ? 'all' : 'any')) {
        for (const part of formula.parts()) todo.push({ formula: part, holds });
      } else pending.push(literal);
    }
    return pending.length === 0 ? this.#settle(kind, facts) : this.#choose(kind, { facts, leaves, pending });
  }

  #choose(kind: Kind, branch: Branch): Result {
    const { facts, leaves } = branch;
    // What cannot be has no need to be refused; that is worth a question where it spares a product of choices.
    const pending =
      branch.pending.length > 1
        ? branch.pending.filter(({ formula, holds }) => holds || !this.#impossible(kind, leaves, formula))
        : branch.pending;
    const next = pending.find((literal) => literal.holds) ?? pending[0];
    if (!next) return this.#settle(kind, facts);
    const left = pending.filter((literal) => literal !== next);
    if (left.length > 0) {
      const partial = this.#settle(kind, facts);
      if (partial.is === 'none') return partial;
    }
    return firstFound(this.#optionsOf(kind, next, leaves), (option) =>
      this.#follow(kind, { facts: [...facts, ...option.facts], leaves, pending: left }, option.literals),
    );
  }

  /** The ways in which a choice can be made true. */
  #optionsOf(kind: Kind, { formula, holds }: Literal, leaves: readonly Leaf[]): readonly Option[] {
    if (formula.kind === 'leaf')
      return (waysToFail(this.#constraints(formula, kind)) ?? []).map((fact): Option => ({ literals: [], facts: [fact] }));
    const parts = formula.parts();
    const option = (literals: readonly Literal[]): Option => ({ literals, facts: [] });
    if (formula.kind === 'all') return parts.map((part) => option([no(part)]));
    if (formula.kind === 'any') return parts.map((part) => option([yes(part)]));
    // The same schema twice counts twice, so that parts are told apart by their place.
    const possible = parts.filter((part) => !this.#impossible(kind, leaves, part));
    if (holds) return possible.map((part, i) => option([yes(part), ...possible.filter((_, j) => j !== i).map(no)]));
    return [option(possible.map(no)), ...possible.flatMap((a, i) => possible.slice(i + 1).map((b) => option([yes(a), yes(b)])))];
  }

  /** Whether it is certain that no value satisfies the leaves and the formula. */
  #impossible(kind: Kind, leaves: readonly Leaf[], formula: Formula): boolean {
    const result = this.#findKind(kind, [...leaves.map(yes), yes(formula)]);
    return result.is === 'none' && !result.assumed;
  }

  #settle(kind: Kind, facts: readonly Fact[]): Result {
    this.#step(1 + Math.floor(facts.length / factsInStep));
    switch (kind) {
      case 'null':
        return firstFound([null], (value) => (isTrue(facts, value) ? found(value) : none));
      case 'boolean':
        return firstFound([true, false], (value) => (isTrue(facts, value) ? found(value) : none));
      case 'bytes':
        return found(unspoken);
      case 'number':
        return findNumber(facts);
      case 'string':
        return findString(facts);
      case 'array':
        return findArray(facts, this);
      case 'object':
        return findObject(facts, this);
    }
  }
}

/** Facts of which each makes a leaf fail; undefined if it fails anyway. */
const waysToFail = (constraints: Constraints): readonly Fact[] | undefined => constraints?.flatMap((constraint) => constraint.fails);

/** Of null and booleans nothing is said but which they are. */
const isTrue = (facts: readonly Fact[], value: JsonPrimitive): boolean =>
  facts.every((fact) => (fact.is !== 'among' && fact.is !== 'except') || fact.values.includes(value) === (fact.is === 'among'));

const keyOf = (kind: Kind, literals: readonly Literal[]): string =>
  `${kind} ${[...new Set(literals.map(({ formula, holds }) => (holds ? formula.id : -formula.id)))].sort((a, b) => a - b).join(' ')}`;
