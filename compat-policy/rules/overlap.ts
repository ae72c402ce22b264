import type { Finding } from '../finding.js';
import { type AbiItem, itemKey } from '../pair/items.js';
import { type Hit, harm } from '../rule.js';
import { numbersOf } from '../verdict/bump.js';
import { type PolicyContext, sideOfRelease } from '../verdict/context.js';
import { addDays } from '../verdict/dates.js';
import { linkedIn, linkText, type Transition, transitionsOf } from '../verdict/link-states.js';
import { majorGapAfter } from '../verdict/major-gap.js';
import { type PolicyRule, processOnly } from '../verdict/policy-rule.js';

/** Two majors live side by side: a host serves guests of the major before for as long as the policy says. */
export const overlapRules: readonly PolicyRule[] = [
  {
    id: 'tombstone-missing',
    summary: 'A function is gone that was never a tombstone.',
    why: 'A guest that imports it does not load any more, even if it never calls it. A tombstone links and answers that it was removed.',
    fix: 'Give it the status `tombstone` for this whole major, and reserve its name in the next.',
    ...processOnly,
    severity: 'error',
    waivable: false,
    *find(context) {
      if (context.step().declared !== 'major') return;
      for (const found of lasting(context))
        if ((found.state === 'declared' || found.state === 'served') && found.nowState === 'gone')
          yield hitOf(found, `${found.item.key} (${linkText(found)}) is gone without having been a tombstone`);
    },
  },
  {
    id: 'tombstone-dropped-early',
    summary: 'A tombstone is gone before its major is over.',
    why: 'It was to link for the whole major, so that guests are told what happened.',
    fix: 'Keep it until the next major.',
    ...processOnly,
    severity: 'error',
    waivable: false,
    *find(context) {
      const { major } = numbersOf(context.candidate);
      if (major !== numbersOf(context.step().from.abi.version).major) return;
      for (const found of lasting(context))
        if (found.state === 'tombstone' && found.nowState === 'gone')
          yield hitOf(found, `${found.item.key} (${linkText(found)}) is a tombstone of major ${major}, which is not over`);
    },
  },
  {
    id: 'support-overlap-short',
    summary: 'A function stops working for guests of a major that hosts still have to serve.',
    why: 'Without a discriminator a host cannot tell these guests from newer ones, so that they get the tombstone too.',
    fix: 'Keep the status `served` until the overlap is over, or declare `"discriminator": "stamp"`.',
    ...processOnly,
    severity: 'error',
    waivable: true,
    *find(context) {
      if (context.step().to.abi.discriminator !== undefined) return;
      for (const found of lasting(context)) {
        if ((found.state !== 'declared' && found.state !== 'served') || found.nowState !== 'tombstone') continue;
        const { major, end } = overlapOf(context, found);
        if (end !== undefined && context.asOf < end)
          yield hitOf(
            found,
            `${found.item.key} (${linkText(found)}) was declared to guests of major ${major}, which hosts serve until ${end}`,
          );
      }
    },
  },
  {
    id: 'major-overlap-collision',
    summary: 'One link key means one thing to guests of the last major and another to guests of this one.',
    why: 'A host serves both majors for a time, and an import that has the same module and field is one function to it. Whichever it is, one of the two guests misreads it.',
    fix: 'Use a new field, or put the major in the module name; or declare `"discriminator": "stamp"`, by which hosts tell guests apart before they link.',
    bump: 'major',
    harm: harm('S', 'S', 'x', 'x'),
    severity: 'error',
    waivable: false,
    *find(context) {
      const { from, to, declared, findings } = context.step();
      if (declared !== 'major' || numbersOf(from.abi.version).major === 0 || to.abi.discriminator !== undefined) return;
      const live = liveImports(context);
      for (const [root, imports] of collisions(context, findings)) {
        const shared = [...imports].flatMap((key) => live.get(key) ?? []);
        if (shared.length === 0) continue;
        yield {
          item: root,
          places: [...new Set(shared.map(({ item }) => item.key))].filter((key) => key !== root).sort(),
          from: from.items().get(root)?.origin,
          to: to.items().get(root)?.origin,
          message: `${root} changed under an unchanged link key: ${listed(shared.map(linkText))} would mean two things at once`,
        };
      }
    },
  },
  {
    id: 'major-too-soon',
    summary: 'A major comes too soon after the one before.',
    why: 'Every major costs those who rely on the ABI work, and hosts serve each for a time.',
    fix: 'Wait for the date that is named, or find a way without breaks.',
    ...processOnly,
    severity: 'error',
    waivable: true,
    *find(context) {
      const before = numbersOf(context.step().from.abi.version).major;
      const gap = majorGapAfter(context, before);
      if (!gap || before === 0 || numbersOf(context.candidate).major === before) return;
      const { first, end } = gap;
      if (context.asOf < end)
        yield {
          item: itemKey.abi,
          message: `${first.version} was released on ${first.date}; the next major may come on ${end}, this is ${context.asOf}`,
        };
    },
  },
];

/** Functions that are promised to last: stable ones of an ABI that has reached 1.0.0. */
const lasting = (context: PolicyContext): readonly Transition[] =>
  numbersOf(context.step().from.abi.version).major === 0
    ? []
    : transitionsOf(context).filter(({ kind, item }) => kind === 'func' && item.stability === 'stable');

const hitOf = ({ item, now }: Transition, message: string): Hit => ({ item: item.key, from: item.origin, to: now?.item.origin, message });

/** The last major that declared a function to guests, and the date until which hosts serve it; none where newer majors end that. */
function overlapOf(context: PolicyContext, { key }: Transition): { readonly major: number; readonly end: string | undefined } {
  const declaring = context.published.findLast((r) => linkedIn(sideOfRelease(context, r), key)?.state === 'declared');
  const { major } = numbersOf(declaring?.version ?? context.step().from.abi.version);
  const next = context.published.find(({ version }) => numbersOf(version).major > major);
  const { overlap } = context.policy.windows;
  const promised = next?.windows?.overlap;
  const majors = Math.max(overlap.majors, promised?.majors ?? 0);
  if (numbersOf(context.candidate).major - major >= majors) return { major, end: undefined };
  return { major, end: addDays(next?.date ?? context.asOf, Math.max(overlap.days, promised?.days ?? 0)) };
}

/** By the key of each import, the link keys of it under which guests still get an answer: what is served is so for old guests alone. */
function liveImports(context: PolicyContext): ReadonlyMap<string, readonly Transition[]> {
  const live = new Map<string, Transition[]>();
  for (const found of transitionsOf(context))
    if (found.nowState === 'declared' || found.nowState === 'served')
      live.set(found.item.key, [...(live.get(found.item.key) ?? []), found]);
  return live;
}

/** What changed for every guest of the last major, each with the imports through which it shows: an import itself, or a type. */
function collisions(context: PolicyContext, findings: readonly Finding[]): ReadonlyMap<string, ReadonlySet<string>> {
  const items = context.step().from.items();
  const found = new Map<string, Set<string>>();
  for (const finding of findings) {
    if (finding.bump !== 'major' || !hurtsEveryGuest(finding)) continue;
    const own = importAround(items.get(finding.item));
    const through = finding.places.map((key) => importAround(items.get(key))).filter((key) => key !== undefined);
    const root = own ?? finding.cause;
    const imports = found.get(root) ?? new Set();
    for (const key of own === undefined ? through : [own]) imports.add(key);
    found.set(root, imports);
  }
  return found;
}

/** And not only those that use something new. */
const hurtsEveryGuest = ({ harm: { oldGuest } }: Finding): boolean => oldGuest !== '-' && !oldGuest.endsWith('*');

function importAround(item: AbiItem | undefined): string | undefined {
  if (!item) return undefined;
  return /^(function|memory|table|global|tag) /.test(item.key) ? item.key : importAround(item.parent);
}

function listed(names: readonly string[]): string {
  const more = names.length - 3;
  return `${[...names].sort().slice(0, 3).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
