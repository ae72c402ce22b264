import fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { describe, expect, test } from 'vitest';
import { guestRows } from '../../../compat-policy/report/guest-words.js';
import type { CheckReport } from '../../../compat-policy/report/model.js';
import { reportFormat, textOf } from '../../../compat-policy/report/registry.js';
import { visible } from '../../../generator/diagnostics/visible.js';
import { special } from '../../full/injection/texts.js';
import { parseMarkup } from './report-markup.js';
import { failing, finding, guestsFailing, rulesOf, sourceOf } from './report-samples.js';
import { reportErrors, sarifErrors } from './report-schemas.js';

/** Whatever stands in a report came from files that nobody has read. Here every free text of one is hostile. */

const render = (format: string, report: CheckReport, color = false): string => {
  const found = reportFormat(format);
  if (!found) throw new Error(`no format ${format}`);
  return textOf(found.render(report, { sourceOf, color }));
};

/** What is a word of ours, the id of a rule, a date or a digest comes from no file, or is checked before it is in a report. */
const fixed = new Set(
  'rule id severity failureMode bump breaks fit asOf date digest deprecatedOn earliestDate requiredBump declaredBump'.split(' '),
);

/** A report with every free text exchanged. */
function filled(report: CheckReport, next: () => string): CheckReport {
  const fill = (value: unknown, key: string): unknown => {
    if (fixed.has(key)) return value;
    if (typeof value === 'string') return next();
    if (Array.isArray(value)) return value.map((part) => fill(part, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, fill(member, name)]));
  };
  return fill(report, '') as CheckReport;
}

const withText = (text: string): CheckReport => filled(guestsFailing, () => text);

const invisible = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;

/** Each format is read by its own parser, and has nothing in it that is not of its own making. */
const holds: Readonly<Record<string, (report: CheckReport) => void>> = {
  text(report) {
    const plain = render('text', report);
    expect(plain).not.toMatch(invisible);
    expect(plain).not.toMatch(/##\w*\[/);
    expect(plain.split('\n').filter((line) => /^\s*(::|##)/.test(line))).toEqual([]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the colours.
    const uncoloured = render('text', report, true).replace(/\u001b\[(0|1|31|33|34|36)m/g, '');
    expect(uncoloured).toBe(plain);
  },
  json(report) {
    const text = render('json', report);
    expect(text).not.toMatch(invisible);
    expect(JSON.parse(text)).toEqual(report);
    expect(reportErrors(JSON.parse(text))).toEqual([]);
  },
  sarif(report) {
    const text = render('sarif', report);
    expect(text).not.toMatch(invisible);
    expect(sarifErrors(JSON.parse(text))).toEqual([]);
    const { results } = JSON.parse(text).runs[0];
    expect(results.filter((result: { message: { text: string } }) => result.message.text.includes(']('))).toEqual([]);
  },
  github(report) {
    const text = render('github', report);
    expect(text).not.toMatch(invisible);
    expect(text).not.toMatch(/##\w*\[/);
    const value = '(?:[^%:,]|%(?:25|3A|2C))*';
    const place = String.raw`(?:file=${value},line=\d+,(?:col=\d+,endColumn=\d+,)?endLine=\d+,)?`;
    const command = new RegExp(`^::(error|warning|notice) ${place}title=${value}::(?:[^%]|%25|%0A)*$`, 'u');
    const log = /^(error|warning|info) /;
    const lines = text.trimEnd().split('\n');
    expect(lines.filter((line) => !command.test(line) && !log.test(line))).toEqual([]);
    expect(lines).toHaveLength(report.findings.length + guestRows(report).length + 1);
  },
  junit(report) {
    const { tags } = parseMarkup(render('junit', report));
    expect(new Set(tags.map(({ name }) => name))).toEqual(
      new Set(
        ['testsuites', 'testsuite', 'testcase', 'failure', 'skipped', 'system-out'].filter((name) => tags.some((tag) => tag.name === name)),
      ),
    );
    expect(tags.filter(({ name }) => name === 'testcase')).toHaveLength(report.findings.length + guestRows(report).length + 1);
  },
  html(report) {
    const text = render('html', report);
    const { tags, texts } = parseMarkup(text);
    const allowed = new Set([
      ...'html head meta title style body main footer header section h1 h2 h3 p span code small br dl dt dd div'.split(' '),
      ...'table caption thead tbody tr th td details summary svg line rect text'.split(' '),
    ]);
    const attributes = new Set([
      ...'lang charset http-equiv content name class id open scope role aria-labelledby'.split(' '),
      ...'viewBox x y x1 x2 y1 y2 rx width height text-anchor'.split(' '),
    ]);
    expect(tags.filter(({ name }) => !allowed.has(name))).toEqual([]);
    expect(tags.flatMap((tag) => Object.keys(tag.attributes)).filter((name) => !attributes.has(name))).toEqual([]);
    const shown = new Set(['', ...texts.filter(({ within }) => within === 'span').map((part) => part.text)]);
    for (const { message } of report.findings)
      expect(shown).toContain(visible(message).replace(/[\ufffe\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`));
  },
  markdown(report) {
    const text = render('markdown', report);
    expect(text.length).toBeLessThan(65_536);
    const blocks = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }).children;
    expect(blocks.filter(({ type }) => type !== 'html')).toEqual([]);
    const { tags, texts } = parseMarkup(blocks.map((block) => ('value' in block ? block.value : '')).join('\n'));
    const allowed = new Set('h3 p br b sub code details summary table tr td'.split(' '));
    expect(tags.filter(({ name, attributes }) => !allowed.has(name) || Object.keys(attributes).length > 0)).toEqual([]);
    // Neither mentions nor references are looked for in code.
    expect(texts.filter(({ within, text: part }) => within !== 'code' && /[@#[\]`|]|:\/\//.test(part))).toEqual([]);
  },
};

const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);

const own = [
  ...['::error::', '\n::error::', '##[error]', '##[', '##vso[task.x]', '#', '@user', '#1', 'GH-1', 'javascript:x', '<img src=x onerror=y>'],
  ...[
    '\u001b]8;;http://x\u0007',
    '\u001b]52;c;eA==\u0007',
    '\u009b31m',
    '\r',
    '\u202e',
    ']]>',
    '](http://x)',
    '\n\n',
    '</pre>',
    '</details>',
  ],
  ...['\ud800', '\udfff', '\uffff', '%0A', '%', '../', 'https://x'],
];

const hostile = fc.string({
  unit: fc.oneof(fc.constantFrom(...own), fc.constantFrom(...special), fc.constantFrom(...'abc 09é日😀')),
  maxLength: 12,
});

describe.each(Object.entries(holds))('%s', (_, hold) => {
  test('holds with any text at any place', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 40 }), (texts) => {
        let used = 0;
        hold(filled(failing, () => texts[used++ % texts.length] ?? ''));
      }),
      { numRuns: 60, seed },
    );
  });

  test('holds with a very long text', () => hold(withText('a<b>`|@x\n'.repeat(1_000))));
});

test('case 100: HTML and links from files are text in HTML that has no script', () => {
  const report = withText('<img src=x onerror=alert(1)><script>x</script><a href="javascript:x">');
  const text = render('html', report);
  expect(text).toContain("default-src 'none'; style-src 'unsafe-inline'");
  expect(text).not.toMatch(/<(script|img|a|iframe|link|object)\b/i);
  expect(text).not.toMatch(/ (href|src|on\w+)="/i);
  holds.html?.(report);
  holds.junit?.(report);
});

test('case 101: pipes, links, HTML and mentions are literal in Markdown', () => {
  for (const text of [
    'a|b',
    '[x](http://y)',
    '![x](y)',
    '<b>x</b>',
    '@user',
    'org/repo#1',
    '`x`',
    '```\nx\n```',
    '- x\n\n# y',
    'https://x.example',
  ])
    holds.markdown?.(withText(text));
  expect(render('markdown', withText('@user | <b>'))).toContain('<code>@user | &lt;b&gt;</code>');
});

test('case 102: what a terminal obeys is seen as an escape in every format', () => {
  const report = withText('a\u001b[31m\u001b]8;;http://x\u0007\u001b]52;c;eA==\u0007\u009b2J\rb\u202ec\u200bd\u{e0041}');
  for (const format of Object.keys(holds)) {
    const text = render(format, report);
    expect(text, format).not.toMatch(invisible);
    expect(text.toLowerCase(), format).toContain('\\u001b]');
  }
});

test('case 103: nothing from a file is a command of a build server', () => {
  for (const text of [
    'x\n::error::y',
    '\r\n::set-env name=a::b',
    '::stop-commands::x',
    '##[error]x',
    'x##[add-mask]y',
    '##vso[task.setvariable]x',
  ])
    for (const format of ['github', 'text']) holds[format]?.(withText(text));
  const lines = render('github', withText('a:b,c%0A::error::')).split('\n');
  const line = lines.find((found) => found.includes('line='));
  expect(line).toMatch(/^::error file=a%3Ab%2Cc%250A%3A%3Aerror%3A%3A,line=7,/);
});

describe('case 104: limits of code scanning', () => {
  const many = (count: number, message: string): CheckReport => {
    const findings = Array.from({ length: count }, (_, i) => finding('unit-changed', `parameter ${i}`, { severity: 'error', message }));
    return { ...failing, findings, rules: rulesOf(findings) };
  };
  const runsOf = (report: CheckReport) => {
    const text = render('sarif', report);
    const log = JSON.parse(text);
    expect(sarifErrors(log)).toEqual([]);
    return { log, results: log.runs[0].results, notes: log.runs[0].invocations[0].toolExecutionNotifications };
  };

  test('case 104: 25,001 results are cut to what is taken, and it is said', () => {
    const { results, notes, log } = runsOf(many(25_001, 'x'));
    expect(log.runs).toHaveLength(1);
    expect(results.length).toBeGreaterThan(5_000);
    expect(results.length).toBeLessThanOrEqual(25_000);
    expect(notes.at(-1)).toMatchObject({
      level: 'warning',
      message: { text: expect.stringContaining(`${25_001 - results.length} of 25001 results`) },
    });
  });

  test('case 104: results of more than 10 MB are cut, and it is said', () => {
    const { results, notes } = runsOf(many(1_500, 'é'.repeat(10_000)));
    expect(JSON.stringify(results).length).toBeLessThan(10_000_000);
    expect(results.length).toBeGreaterThan(0);
    expect(notes.at(-1).message.text).toContain('of 1500 results');
  });

  test('case 104: a report that fits says nothing of limits', () => {
    expect(runsOf(failing).notes.map(({ level }: { level: string }) => level)).toEqual(['note']);
  });

  test('case 104: a comment of Markdown is cut with a notice, and stays a comment', () => {
    const report = many(5_000, 'm'.repeat(3_000));
    holds.markdown?.(report);
    expect(render('markdown', report)).toMatch(/<b>\d+ findings left out here<\/b>/);
  });
});
