import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { catalog } from '../../../generator/diagnostics/catalog.js';
import type { Host } from '../../../generator/source/host.js';
import { nodeHost } from '../../../generator/source/node-host.js';
import { diagnose, diagnoseText } from '../../tools/diagnose.js';

/** Stages whose codes are raised by what stands in the folder of an ABI, and so can have a fixture that is one. */
const stages = ['parse', 'shape', 'resolve', 'lower', 'emit', 'history'];
/** Codes that are about a folder as a whole, or about what was asked for, and so have no place in a file. */
const placeless = /^(parse\/(limit|outside)|history\/(no-versions|unknown-version|no-candidate|wrong-folder))$/;
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

/** The version that `wanted.txt` asks for. */
const wantedOf = (fixture: string): string | undefined => {
  const path = `${root}/${fixture}/wanted.txt`;
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
};

test.each(codes)('%s has a fixture', (code) => {
  expect(fixtures).toContain(code);
});

describe.each(fixtures)('%s', (fixture) => {
  const folder = `${root}/${fixture}/input`;
  test('is a code, and is what its input raises, at a place', async () => {
    expect(codes).toContain(fixture);
    const found = await diagnose(folder, hostOf(fixture), wantedOf(fixture));
    expect(found.map(({ code }) => code)).toContain(fixture);
    for (const { code, span, related } of found) {
      if (!placeless.test(code)) expect(span?.start.line, code).toBeGreaterThan(0);
      for (const place of related) expect(place.span.start.line, code).toBeGreaterThan(0);
    }
  });
  test('says what is expected', async () => {
    const said = await diagnoseText(folder, hostOf(fixture), wantedOf(fixture));
    const path = `${root}/${fixture}/expected.txt`;
    if (update) writeFileSync(path, said);
    expect(said).toBe(readFileSync(path, 'utf8'));
  });
});
