import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { describe, expect, it } from 'vitest';
import { policyRules, rules } from '../../../compat-policy/registry.js';
import type { CheckReport } from '../../../compat-policy/report/model.js';
import { catalog } from '../../../generator/diagnostics/catalog.js';
import { moltAbi } from './binary.js';
import { runHere } from './in-process.js';
import { pong, releasedFolder, removing, type Step } from './released.js';

const steps: readonly Step[] = [
  { version: '1.0.0', released: '2026-01-10' },
  {
    version: '1.1.0',
    patch: {
      'api.json': {
        functions: {
          ...(pong['api.json'] as { functions: object }).functions,
          ping: {
            doc: 'Echoes.',
            deprecated: { in: '1.1.0', replacement: 'api.pong', removeIn: '2.0.0', note: 'It <b>never</b> [worked](x).' },
          },
        },
      },
    },
  },
];

describe('changelog', () => {
  const run = (...more: string[]) => moltAbi(releasedFolder(steps), ['changelog', '1.0.0', 'next', '--abi', 'abi', ...more]);

  it('groups what differs, with the earliest removal of what is deprecated', () => {
    const { code, out, err } = run();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /^demo 1\.1\.0 \(2026-06-01\), changes since 1\.0\.0\n\nDeprecated:\n\n {2}- function api\.ping; use api\.pong; may go in 2\.0\.0, from 2027-06-01\. It <b>/,
    );
    expect(out).toMatch(/\n\nAdded or allowed:\n\n {2}- .*pong.*\(import-added\)\n/);
    expect(out).toMatch(/\n\nOther:\n\n {2}- .*\(doc-changed\)\n/);
    expect(out).not.toContain('Breaking');
  });

  it('is data for programs', () => {
    const note = JSON.parse(run('--format', 'json').out) as Record<string, unknown[]>;
    expect(Object.keys(note)).toEqual(['abi', 'from', 'to', 'date', 'breaking', 'deprecated', 'added', 'other']);
    expect(note.deprecated).toEqual([
      expect.objectContaining({ item: 'function api.ping', in: '1.1.0', earliestVersion: '2.0.0', earliestDate: '2027-06-01' }),
    ]);
  });

  it('is Markdown in which nothing of a schema is markup', () => {
    const { out } = run('--format', 'markdown');
    const kinds = new Set<string>();
    const visit = (node: { readonly type: string; readonly children?: readonly object[] }) => {
      kinds.add(node.type);
      for (const child of node.children ?? []) visit(child as typeof node);
    };
    visit(fromMarkdown(out));
    expect([...kinds].sort()).toEqual(['heading', 'inlineCode', 'list', 'listItem', 'paragraph', 'root', 'text']);
    expect(out).toContain('\\<b\\>never');
  });

  it('puts breaks first, with who breaks, and goes to a file', () => {
    const folder = releasedFolder(removing);
    const ended = moltAbi(folder, ['changelog', 'v1.0', 'next', '--abi', 'abi', '--output', 'note.txt']);
    expect(ended).toMatchObject({ code: 0, out: '', err: 'demo: changes from 1.0.0 to 1.1.0\n' });
    expect(readFileSync(join(folder, 'note.txt'), 'utf8')).toMatch(
      /\n\nBreaking:\n\n {2}- .*ping.* \(import-removed\)\. Breaks old guests .+\.\n/,
    );
    expect(moltAbi(folder, ['changelog', '1.0.0', '1.0.0', '--abi', 'abi']).out).toContain('Nothing has changed.');
    expect(moltAbi(folder, ['changelog', '1.0.0', '7', '--abi', 'abi']).code).toBe(3);
  });
});

describe('diff', () => {
  it('tells what differs without a verdict, and exits 0', () => {
    const folder = releasedFolder(removing);
    const { code, out, err } = moltAbi(folder, ['diff', '1.0.0', 'next', '--abi', 'abi']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^COMPARISON: demo 1\.0\.0 -> demo 1\.1\.0/);
    const report = JSON.parse(
      moltAbi(folder, ['diff', '1.0.0', 'next', '--abi', 'abi', '--format', 'json', '--witness']).out,
    ) as CheckReport;
    expect(report).toMatchObject({ verdict: null, asOf: '2026-06-01', matrix: null });
    expect(report.findings).toEqual([expect.objectContaining({ rule: 'import-removed', severity: 'warning', witness: expect.anything() })]);
  });

  it('sees the mirror where the versions are exchanged, also of folders without a ledger or a date', () => {
    const folder = releasedFolder([
      { version: '1.0.0', planned: null },
      { version: '1.1.0', planned: null, patch: pong },
    ]);
    const rulesOf = (from: string, to: string) => {
      const { out } = moltAbi(folder, ['diff', from, to, '--format', 'json']);
      const report = JSON.parse(out) as CheckReport;
      return [report.asOf, ...report.findings.map(({ rule }) => rule)];
    };
    expect(rulesOf('abi/1.0.0', 'abi/1.1.0')).toEqual([null, 'import-added']);
    expect(rulesOf('abi/1.1.0', 'abi/1.0.0/abi.json')).toEqual([null, 'import-removed']);
  });

  it('warns of the ABI of the tool only where a version is looked up in it', () => {
    const folder = releasedFolder(removing);
    const warning = expect.stringContaining('warning[reference/embedded]');
    const [from, to] = ['abi/1.0.0', 'abi/1.1.0'];
    expect(moltAbi(folder, ['diff', from, to])).toMatchObject({ code: 0, err: '' });
    expect(moltAbi(folder, ['check', '--against', from, '--candidate', to])).toMatchObject({ code: 1, err: '' });
    expect(moltAbi(folder, ['diff', 'latest', to])).toMatchObject({ err: warning });
    expect(moltAbi(folder, ['check', '--against', from])).toMatchObject({ err: warning });
  });

  it('needs two names, and refuses them by the names of its arguments', () => {
    expect(moltAbi('.', ['diff', '1.0.0']).code).toBe(2);
    expect(moltAbi('.', ['diff', 'git:-x', 'latest'])).toMatchObject({ code: 2, err: expect.stringContaining('FROM does not take') });
  });
});

describe('explain', () => {
  it('tells what a rule finds, why, whom it breaks and what to do, and names its mirror', () => {
    const { code, out } = moltAbi('.', ['explain', 'import-removed']);
    expect(code).toBe(0);
    expect(out).toMatch(/^import-removed \(major\)\n/);
    for (const part of [
      'an old guest on a new host does not link',
      'source of guests must be edited',
      'What to do: ',
      'With the versions exchanged: import-added',
    ])
      expect(out).toContain(part);
  });

  it('lists every diagnostic and every rule, and explains each', async () => {
    const { out } = moltAbi('.', ['explain']);
    const names = [...Object.keys(catalog), ...[...rules, ...policyRules].map(({ id }) => id)];
    for (const name of names) expect(out).toContain(`\n${name} `);
    for (const name of names) {
      const { code, out: text } = await runHere(['explain', name]);
      expect({ name, code, text }).toEqual({ name, code: 0, text: expect.not.stringContaining('[object') });
    }
  });

  it('guesses what was meant', () => {
    expect(moltAbi('.', ['explain', 'import-remove'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Did you mean import-removed?'),
    });
  });
});
