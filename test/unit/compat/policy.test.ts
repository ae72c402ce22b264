import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type AnySchema } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../../compat-policy/verdict/policy.js';
import { readPolicy } from '../../../compat-policy/verdict/policy-file.js';
import { readJson } from '../../../generator/history/ledger.js';
import { numbersOf } from '../../../generator/ir/windows.js';
import { memoryHost } from '../../../generator/source/memory-host.js';
import { root } from '../../meta/imports.js';

const schema = JSON.parse(readFileSync(join(root, 'schemas/policy.schema.json'), 'utf8')) as AnySchema;
const accepts = new Ajv2020({ strict: true, strictTypes: false }).compile(schema);

function read(content: unknown) {
  const document = readJson(memoryHost({ 'abi/policy.json': JSON.stringify(content) }), 'abi', 'policy.json').value;
  if (!document) throw new Error('it does not parse');
  return readPolicy(document);
}

const waiver = {
  id: 'W-1',
  rule: 'import-removed',
  item: 'function api.ping',
  fingerprint: '0123456789abcdef',
  reason: 'It let a guest read what is not its own.',
  approvers: ['Ada', 'Grace'],
  granted: '2026-04-01',
  expires: '2026-06-01',
};

describe('a policy', () => {
  it('says what the default does where it says nothing', () => {
    expect(read({}).value).toEqual({ ...defaultPolicy, file: 'policy.json' });
    const { value } = read({ windows: { stable: { days: 540 } }, removeIn: 'required' });
    expect(value).toMatchObject({
      removeIn: 'required',
      windows: { stable: { minors: 2, days: 540 }, preview: defaultPolicy.windows.preview },
    });
  });

  it('has the default in a file that is one itself', () => {
    const file = JSON.parse(readFileSync(join(root, 'compat-policy/policy.json'), 'utf8'));
    expect(accepts(file)).toBe(true);
    expect(read(file).value).toEqual({ ...defaultPolicy, file: 'policy.json' });
  });

  it('knows where each waiver stands', () => {
    const { value } = read({
      waivers: [
        { ...waiver, covers: ['fedcba9876543210'], advisory: 'A-1' },
        { ...waiver, id: 'W-2' },
      ],
    });
    expect(value?.waivers).toEqual([
      { ...waiver, covers: ['fedcba9876543210'], advisory: 'A-1', pointer: '/waivers/0' },
      { ...waiver, id: 'W-2', covers: [], advisory: undefined, pointer: '/waivers/1' },
    ]);
  });

  // What the schema refuses the reader refuses, and at the place where it stands.
  it.each<[string, unknown, string, string]>([
    ['another key', { window: {} }, 'policy/unknown-key', '/window'],
    ['another window', { windows: { stabel: {} } }, 'policy/unknown-key', '/windows/stabel'],
    ['another number', { windows: { stable: { weeks: 1 } } }, 'policy/unknown-key', '/windows/stable/weeks'],
    ['a negative number', { windows: { stable: { days: -1 } } }, 'policy/bad-value', '/windows/stable/days'],
    ['half a day', { windows: { majorGap: 0.5 } }, 'policy/bad-value', '/windows/majorGap'],
    ['a list of windows', { windows: [] }, 'policy/bad-value', '/windows'],
    ['an unknown word', { removeIn: 'never' }, 'policy/bad-value', '/removeIn'],
    ['no approvers at all', { waiverApprovers: 0 }, 'policy/bad-value', '/waiverApprovers'],
    ['a list', [], 'policy/bad-value', ''],
    ['a waiver without a reason', { waivers: [{ ...waiver, reason: undefined }] }, 'policy/missing-key', '/waivers/0'],
    ['a waiver for every rule', { waivers: [{ ...waiver, rule: '*' }] }, 'policy/bad-value', '/waivers/0/rule'],
    ['a waiver for no finding', { waivers: [{ ...waiver, fingerprint: '*' }] }, 'policy/bad-value', '/waivers/0/fingerprint'],
    ['a waiver by the same two', { waivers: [{ ...waiver, approvers: ['Ada', 'Ada'] }] }, 'policy/bad-value', '/waivers/0/approvers'],
    ['a waiver that is a text', { waivers: ['W-1'] }, 'policy/bad-value', '/waivers/0'],
  ])('is refused with %s', (_, content, code, pointer) => {
    const { value, diagnostics } = read(content);
    expect(value).toBeUndefined();
    expect(diagnostics.map((d) => [d.code, d.span?.pointer])).toEqual([[code, pointer]]);
    expect(accepts(JSON.parse(JSON.stringify(content)))).toBe(false);
  });

  it('is refused with a day that no calendar has, and with one id twice', () => {
    expect(read({ waivers: [{ ...waiver, expires: '2026-02-30' }] }).diagnostics.map((d) => d.span?.pointer)).toEqual([
      '/waivers/0/expires',
    ]);
    expect(read({ waivers: [waiver, waiver] }).diagnostics.map((d) => d.span?.pointer)).toEqual(['/waivers/1/id']);
  });

  it('is suggested the key that was meant', () => {
    expect(read({ windws: {} }).diagnostics[0]?.help).toBe('Did you mean windows?');
  });
});

describe('POLICY.md', () => {
  const text = readFileSync(join(root, 'compat-policy/POLICY.md'), 'utf8');

  it('says the numbers of policy.json', () => {
    const rows = [...text.matchAll(/^\| `([A-Za-z.]+)` *\| *(\d+) *\|/gm)].map(([, name, n]) => [name, Number(n)] as const);
    const { windows, waiverDays, waiverApprovers } = defaultPolicy;
    expect(new Map(rows)).toEqual(new Map([...numbersOf(windows), ['waiverDays', waiverDays], ['waiverApprovers', waiverApprovers]]));
  });
});
