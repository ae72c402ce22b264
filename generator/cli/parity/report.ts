import type { Difference, HostFailure } from '../../../runtime-glue/testing.js';
import { markdownText } from '../../emit/text/markdown.js';

/** What became of a vector on a target. */
export interface Result {
  readonly target: string;
  /** `intended`: otherwise than on other targets, as the schema says. */
  readonly outcome: 'same' | 'intended' | 'different';
  /** Why it is intended, in the words of the schema; else null. */
  readonly reason: string | null;
  readonly differences: readonly Difference[];
  /** Of a vector that differs: why host methods failed meanwhile. */
  readonly failures: readonly HostFailure[];
  /** Of a vector that differs: what the host methods that it calls must do. */
  readonly contracts: readonly { readonly function: string; readonly contract: string }[];
}

export interface ReportedVector {
  readonly id: string;
  readonly area: string;
  readonly doc: string;
  readonly guest: string;
  readonly results: readonly Result[];
}

/** What `molt-abi parity --format json` writes; see `schemas/parity-report.schema.json`. */
export interface ParityReport {
  readonly kind: 'parity';
  readonly abi: { readonly name: string; readonly version: string; readonly digest: string };
  readonly host: string;
  readonly pass: boolean;
  readonly targets: readonly string[];
  readonly vectors: readonly ReportedVector[];
}

/** Where a vector differs that was not run, since the host was lost before. */
export const notRun = 'not run';

/** Where a vector differs whose run gave nothing to compare. */
export const noOutcome = 'run';

const wasRun = ({ differences }: Result): boolean => differences[0]?.at !== notRun;

type Outcome = Result['outcome'];

const resultsOn = (report: ParityReport, target: string): Result[] =>
  report.vectors.flatMap(({ results }) => results.filter((r) => r.target === target));

const countOf = (results: readonly Result[], outcome: Outcome): number => results.filter((r) => r.outcome === outcome).length;

/** `wasi: 419 vectors, 418 same, 1 intended, 0 different`. */
export const summaryOf = (report: ParityReport): string[] =>
  report.targets.map((target) => {
    const results = resultsOn(report, target);
    const counts = (['same', 'intended', 'different'] as const).map((outcome) => `${countOf(results, outcome)} ${outcome}`);
    return `${target}: ${results.length} vectors, ${counts.join(', ')}`;
  });

const differing = (report: ParityReport) =>
  report.vectors.flatMap((vector) => vector.results.filter((r) => r.outcome === 'different').map((result) => ({ vector, result })));

/** What differs of the vectors that were run. What leaves several without an outcome is of the host as a whole: it is told once. */
function told(report: ParityReport) {
  const found = new Map<unknown, ReturnType<typeof differing>[number] & { more: number }>();
  for (const one of differing(report).filter(({ result }) => wasRun(result))) {
    const fault = faultOf(one.result) ?? one;
    const same = found.get(fault);
    if (same) same.more++;
    else found.set(fault, { ...one, more: 0 });
  }
  return [...found.values()];
}

/** Why there is no outcome; undefined if there is one. */
const faultOf = ({ differences: [first] }: Result): unknown => (first?.at === noOutcome ? first.seen : undefined);

/** One line for all that was not run, which has one cause. */
function leftOut(report: ParityReport): string[] {
  const left = differing(report).filter(({ result }) => !wasRun(result));
  return left.slice(0, 1).map(({ result }) => `not run: ${left.length}, since ${result.differences[0]?.seen}`);
}

const headOf = ({ abi, host, pass }: ParityReport): string => `${pass ? 'PASS' : 'FAIL'}: parity ${abi.version}, host ${host}`;

const advice = 'Give the host method its contract; if it has it, look at how values cross, at this place, in your bindings.';

function text(report: ParityReport): string {
  const lines = told(report).flatMap(({ vector, result, more }) => [
    ...(more > 0
      ? [`different: ${vector.id} on ${result.target}, and ${more} more for the same reason`]
      : [`different on ${result.target}: ${vector.id} (guest ${vector.guest})`, `  ${vector.doc}`]),
    ...result.differences.flatMap((d) => [
      `  ${d.at}`,
      `    expected ${JSON.stringify(d.expected)}`,
      `    seen     ${JSON.stringify(d.seen)}`,
    ]),
    ...result.failures.map((f) => `  ${f.function} failed: ${JSON.stringify(f.message)}`),
    ...(more > 0 ? [] : result.contracts.map((c) => `  contract of ${c.function}: ${c.contract}`)),
    ...(faultOf(result) === undefined ? [`  ${advice}`] : []),
    '',
  ]);
  return [...lines, ...leftOut(report), headOf(report), ...summaryOf(report).map((line) => `  ${line}`), ''].join('\n');
}

function markdown(report: ParityReport): string {
  const areas = [...new Set(report.vectors.map((v) => v.area))];
  const reasons = [...new Set(report.vectors.flatMap((v) => v.results.flatMap((r) => (r.reason === null ? [] : [r.reason]))))];
  const cell = (result: Result | undefined): string =>
    result?.outcome === 'intended'
      ? `intended (${reasons.indexOf(result.reason ?? '') + 1})`
      : result?.outcome === 'different'
        ? '**different**'
        : (result?.outcome ?? '');
  const total = (area: string, target: string): string => {
    const results = report.vectors.filter((v) => v.area === area).flatMap((v) => v.results.filter((r) => r.target === target));
    const bad = countOf(results, 'different');
    return bad === 0 ? `${results.length}` : `**${bad} of ${results.length} different**`;
  };
  const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
    `| ${head.join(' | ')} |`,
    `|${head.map(() => ' --- ').join('|')}|`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ];
  const { targets, vectors } = report;
  return [
    `# Parity of ${report.abi.name} ${report.abi.version}`,
    '',
    `${markdownText(headOf(report))}. The same bytes, the same error and the same trace of host calls on each target.`,
    '',
    ...table(
      ['area', ...targets],
      areas.map((area) => [area, ...targets.map((t) => total(area, t))]),
    ),
    '',
    ...(reasons.length > 0
      ? ['Intended differences, as the schema gives them:', '', ...reasons.map((r, i) => `${i + 1}. ${markdownText(r)}`), '']
      : []),
    ...told(report).flatMap(({ vector, result, more }) => [
      `## ${vector.id} on ${result.target}${more > 0 ? `, and ${more} more for the same reason` : ''}`,
      '',
      ...(more > 0 ? [] : [markdownText(vector.doc), '']),
      ...result.differences.map((d) => `- ${d.at}: expected ${code(d.expected)}, seen ${code(d.seen)}`),
      ...result.failures.map((f) => `- ${f.function} failed: ${code(f.message)}`),
      ...(more > 0 ? [] : result.contracts.map((c) => `- contract of ${c.function}: ${markdownText(c.contract)}`)),
      '',
    ]),
    ...leftOut(report).flatMap((line) => [markdownText(line), '']),
    ...table(
      ['vector', 'what it shows', ...targets],
      vectors.map((v) => [v.id, markdownText(v.doc), ...targets.map((t) => cell(v.results.find((r) => r.target === t)))]),
    ),
    '',
  ].join('\n');
}

/** JSON as inline code; what the host gave may hold any character. */
const code = (value: unknown): string => `\`${JSON.stringify(value).replaceAll('`', '\\u0060')}\``;

/** Renderers by the name of their format. */
export const parityFormats = {
  text,
  json: (report: ParityReport): string => `${JSON.stringify(report, null, 2)}\n`,
  markdown,
} as const;
