import { type LengthKey, lengthKeys } from '../../../measure/budget.js';
import { type HostTimes, type MeasureReport, phases, type Ratio } from '../../../measure/model.js';

/** What every format shows, as plain text that is not yet escaped. */
export interface Table {
  readonly title: string;
  /** What a reader must know to read the numbers. */
  readonly note: string;
  /** The first row is the head. */
  readonly rows: readonly (readonly string[])[];
}

export const outcomeOf = ({ pass, budget }: MeasureReport): 'PASS' | 'FAIL' | 'MEASURED' =>
  budget === null ? 'MEASURED' : pass ? 'PASS' : 'FAIL';

/** `MEASURED: app.wasm, 9.0 kB, cold start in node 12.3 ms`. */
export function summaryOf(report: MeasureReport): string {
  const starts = report.hosts.map((host) => `${host.host} ${ms(totalOf(host))}`);
  const cold = starts.length === 0 ? 'no cold start' : `cold start in ${starts.join(', ')}`;
  return `${outcomeOf(report)}: ${report.module.path}, ${bytes(report.size.raw)}, ${cold}`;
}

/** Medians of the phases, added up. */
export const totalOf = (host: HostTimes): number => phases.reduce((sum, phase) => sum + (host[phase]?.median ?? 0), 0);

export const bytes = (count: number): string => `${count.toString().replace(/\B(?=(\d{3})+$)/g, ',')} B`;

export const ms = (milliseconds: number): string => `${milliseconds.toFixed(3)} ms`;

export function factsOf(report: MeasureReport): (readonly [string, string])[] {
  const { module, abi, machine, runs, baseline } = report;
  return [
    ['Module', `${module.path}, sha256 ${module.sha256}`],
    ['ABI', `${abi.name} ${abi.version}`],
    ['Machine', `${machine.platform} ${machine.architecture}, ${machine.processors} x ${machine.processor}`],
    ['Processes', `${runs} of each host, each of them new`],
    ...(baseline === null ? [] : [['Baseline', baselineText(baseline)] as const]),
    ...report.leftOut.map(({ target, why }) => [`No times on ${target}`, why] as const),
  ];
}

const baselineText = ({ kind, path, sha256, comparable }: NonNullable<MeasureReport['baseline']>): string => {
  const how = {
    module: 'a module, measured in turns with this one',
    report: comparable
      ? 'a report of another run, of a machine and hosts that look the same; ratios of times are rough'
      : 'a report of ANOTHER MACHINE or other hosts; ratios of times say nothing',
  };
  return `${path}, sha256 ${sha256}: ${how[kind]}`;
};

export const tablesOf = (report: MeasureReport): Table[] =>
  [budget(report), coldStart(report), size(report), sections(report), importModules(report), glue(report), shares(report)].filter(
    ({ rows }) => rows.length > 1,
  );

function budget({ budget: found }: MeasureReport): Table {
  const limits = found?.limits ?? [];
  const rows = limits.map(({ limit, target, most, measured, pass, why }) => [
    limit,
    target ?? '',
    String(most),
    measured === null ? '' : String(measured),
    why ?? (pass ? 'holds' : 'EXCEEDED'),
  ]);
  return {
    title: 'Budget',
    note: found === null ? '' : `Limits of ${found.path}.`,
    rows: [['limit', 'target', 'at most', 'measured', ''], ...rows],
  };
}

function coldStart(report: MeasureReport): Table {
  const rows = report.hosts.flatMap((host) =>
    phases.map((phase) => {
      const times = host[phase];
      const name = phase === 'call' ? callText(host) : phase;
      const ratio = ratioText(report, phase, host.target);
      return [`${host.host} ${host.version}`, name, times ? ms(times.median) : 'not measured', times ? ms(times.p95) : '', ...ratio];
    }),
  );
  return {
    title: 'Cold start',
    note: `Of ${report.runs === 1 ? 'one process' : `${report.runs} processes`}; p95 by nearest rank. Bindings without hosts: imports answer that they are denied or not there.`,
    rows: [['host', 'phase', 'median', 'p95', ...ratioHead(report)], ...rows],
  };
}

function callText({ firstCall }: HostTimes): string {
  if (firstCall === null) return 'call (no export without parameters)';
  return `call ${firstCall.export}${firstCall.threw === null ? '' : `, which threw ${firstCall.threw}`}`;
}

function size(report: MeasureReport): Table {
  const rows = (['raw', 'gzip', 'brotli'] as const).map((key) => [key, bytes(report.size[key]), ...ratioText(report, key, null)]);
  return { title: 'Size', note: 'gzip at level 9, brotli at level 11.', rows: [['', 'bytes', ...ratioHead(report)], ...rows] };
}

const sections = ({ size: { sections, raw } }: MeasureReport): Table => ({
  title: 'Sections',
  note: '',
  rows: [
    ['section', 'bytes', 'share'],
    ...sections.map(({ name, custom, bytes: length }) => [
      custom ? `custom ${name}` : name,
      bytes(length),
      `${((100 * length) / raw).toFixed(1)} %`,
    ]),
  ],
});

const importModules = ({ size }: MeasureReport): Table => ({
  title: 'Imports by module',
  note: 'Bytes of the import section.',
  rows: [
    ['module', 'imports', 'bytes'],
    ...size.importModules.map(({ module, imports, bytes: length }) => [module, String(imports), bytes(length)]),
  ],
});

function glue(report: MeasureReport): Table {
  const ratios = (target: string): string[] =>
    report.baseline === null ? [] : (['glue', 'glueGzip'] as const).flatMap((key) => ratioText(report, key, target));
  return {
    title: 'Generated bindings',
    note: 'The files that the entry of a target loads, as they are generated; a bundler makes less of them.',
    rows: [
      ['target', 'files', 'raw', 'gzip', 'brotli', ...(report.baseline === null ? [] : ['raw to baseline', 'gzip to baseline'])],
      ...report.glue.map((g) => [g.target, String(g.files), bytes(g.raw), bytes(g.gzip), bytes(g.brotli), ...ratios(g.target)]),
    ],
  };
}

function shares({ glue: targets }: MeasureReport): Table {
  const [first] = targets;
  return {
    title: 'Bindings by import',
    note: 'What an import adds to the bindings of a guest that imports nothing; what imports share is in each of them.',
    rows: [
      ['import', ...targets.map(({ target }) => `raw on ${target}`), ...targets.map(({ target }) => `gzip on ${target}`)],
      ['none', ...targets.map(({ base }) => bytes(base)), ...targets.map(() => '')],
      ...(first?.shares ?? []).map(({ module, name }, i) => [
        name === null ? `all of ${module}` : `${module} ${name}`,
        ...targets.map(({ shares: parts }) => bytes(parts[i]?.raw ?? 0)),
        ...targets.map(({ shares: parts }) => bytes(parts[i]?.gzip ?? 0)),
      ]),
    ],
  };
}

const ratioHead = ({ baseline }: MeasureReport): string[] => (baseline === null ? [] : ['to baseline']);

/** One cell if there is a baseline. Ratios of times that cannot be held against each other carry a mark. */
function ratioText({ baseline }: MeasureReport, of: Ratio['of'], target: string | null): string[] {
  if (baseline === null) return [];
  const found = baseline.ratios.find((ratio) => ratio.of === of && ratio.target === target);
  if (found === undefined || found.ratio === null) return ['-'];
  const sure = baseline.comparable || (lengthKeys as readonly string[]).includes(of as LengthKey);
  return [`${found.ratio.toFixed(3)} x${sure ? '' : ' (another machine)'}`];
}
