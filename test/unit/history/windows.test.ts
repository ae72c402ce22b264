import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../../compat-policy/verdict/policy.js';
import { appended } from '../../../generator/history/append.js';
import { readLedger } from '../../../generator/history/ledger.js';
import { memoryHost } from '../../../generator/source/memory-host.js';
import { chain, digest } from './chain.js';

const { windows } = defaultPolicy;
const read = (text: string) => readLedger(memoryHost({ '/abi/releases.json': text }), '/abi');
const old = { abi: 'demo', releases: chain([['1.0.0', '2026-01-18']]) };
const grown = (): string => {
  const newest = read(JSON.stringify(old)).value?.entries.at(-1);
  return appended(JSON.parse(JSON.stringify(old)), 'demo', newest, { version: '1.1.0', date: '2026-02-01', digest: digest('b'), windows });
};

describe('windows in the ledger', () => {
  it('follow an entry that has none, and are read back', () => {
    const { value, diagnostics } = read(grown());
    expect(diagnostics).toEqual([]);
    expect(value?.entries.map((entry) => entry.windows)).toEqual([undefined, windows]);
  });

  it('begin a ledger', () => {
    const text = appended(undefined, 'demo', undefined, { version: '1.0.0', date: '2026-02-01', digest: digest('b'), windows });
    expect(read(text).value).toMatchObject({ abi: 'demo', entries: [{ version: '1.0.0', previous: null, windows }] });
  });

  it('are part of what the next entry holds fast', () => {
    const first = read(grown()).value?.entries.at(-1);
    const text = appended(JSON.parse(grown()), 'demo', first, { version: '1.2.0', date: '2026-03-01', digest: digest('c'), windows });
    expect(read(text).diagnostics).toEqual([]);
    const weakened = JSON.parse(text);
    weakened.releases[1].windows.stable.days = 1;
    expect(read(JSON.stringify(weakened)).diagnostics.map((d) => d.code)).toEqual(['history/broken-chain']);
  });

  it.each([
    ['a number is missing', (w: Record<string, unknown>) => ({ ...w, majorGap: undefined }), 'lacks majorGap'],
    ['a number is none', (w: Record<string, unknown>) => ({ ...w, majorGap: -1 }), 'whole number'],
    ['a window is none', (w: Record<string, unknown>) => ({ ...w, stable: 3 }), 'needs an object with minors, days'],
    ['there is another key', (w: Record<string, unknown>) => ({ ...w, stabel: {} }), 'no key stabel'],
  ])('are refused where %s', (_, change, why) => {
    const ledger = JSON.parse(grown());
    ledger.releases[1].windows = change(ledger.releases[1].windows);
    const { value, diagnostics } = read(JSON.stringify(ledger));
    expect(value).toBeUndefined();
    expect(diagnostics[0]?.code).toBe('history/bad-ledger');
    expect(diagnostics[0]?.message).toContain(why);
    expect(diagnostics[0]?.span?.pointer).toMatch(/^\/releases\/1\/windows/);
  });
});
