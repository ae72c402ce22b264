import { readFileSync } from 'node:fs';
import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { measureFormats } from '../../../generator/cli/measure/report/registry.js';
import { readReport } from '../../../generator/measure/baseline.js';
import { loadedBy } from '../../../generator/measure/glue.js';
import { sampleReport } from './sample.js';

const schema = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../schemas/${name}.schema.json`, import.meta.url), 'utf8')) as AnySchema;
const valid = new Ajv2020({ strict: false, allErrors: true }).compile(schema('measure-report'));

const names = [
  '</title></style><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' & `$(id)` | [a](b) # @everyone",
  'line\nbreak\r\n::error::x',
  '\u001b[2J\u0007\u202egnp.exe\u200b\ud800',
  '##[command]x ##vso[task]y',
  'x'.repeat(3000),
  '__proto__',
];

describe.each(names)('a name like %j', (name) => {
  const report = sampleReport(name);

  it('is text in HTML, and nothing there runs or is loaded', () => {
    const page = measureFormats.html(report);
    const tags = new Set([...page.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, tag]) => tag));
    const known =
      'html head meta title style body main h1 h2 span dl dt dd section div table caption thead tbody tr th td svg text rect p footer code';
    expect([...tags].filter((tag) => !known.split(' ').includes(tag ?? ''))).toEqual([]);
    expect(page).not.toMatch(/<[^>]*\s(?:on\w+|src|href)\s*=/i);
    expect(page).toContain("default-src 'none'");
    expect(page).toContain('<svg');
  });

  it.each(['text', 'markdown', 'html'] as const)('obeys nothing in %s', (format) => {
    const written = measureFormats[format](report, false);
    // Nothing that a terminal obeys, and no line that a runner of continuous integration obeys.
    expect(written).not.toMatch(/(?!\n)[\p{Cc}\u202e\u200b\ud800]/u);
    expect(written).not.toMatch(/^::/m);
  });

  it('is the same after JSON, which keeps to its schema', () => {
    const parsed: unknown = JSON.parse(measureFormats.json(report));
    expect([valid(parsed), valid.errors]).toEqual([true, null]);
    expect(parsed).toEqual(report);
  });

  it('breaks no table of Markdown', () => {
    const rows = measureFormats
      .markdown(report)
      .split('\n')
      .filter((line) => line.startsWith('|'));
    const cells = (line: string) => line.replaceAll(/\\./g, '').split('|').length;
    for (const [i, row] of rows.entries()) if (/^\| ---/.test(row)) expect(cells(rows[i + 1] ?? '')).toBe(cells(row));
  });
});

describe('reports', () => {
  it('name what was measured, what failed and what cannot be compared', () => {
    const written = measureFormats.text(sampleReport(), false);
    for (const part of [
      'FAIL: app, 108 B',
      'EXCEEDED',
      'there is no --baseline',
      'ANOTHER MACHINE',
      '1.080 x',
      'call app, which threw app',
    ])
      expect(written).toContain(part);
  });

  it('do without a host, a baseline or a budget', () => {
    const bare = { ...sampleReport(), pass: true, hosts: [], leftOut: [], glue: [], baseline: null, budget: null };
    expect([valid(bare), valid.errors]).toEqual([true, null]);
    for (const write of Object.values(measureFormats)) expect(write(bare, true)).toContain('app');
    expect(measureFormats.text(bare, false)).toContain('MEASURED: app, 108 B, no cold start');
  });
});

describe('a report as a baseline', () => {
  it('is read back', () => {
    const report = sampleReport();
    expect(readReport(JSON.parse(measureFormats.json(report)))).toEqual(report);
  });

  it.each([
    ['nothing', null],
    ['a list', []],
    ['another report', { ...sampleReport(), kind: 'parity' }],
    ['a report without a module', { ...sampleReport(), module: {} }],
    ['one without sizes', { ...sampleReport(), size: { raw: '1' } }],
    ['one with bad bindings', { ...sampleReport(), glue: [{}] }],
    ['one with bad times', { ...sampleReport(), hosts: [{ ...sampleReport().hosts[0], compile: null }] }],
    ['one without a machine', { ...sampleReport(), machine: null }],
  ])('is not %s', (_, value) => {
    expect(readReport(value)).toBeTypeOf('string');
  });
});

it('an entry loads what it imports, once, and no other file', () => {
  const files = [
    { path: 'a.js', text: "import { x } from './glue/x.js';\nexport * from './b.js';\n" },
    { path: 'b.js', text: "import './a.js';\nconst text = 'from ./unused.js';\n" },
    { path: 'glue/x.js', text: "import * as y from '../internal/y.js';\nimport { z } from 'elsewhere';\n" },
    { path: 'internal/y.js', text: "/** import { x } from './no.js'; */\nimport './missing.js';\n" },
    { path: 'unused.js', text: '' },
  ];
  expect(loadedBy('a.js', files).map(({ path }) => path)).toEqual(['a.js', 'b.js', 'glue/x.js', 'internal/y.js']);
  expect(loadedBy('none.js', files)).toEqual([]);
});
