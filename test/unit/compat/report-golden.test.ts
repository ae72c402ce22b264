import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { reportFormats, textOf } from '../../../compat-policy/report/registry.js';
import { root } from '../../meta/imports.js';
import { comparison, failing, guestsFailing, passing, sourceOf } from './report-samples.js';

const folder = join(root, 'test/golden/report');
const samples = { failing, passing, comparison, guests: guestsFailing };
const endings: Readonly<Record<string, string>> = { text: 'txt', markdown: 'md', sarif: 'sarif.json', github: 'github.txt', junit: 'xml' };
const nameOf = (sample: string, format: string) => `${sample}.${endings[format] ?? format}`;

describe.each(Object.entries(samples))('%s', (name, report) => {
  test.each(reportFormats.map((format) => [format.name, format] as const))('as %s', (_, format) => {
    const text = textOf(format.render(report, { sourceOf, color: false }));
    const path = join(folder, nameOf(name, format.name));
    if (process.env.UPDATE_GOLDENS === '1') {
      mkdirSync(folder, { recursive: true });
      writeFileSync(path, text);
    }
    expect(existsSync(path), `${path} is missing; UPDATE_GOLDENS=1 makes it`).toBe(true);
    expect(text).toBe(readFileSync(path, 'utf8'));
  });
});

test('every golden is made by a sample and a format', () => {
  const names = Object.keys(samples).flatMap((name) => reportFormats.map((format) => nameOf(name, format.name)));
  expect(readdirSync(folder).sort()).toEqual(names.sort());
});
