import { diagnostic } from '../diagnostics/catalog.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { quote } from '../diagnostics/visible.js';
import { type Budget, type RatioKey, ratioKeys } from './budget.js';
import { lengthsOf } from './compare.js';
import { type Comparison, type Judged, type Measured, type Phase, phases } from './model.js';

const isPhase = (key: string): key is Phase => (phases as readonly string[]).includes(key);

/** Holds what was measured to every limit of a budget. A limit that cannot be judged does not pass. */
export function judge(budget: Budget, measured: Measured, comparison: Comparison | null): Judged[] {
  const lengths = lengthsOf(measured);
  return [
    ...Object.entries(budget.lengths).flatMap(([key, most]) => {
      const found = lengths.filter(({ of }) => of === key);
      return found.length === 0
        ? [unjudged(key, null, most, 'no target was measured')]
        : found.map(({ target, bytes }) => judged(key, target, most, bytes));
    }),
    // A section that is not there takes no bytes.
    ...Object.entries(budget.sections).map(([name, most]) => judged(`sections.${name}`, null, most, sectionBytes(measured, name))),
    ...ratioKeys.flatMap((key) => {
      const most = budget.ratios[key];
      return most === undefined ? [] : ratioLimits(key, most, measured, comparison);
    }),
  ];
}

const sectionBytes = ({ size }: Measured, name: string): number =>
  size.sections.filter((section) => section.name === name).reduce((sum, { bytes }) => sum + bytes, 0);

/** A limit of a ratio, on each target of which the length or the time was measured. */
function ratioLimits(key: RatioKey, most: number, measured: Measured, comparison: Comparison | null): Judged[] {
  const limit = `ratio.${key}`;
  if (comparison === null) return [unjudged(limit, null, most, 'there is no --baseline')];
  if (isPhase(key) && !comparison.comparable)
    return [
      unjudged(
        limit,
        null,
        most,
        'the times of the baseline were taken on another machine or in other hosts; give the old module as --baseline',
      ),
    ];
  const targets = isPhase(key)
    ? measured.hosts.filter((host) => host[key] !== null).map(({ target }) => target)
    : lengthsOf(measured).flatMap(({ of, target }) => (of === key ? [target] : []));
  if (targets.length === 0) return [unjudged(limit, null, most, 'it was not measured')];
  return targets.map((target) => {
    const ratio = comparison.ratios.find((found) => found.of === key && found.target === target)?.ratio ?? null;
    return ratio === null ? unjudged(limit, target, most, 'the baseline has nothing to compare with') : judged(limit, target, most, ratio);
  });
}

const judged = (limit: string, target: string | null, most: number, measured: number): Judged => ({
  limit,
  target,
  most,
  measured,
  pass: measured <= most,
  why: null,
});

const unjudged = (limit: string, target: string | null, most: number, why: string): Judged => ({
  limit,
  target,
  most,
  measured: null,
  pass: false,
  why,
});

/** A finding for each limit that does not hold. */
export const findingsOf = (limits: readonly Judged[], path: string): Diagnostic[] =>
  limits
    .filter(({ pass }) => !pass)
    .map(({ limit, target, most, measured, why }) =>
      why === null
        ? diagnostic('measure/over-budget', undefined, {
            path,
            limit: quote(limit),
            where: where(target),
            measured: String(measured),
            most: String(most),
          })
        : diagnostic('measure/not-judged', undefined, { limit: quote(limit), where: where(target), why }),
    );

const where = (target: string | null): string => (target === null ? '' : ` on ${target}`);
