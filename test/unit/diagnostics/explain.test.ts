import { expect, test } from 'vitest';
import { catalog } from '../../../generator/diagnostics/catalog.js';
import { explain } from '../../../generator/diagnostics/explain.js';
import { quote, visible } from '../../../generator/diagnostics/visible.js';

test('every code is explained', () => {
  for (const [code, entry] of Object.entries(catalog)) {
    const text = explain(code);
    expect(text).toContain(entry.summary);
    expect(text?.startsWith(`${code} (${entry.severity === 'error' ? `error, exit ${entry.exit}` : 'warning'})\n`)).toBe(true);
  }
});

test('what is no code is not', () => {
  for (const code of ['', 'parse/nothing', 'toString', '__proto__', 'constructor']) expect(explain(code)).toBeUndefined();
});

test('names are quoted, cut and made visible', () => {
  expect(quote('a"\\b')).toBe('"a\\"\\\\b"');
  expect(quote('\u001b\ud800')).toBe('"\\u001b\\ud800"');
  expect(quote(`${'a'.repeat(79)}😀b`)).toBe(`"${'a'.repeat(79)}…"`);
  expect(visible('naïve 名前 😀')).toBe('naïve 名前 😀');
});
