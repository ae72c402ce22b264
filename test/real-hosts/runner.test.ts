import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folder } from '../runtime/supply.js';
import { bundleTests, type Report } from '../support/cases/bundle.js';
import { writePackages } from '../support/cases/packages.js';
import { type OpenHost, open, realHosts } from '../support/real-hosts/index.js';

const into = folder();

/** What a runner that looks away would lose. Failures are told by their first lines. */
const outcomes: [string, string | undefined][] = [
  ['outer > runs hooks from the outside in', undefined],
  ['outer > and those after it', undefined],
  ['a matcher that does not match', 'expected { a: [ 1, NaN ] } to deeply equal { a: [ 1, +0 ] }'],
  ['matchers that match', undefined],
  ['a promise that rejects otherwise', "including 'far' but got 'near'"],
  ['a throw', 'null'],
  ['one is 1', undefined],
  ['two is 3', 'expected 3 to be 5'],
  ['{"text":"x"}: its hooks', 'no x before'],
  ['a hook > passes', undefined],
  ['a hook: its hooks', 'after all'],
];

const targets = { node: 'wasi', chromium: 'browser', workerd: 'edge' };

describe.each(realHosts)('in %s', (name) => {
  let host: OpenHost;
  beforeAll(async () => {
    host = await open(name);
  }, 60_000);
  afterAll(() => host.close());

  test('tests that fail are told from those that pass', async () => {
    const program = await bundleTests(into, 'test/support/cases/samples/outcomes.ts', await writePackages(into, []));
    const { target, outcomes: found } = (await host.run(program, {}, null)) as Report;
    expect(target).toBe(targets[name]);
    expect(found.map((o) => o.title)).toEqual(outcomes.map(([title]) => title));
    for (const [i, [, failure]] of outcomes.entries())
      expect(found[i]?.failure).toEqual(failure === undefined ? undefined : expect.stringContaining(failure));
  });
});
