import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { catalog } from '../../../generator/diagnostics/catalog.js';
import type { Host } from '../../../generator/source/host.js';
import { nodeHost } from '../../../generator/source/node-host.js';
import { diagnose, diagnoseText } from '../../tools/diagnose.js';

/** Stages whose codes are raised by compiling an ABI version, and so can have a fixture that is one. */
const stages = ['parse', 'shape', 'resolve'];
const root = fileURLToPath(new URL('../../diagnostics', import.meta.url));

/** `UPDATE_FIXTURES=1` writes what is said now; read the difference before committing it. */
const update = process.env.UPDATE_FIXTURES === '1';

const folders = (path: string): string[] =>
  existsSync(path)
    ? readdirSync(path, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
    : [];
const fixtures = stages.flatMap((stage) => folders(`${root}/${stage}`).map((slug) => `${stage}/${slug}`));
const codes = Object.keys(catalog).filter((code) => stages.some((stage) => code.startsWith(`${stage}/`)));

/** Files named in `pad.json` are read with spaces at their end, up to a size that nobody wants in a repository. */
function hostOf(fixture: string): Host {
  const path = `${root}/${fixture}/pad.json`;
  if (!existsSync(path)) return nodeHost;
  const pads = Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, number>);
  const sizes = new Map(pads.map(([name, size]) => [`${root}/${fixture}/input/${name}`, size]));
  const readFile = (file: string) => {
    const bytes = nodeHost.readFile(file);
    const padded = new Uint8Array(sizes.get(file) ?? bytes.length).fill(0x20);
    padded.set(bytes);
    return padded;
  };
  return { ...nodeHost, readFile };
}

test.each(codes)('%s has a fixture', (code) => {
  expect(fixtures).toContain(code);
});

describe.each(fixtures)('%s', (fixture) => {
  test('is a code, and is what its input raises', () => {
    expect(codes).toContain(fixture);
    expect(diagnose(`${root}/${fixture}/input`, hostOf(fixture)).map(({ code }) => code)).toContain(fixture);
  });
  test('says what is expected', () => {
    const said = diagnoseText(`${root}/${fixture}/input`, hostOf(fixture));
    const path = `${root}/${fixture}/expected.txt`;
    if (update) writeFileSync(path, said);
    expect(said).toBe(readFileSync(path, 'utf8'));
  });
});
