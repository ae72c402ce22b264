import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emitHost, folder, root, wat, write } from '../runtime/supply.js';
import { importsOf } from '../runtime/support.js';
import { bundle, type OpenHost, open } from '../support/real-hosts/index.js';
import { guestText, kinds, type Report, type Seen } from './program.js';

/**
 * Threads in a browser: a page and a worker are inside one guest at the same time, on memory that they share. The ABI is that of
 * test/runtime/abis/shared, whose target browser has opted in to threads here.
 */
let host: OpenHost;
let text: string;
let guest: Uint8Array;
const into = folder();

beforeAll(async () => {
  const abi = join(into, 'abi');
  cpSync(join(root, 'test/runtime/abis/shared'), abi, { recursive: true });
  const file = join(abi, 'abi.json');
  const opted = readFileSync(file, 'utf8').replace('"browser": { "threads": "disabled"', '"browser": { "threads": "optional"');
  writeFileSync(file, opted);
  const { lowered, files } = await emitHost(relative(root, abi));
  write(join(into, 'package'), files);
  guest = await wat(guestText(importsOf(lowered)));
  const entry = join(into, 'entry.ts');
  writeFileSync(
    entry,
    `import * as abi from ${JSON.stringify(join(into, 'package/browser.js'))};
import { program } from ${JSON.stringify(join(root, 'test/threads/program.ts'))};
export default program(abi as never, import.meta.url);
`,
  );
  text = await bundle(entry);
  host = await open('chromium');
}, 120_000);
afterAll(() => host?.close());

const run = async (program: string): Promise<Report> => (await host.run(program, { guest }, null)) as Report;
const wrongOf = (report: Report): string[] =>
  [...Object.values(report.page), ...Object.values(report.worker), ...report.both].flatMap((seen: Seen) => [...seen.wrong]);

describe('a page and a worker on one shared memory, in Chromium', { timeout: 120_000 }, () => {
  let report: Report;
  beforeAll(async () => {
    report = await run(text);
  }, 120_000);

  test('are isolated, and the guest is refused without the option', () => {
    expect(report.isolated).toEqual([true, true]);
    expect(report.withoutOption).toContain('set the option `threads`');
  });

  test.each(kinds)('what is checked is what the host gets, while the other thread changes it: %s', (kind) => {
    for (const seen of [report.page[kind], report.worker[kind]]) {
      expect(seen.wrong).toEqual([]);
      expect(seen.fine).toBeGreaterThan(0);
      // Any bytes are bytes; of everything else both states were met.
      if (kind !== 'bytes') expect(seen.refused).toBeGreaterThan(0);
    }
  });

  test('both may call at once', () => {
    expect(report.both).toEqual([
      { fine: 3_000, refused: 0, wrong: [] },
      { fine: 3_000, refused: 0, wrong: [] },
    ]);
  });

  test.each([
    ['lends what is shared', /=> guest\.shared \? memory\.slice\(ptr, ptr \+ len\) : /g, '=> ', /a view of shared memory/],
    ['reads a record twice', /= (guest\.dv\.getUint32\(\w+, true\));([^}]*)\{ mode: field0, n/g, '= $1;$2{ mode: $1, n', /the mode 99/],
  ])('a package that %s is noticed', async (_, from, to, what) => {
    expect(text.match(from)?.length ?? 0).toBeGreaterThan(0);
    const changed = text.replaceAll(from, to);
    let seen = '';
    // A race is lost sooner or later: on a busy machine, later.
    for (let tries = 0; tries < 50 && !what.test(seen); tries++)
      seen = await run(changed).then(
        (found) => wrongOf(found).join('\n'),
        (cause: Error) => cause.message,
      );
    expect(seen).toMatch(what);
  });
});
