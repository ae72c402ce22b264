import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findingsOf } from '../../../compat-policy/findings.js';
import { pairOf } from '../../../compat-policy/pair/pair.js';
import { rules } from '../../../compat-policy/registry.js';
import { buildReport, type ReportInput } from '../../../compat-policy/report/build.js';
import { framesOf } from '../../../compat-policy/report/frames.js';
import type { CheckReport, Location } from '../../../compat-policy/report/model.js';
import { reportFormat, reportFormats, textOf } from '../../../compat-policy/report/registry.js';
import { columnParts, textTable } from '../../../compat-policy/report/table.js';
import { timelineOf } from '../../../compat-policy/report/timeline.js';
import { groupsOf, listed } from '../../../compat-policy/report/words.js';
import type { Origin } from '../../../generator/ir/abi.js';
import { moltAbi } from '../cli/binary.js';
import { releasedFolder, removing } from '../cli/released.js';
import { base, type Json, merged, sideOfFiles } from './fixtures.js';
import { comparison, failing, finding, guestsFailing, passing, source, sourceOf, timeout } from './report-samples.js';
import { reportErrors } from './report-schemas.js';

const render = (format: string, report: CheckReport): string =>
  textOf(reportFormat(format)?.render(report, { sourceOf, color: false }) ?? expect.fail(`no format ${format}`));

const sarifOf = (report: CheckReport) => JSON.parse(render('sarif', report)).runs[0];

const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);

describe('buildReport', () => {
  const from = merged(base, { 'api.json': { functions: { gone: { import: 'demo_gone', doc: 'Goes.', capability: 'demo.use' } } } });
  const to = merged(from, {
    'api.json': { functions: { gone: null, pong: { import: 'demo_pong', doc: 'Answers.', capability: 'demo.use' } } },
  } as Json & Record<string, Json>);
  const findings = findingsOf(pairOf(sideOfFiles(from), sideOfFiles(to)), rules);
  const located = ({ file, pointer }: Origin): Location => ({ file, pointer, line: 1, column: 2, endLine: 3, endColumn: 4 });
  const input: ReportInput = {
    ...failing,
    findings,
    witnesses: new Map(findings.slice(0, 1).map((f) => [f.fingerprint, { staged: 'a', outcome: 'value', seen: 'b' }])),
    against: new Map(findings.slice(0, 1).map((f) => [f.fingerprint, ['1.2.0', '1.4.0']])),
    locate: (origin) => (origin.file === 'abi.json' || origin.file === 'api.json' ? located(origin) : null),
    locateBaseline: located,
  };
  const report = buildReport(input);

  test('gives what the published schema describes, with its keys in their order', () => {
    expect(reportErrors(report)).toEqual([]);
    expect(Object.keys(report)).toEqual(Object.keys(failing));
    for (const built of report.findings) expect(Object.keys(built)).toEqual(Object.keys(finding('r', 'i', {})));
  });

  test('gives witnesses and versions to the findings that they are about', () => {
    expect(report.findings.map(({ witness }) => witness !== null)).toEqual(findings.map((_, i) => i === 0));
    expect(report.findings.map(({ against }) => against.length)).toEqual(findings.map((_, i) => (i === 0 ? 2 : 1)));
  });

  test('gives every finding a place in the candidate, that of what is gone where it was', () => {
    const gone = report.findings.find(({ rule }) => rule === 'import-removed');
    expect(gone?.location?.pointer).toBe(gone?.baselineLocation?.pointer);
    const lost = buildReport({ ...input, locate: (origin) => (origin.file === 'abi.json' ? located(origin) : null) });
    expect(lost.findings.map(({ location }) => location?.file)).toEqual(lost.findings.map(() => 'abi.json'));
  });

  test('says what each rule that fired says of itself', () => {
    expect(report.rules.map(({ id }) => id)).toEqual([...new Set(findings.map((f) => f.rule.id))].sort());
  });
});

test('samples are what the published schema describes', () => {
  for (const report of [failing, passing, comparison, guestsFailing]) expect(reportErrors(report)).toEqual([]);
});

describe('every format', () => {
  test.each(reportFormats.map(({ name }) => name))('%s says whether it passes, and of a comparison neither', (name) => {
    const says = (report: CheckReport) => ['PASS', 'FAIL', 'COMPARISON'].filter((word) => render(name, report).includes(word));
    const json = name === 'json';
    expect(says(passing)).toEqual(json ? [] : ['PASS']);
    expect(says(failing)).toEqual(json ? [] : ['FAIL']);
    expect(says(comparison)).toEqual(json ? [] : ['COMPARISON']);
    if (json) expect(JSON.parse(render(name, comparison)).verdict).toBe(null);
  });

  test.each(reportFormats.map(({ name }) => name))('%s says by whom a finding is waived', (name) => {
    expect(render(name, failing)).toContain('W-2026-01');
  });
});

describe('text', () => {
  test('begins and ends with the verdict, and no line of a table is wider than 100 columns', () => {
    const lines = render('text', failing).trimEnd().split('\n');
    expect(lines[0]).toMatch(/^FAIL: /);
    expect(lines.at(-1)).toMatch(/^FAIL: /);
    expect(lines.filter((line) => line.startsWith('|') && line.length > 100)).toEqual([]);
  });

  test('names three of many places', () => {
    expect(render('text', failing)).toContain('30 places: result socket.call_1, result socket.call_2, result socket.call_3 and 27 more');
    expect(listed(['a', 'b', 'c'])).toBe('a, b, c');
  });

  test('a frame is shown at any place of any text, or none', () => {
    const place = fc.record({
      file: fc.constant('f'),
      pointer: fc.constant('/a'),
      line: fc.integer({ min: 1, max: 20 }),
      column: fc.integer({ min: 1, max: 200 }),
      endLine: fc.integer({ min: 1, max: 20 }),
      endColumn: fc.integer({ min: 1, max: 200 }),
    });
    const plain = (_: string, text: string) => text;
    fc.assert(
      fc.property(fc.oneof(fc.constant(source), fc.string({ maxLength: 100 })), place, (text, location) => {
        for (const line of framesOf(() => text)(location, 2, plain)) expect(line).not.toMatch(/[\r\n]/);
      }),
      { seed, numRuns: 300 },
    );
    expect(framesOf(sourceOf)(timeout, 1, plain).at(-1)).toMatch(/\^\^\^$/);
  });
});

describe('tables', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '日'), maxLength: 40 });
  const tableOf = (columns: number) => fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 5 });

  test('fit the width, with all that stands in their cells', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }).chain(tableOf), (rows) => {
        const lines = textTable(rows, 100);
        expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(100);
        const letters = (text: string) => text.replace(/[^ab日]/gu, '').length;
        expect(letters(lines.join(''))).toBe(letters(rows.flat().join('')));
      }),
      { seed },
    );
  });

  test('too wide for the width come in parts, each with the first column', () => {
    const rows = [Array.from({ length: 30 }, (_, i) => `1.${i}.0`), Array.from({ length: 30 }, () => 'SILENT')];
    const parts = columnParts(rows, 100);
    expect(parts.flatMap(([head = []]) => head.slice(1))).toEqual(rows[0]?.slice(1));
    for (const part of parts) {
      expect(part[0]?.[0]).toBe('1.0.0');
      for (const line of textTable(part, 100)) expect(line.length).toBeLessThanOrEqual(100);
    }
  });
});

test('findings of one root stand together, in the order of the first of each', () => {
  const groups = groupsOf(failing.findings);
  expect(groups.map(({ cause }) => cause).filter((cause) => cause !== null)).toEqual(['type socket.errno', 'function socket.send_old']);
  expect(groups.flatMap(({ findings }) => findings)).toHaveLength(failing.findings.length);
});

describe('the timeline', () => {
  const date = fc.integer({ min: 0, max: 1500 }).map((days) => new Date(Date.UTC(2024, 0) + days * 86_400_000).toISOString().slice(0, 10));
  const release = fc.record({ version: fc.string({ maxLength: 30 }), date });

  test('has no label that touches another or the line to a mark', () => {
    fc.assert(
      fc.property(fc.array(release, { maxLength: 25 }), (releases) => {
        const drawn = timelineOf({ ...failing, releases })?.releases ?? [];
        const boxes = drawn.map(({ x, labelY, label }) => ({ x, end: x + 4 + label.length * 7.5, top: labelY - 12, bottom: labelY }));
        for (const [i, a] of boxes.entries())
          for (const [j, b] of boxes.entries()) {
            if (i === j || a.x > b.x || (a.x === b.x && i > j)) continue;
            const beside = b.x > a.end;
            // `a` begins at the left of `b`: it stands above, so that the line from `b` down to the axis does not cross it.
            expect(beside || a.bottom <= b.top, JSON.stringify([a, b])).toBe(true);
          }
      }),
      { seed, numRuns: 200 },
    );
  });

  test('draws each window from its announcement to its end, and says which are over', () => {
    const timeline = timelineOf(failing);
    expect(timeline?.bars.map(({ over }) => over)).toEqual([true, false, false]);
    const today = timeline?.asOf?.x ?? 0;
    expect(timeline?.bars[0] && timeline.bars[0].x + timeline.bars[0].width).toBeLessThanOrEqual(today);
    expect(timeline?.bars[2]?.x).toBe(today);
    expect(timelineOf({ ...failing, removals: [] })).toBe(null);
  });
});

describe('github', () => {
  test('shows ten errors and logs the others, with the summary last', () => {
    const findings = Array.from({ length: 14 }, (_, i) =>
      finding('unit-changed', `parameter ${i}`, { severity: 'error', location: timeout }),
    );
    const lines = render('github', { ...failing, findings })
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => /^::\w+|^\w+/.exec(line)?.[0])).toEqual([
      ...Array(10).fill('::error'),
      ...Array(4).fill('error'),
      '::notice',
    ]);
    expect(lines[0]).toMatch(
      /^::error file=schemas\/demo\/1\.5\.0\/socket\.json,line=7,col=53,endColumn=56,endLine=7,title=unit-changed::/,
    );
  });

  test('leaves an annotation for the summary among many infos', () => {
    const findings = Array.from({ length: 14 }, (_, i) => finding('import-added', `function ${i}`, { severity: 'info' }));
    const notices = render('github', { ...passing, findings }).match(/^::notice/gm);
    expect(notices).toHaveLength(10);
  });
});

describe('sarif', () => {
  test('gives each result its rule, level, place, identity and waiver', () => {
    const run = sarifOf(failing);
    for (const [i, result] of run.results.entries()) {
      const { rule, fingerprint, waivedBy } = failing.findings[i] ?? expect.fail('a result too many');
      expect(run.tool.driver.rules[result.ruleIndex].id).toBe(rule);
      expect(result.locations).toHaveLength(1);
      expect(result.partialFingerprints['moltAbiFinding/v1']).toBe(fingerprint);
      expect(result.suppressions).toHaveLength(waivedBy === null ? 0 : 1);
    }
    expect(run.results.map(({ level }: { level: string }) => level)).toEqual(
      failing.findings.map(({ severity }) => (severity === 'info' ? 'note' : severity)),
    );
    expect(run.results[0].relatedLocations[0].physicalLocation.artifactLocation.uri).toBe('schemas/demo/1.4.0/socket.json');
  });
});

describe('case 105: the same whatever the current folder', () => {
  test.each([
    ['schemas/demo/1.5.0/socket.json', 'schemas/demo/1.5.0/socket.json'],
    ['a b/ü%41.json', 'a%20b/%C3%BC%2541.json'],
    ['javascript:x?y#z', 'javascript%3Ax%3Fy%23z'],
    ['back\\slash.json', 'back%5Cslash.json'],
    ['\ud800.json', '%EF%BF%BD.json'],
  ])('case 105: the path %j is a URI below the root', (file, uri) => {
    const run = sarifOf({ ...failing, findings: [finding('r', 'i', { location: { ...timeout, file } })] });
    expect(run.results[0].locations[0].physicalLocation.artifactLocation).toEqual({ uri, uriBaseId: '%SRCROOT%' });
    expect(run.originalUriBaseIds['%SRCROOT%']).not.toHaveProperty('uri');
  });

  test.each(['sarif', 'json', 'github'])('case 105: %s is the same from two folders', (format) => {
    const folder = releasedFolder(removing);
    const here = moltAbi(folder, ['check', '--abi', 'abi', '--format', format]).out;
    expect(here).toContain('abi/1.1.0/');
    expect(moltAbi(join(folder, 'abi/1.0.0'), ['check', '--abi', '..', '--format', format]).out).toBe(here);
  });

  test('case 105: fingerprints say nothing of where files lie', () => {
    const changed = (file: string) => {
      const { 'api.json': api, ...others } = base;
      const rest = merged(others, { 'abi.json': { interfaces: [file] } }) as Record<string, Json>;
      const at = (functions: Json) => ({ ...rest, [file]: merged(api, { functions } as Json & Record<string, Json>) });
      const pair = pairOf(sideOfFiles(at({})), sideOfFiles(at({ pong: { import: 'demo_pong', doc: 'Answers.', capability: 'demo.use' } })));
      return findingsOf(pair, rules).map(({ fingerprint }) => fingerprint);
    };
    expect(changed('api.json')).toHaveLength(1);
    expect(changed('sub/api.json')).toEqual(changed('api.json'));
  });
});
