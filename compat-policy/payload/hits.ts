import { visible } from '../../generator/diagnostics/visible.js';
import type { Origin, PayloadType } from '../../generator/ir/abi.js';
import { below } from '../../generator/ir/payload-schema.js';
import { memberOf } from '../compare/type-changes.js';
import { itemKey } from '../pair/items.js';
import type { Hit } from '../rule.js';
import type { Answer } from './compare.js';
import { type Difference, textOf } from './differences.js';
import type { PayloadChange } from './judge.js';

const longestText = 80;
const longestExample = 400;
/** Places that a message names. */
const fewPlaces = 3;

/** What every hit about a payload type says. */
export const payloadHit = (
  { from, to, use }: PayloadChange,
  member: string,
): Pick<Hit, 'item' | 'itemNow' | 'from' | 'to' | 'readers' | 'places'> => ({
  item: itemKey.type(from),
  itemNow: itemKey.type(to),
  from: memberOf(from.origin, member),
  to: memberOf(to.origin, member),
  ...use,
});

/** A hit that says where in the schema something differs, and what was and is there. */
export function schemaHit(change: PayloadChange, differences: readonly Difference[]): Hit {
  const hit = payloadHit(change, 'schema');
  const [first] = differences;
  if (!first) return { ...hit, what: 'the schema' };
  const place = first.keyword === '' ? first.at : below(first.at, first.keyword);
  const one = differences.length === 1;
  return {
    ...hit,
    from: schemaPlace(change.from, place),
    to: schemaPlace(change.to, place),
    what: one ? placeText(first) : 'the schema',
    was: one ? short(first.was) : listed(differences, 'was'),
    is: one ? short(first.is) : listed(differences, 'is'),
    exactly: textOf(differences.map(({ at, keyword, was, is }) => [at, keyword, was ?? null, is ?? null])),
  };
}

/** The example of an answer that is no, where it can be shown. */
export const exampleOf = (answer: Answer): string | undefined =>
  answer.is === 'no' && answer.example !== undefined && answer.example.length <= longestExample ? visible(answer.example) : undefined;

const schemaPlace = ({ origin }: PayloadType, place: string): Origin => memberOf(origin, `schema${place}`);

const placeText = ({ at, keyword }: Difference): string =>
  [...(keyword === '' ? [] : [keyword]), ...(at === '' ? [] : [visible(at)])].join(' at ');

const listed = (differences: readonly Difference[], side: 'was' | 'is'): string => {
  const shown = differences.slice(0, fewPlaces).map((d) => `${placeText(d)}: ${short(d[side]) ?? 'nothing'}`);
  const more = differences.length - shown.length;
  return shown.join('; ') + (more > 0 ? `; and ${more} more` : '');
};

function short(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = textOf(value);
  return visible(text.length > longestText ? `${text.slice(0, longestText).replace(/[\ud800-\udbff]$/, '')}…` : text);
}
