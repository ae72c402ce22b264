import type { Case, IntRepr, Origin, ValueRange } from '../ir/abi.js';
import type * as Raw from '../schema/raw.generated.js';
import { type Context, child, entriesOf } from './context.js';
import { lifecycle } from './lifecycle.js';
import { checkAliases } from './names.js';
import { integer } from './numbers.js';

interface Container {
  readonly since: string | undefined;
}

/** Cases of an enum or an error domain, or bits of flags, by value. */
export function cases(
  context: Context,
  raw: Readonly<Record<string, number | string | Raw.Case>>,
  repr: IntRepr,
  origin: Origin,
  container: Container,
): Case[] {
  const found = entriesOf(raw).map(([name, value]): Case => {
    // Without a prototype, like what the reader makes: nothing is found in it that the file does not say.
    const detail: Raw.Case = typeof value === 'object' ? value : Object.assign(Object.create(null), { value });
    const at = child(origin, name);
    return {
      ...lifecycle(context, name, detail, at, container),
      aliases: detail.aliases ?? [],
      value: integer(context, detail.value, repr, typeof value === 'object' ? child(at, 'value') : at),
    };
  });
  checkAliases(context, found);
  sortByValue(context, found, origin);
  return found;
}

/** Extensible ranges of an enum: apart from each other and from the cases, so that a number means one thing. */
export function ranges(
  context: Context,
  raw: Readonly<Record<string, Raw.Range>> | undefined,
  repr: IntRepr,
  origin: Origin,
  container: Container,
  named: readonly Case[],
): ValueRange[] {
  const found = entriesOf(raw).map(([name, r]): ValueRange => {
    const at = child(origin, name);
    const { doc, deprecated } = lifecycle(context, name, r, at, container);
    return {
      name,
      doc,
      origin: at,
      deprecated,
      from: integer(context, r.from, repr, child(at, 'from')),
      to: integer(context, r.to, repr, child(at, 'to')),
    };
  });
  const points = named.map((c) => ({ name: c.name, from: c.value, to: c.value }));
  const sorted = [...found, ...points].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  for (const range of found)
    if (range.from > range.to)
      context.report('resolve/value-range', child(range.origin, 'to'), { value: String(range.to), type: `a range from ${range.from}` });
  let highest = sorted[0];
  for (const current of sorted.slice(1)) {
    const range = 'origin' in current ? current : (highest as ValueRange | undefined);
    if (highest && current.from <= highest.to && range && 'origin' in range)
      context.report('resolve/duplicate-value', range.origin, { first: highest.name, second: current.name, value: String(current.from) });
    if (!highest || current.to > highest.to) highest = current;
  }
  return found;
}

/** Sorts a fresh array by value and reports equal values. */
export function sortByValue(
  context: Context,
  items: { readonly name: string; readonly value: bigint; readonly origin: Origin }[],
  origin: Origin,
): void {
  items.sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
  for (const [i, current] of items.entries()) {
    const previous = items[i - 1];
    if (previous && previous.value === current.value) {
      const span = context.span(previous.origin);
      context.report(
        'resolve/duplicate-value',
        child(origin, current.name),
        { first: previous.name, second: current.name, value: String(current.value) },
        { related: span ? [{ message: `${previous.name} stands here`, span }] : [] },
      );
    }
  }
}

/** Reports names that stand twice in an array of items. */
export function distinct(context: Context, names: readonly string[], origin: Origin, what: string): void {
  const seen = new Map<string, number>();
  for (const [i, name] of names.entries()) {
    const first = seen.get(name);
    if (first === undefined) seen.set(name, i);
    else
      context.report('resolve/duplicate-name', child(origin, i), {
        name,
        first: `${what} ${first + 1}`,
        second: `${what} ${i + 1}`,
      });
  }
}
