import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';
import { echo } from '../../e2e/echo-server.js';
import { ExampleHosts } from '../../e2e/example-hosts.js';
import type * as Rules from '../../hosts/rules/index.js';
import type * as Wrong from '../../hosts/rules/wrong.js';
import { launch } from '../../support/real-hosts/chromium.js';
import { browserProgram } from '../../support/real-hosts/chromium-program.js';
import { declareRules, zone } from './support.js';

const hosts = new ExampleHosts();
const { rules } = await hosts.load<typeof Rules>('rules/index.ts');
const { wrongHosts } = await hosts.load<typeof Wrong>('rules/wrong.ts');

const main =
  "import * as host from './host.mjs'; import * as rules from './rules.mjs'; import * as wrong from './wrong.mjs'; globalThis.given = { ...host, ...rules, ...wrong };";
const files: Readonly<Record<string, readonly [type: string, content: Uint8Array | string]>> = {
  '/': ['text/html', '<!doctype html><meta charset="utf-8"><title>rules</title><script type="module" src="main.mjs"></script>'],
  '/main.mjs': ['text/javascript', main],
  '/host.mjs': ['text/javascript', readFileSync(await hosts.bundle('rules/browser.ts'))],
  '/rules.mjs': ['text/javascript', readFileSync(await hosts.bundle('rules/index.ts'))],
  '/wrong.mjs': ['text/javascript', readFileSync(await hosts.bundle('rules/wrong.ts'))],
};

const server = createServer(({ url = '' }, response) => {
  const [type, content] = files[url] ?? ['text/plain', ''];
  response.writeHead(files[url] ? 200 : 404, { 'content-type': type }).end(content);
});
server.on('upgrade', echo);
await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
const at = `127.0.0.1:${(server.address() as AddressInfo).port}`;
const browser = await launch(await browserProgram());
// The zone of the visitor: an hour east of UTC, two in summer.
const context = await browser.newContext({ timezoneId: 'Europe/Berlin' });
const page = await context.newPage();
await page.goto(`http://${at}/`);
afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

const origins = [`ws://${at}`, 'ws://127.0.0.1:1'];
const world: Rules.World = {
  wasi: true,
  webSockets: { echo: `ws://${at}/`, dead: 'ws://127.0.0.1:1/' },
  identity: {
    pid: null,
    hostName: null,
    zone,
  },
};

/** What the script of the page leaves there for these tests. */
interface Page {
  readonly given: typeof Rules &
    typeof Wrong & { holdToRules(world: Rules.World, options: object, trial: Rules.Trial): Promise<readonly Rules.Outcome[]> };
}

await declareRules(
  'Chromium',
  (names, mistake) =>
    page.evaluate(
      ([world, origins, names, mistake]) => {
        const { holdToRules, rules, wrongHosts, asWrong } = (globalThis as unknown as Page).given;
        const wrong = wrongHosts.find((one) => one.mistake === mistake);
        return holdToRules(
          world,
          { origins, zone: true },
          { rules: rules.filter((rule) => names === undefined || names.includes(rule.name)), ...(wrong && { change: asWrong(wrong) }) },
        );
      },
      [world, origins, names, mistake] as const,
    ),
  rules,
  wrongHosts,
  { D08: 1, D13: 1, D14: 2, D21: 5, D25: 5, D31: 2, D34: 1 },
);
