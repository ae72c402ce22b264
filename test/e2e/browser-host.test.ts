import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { launch } from '../support/real-hosts/chromium.js';
import { browserProgram } from '../support/real-hosts/chromium-program.js';
import { echo } from './echo-server.js';
import { ExampleHosts } from './example-hosts.js';
import { assemble, guestBytes } from './support.js';

/** A guest that sleeps 40 ms and answers how many events it was told, or that it has to ask again. */
const sleeper = `(module
  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 16) "\\01") (data (i32.const 24) "\\00\\5a\\62\\02") (data (i32.const 256) "\\08\\01\\00\\00\\01") (data (i32.const 264) ".")
  (func (export "step") (result i32)
    (drop (call $write (i32.const 1) (i32.const 256) (i32.const 1) (i32.const 132)))
    (if (i32.eq (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 128)) (i32.const 6)) (then (return (i32.const 0))))
    (i32.load (i32.const 128))))`;

const files: Readonly<Record<string, readonly [type: string, content: Uint8Array | string]>> = {
  '/': [
    'text/html',
    '<!doctype html><meta charset="utf-8"><title>a page with a guest</title><script type="module" src="main.mjs"></script>',
  ],
  '/main.mjs': [
    'text/javascript',
    "import * as page from './page.mjs'; import * as program from './program.mjs'; globalThis.host = { ...page, ...program };",
  ],
  '/page.mjs': ['text/javascript', readFileSync(await new ExampleHosts().bundle('browser/page.ts'))],
  '/program.mjs': ['text/javascript', readFileSync(await new ExampleHosts().bundle('shared/program.ts'))],
  '/guest.wasm': ['application/wasm', guestBytes('browser-echo')],
  '/sleeper.wasm': ['application/wasm', await assemble(sleeper)],
};
/** Nothing runs on the page that its server did not send; WebAssembly may be compiled. */
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

const upgrades: (string | undefined)[] = [];
const server = createServer(({ url = '' }, response) => {
  const [type, content] = files[url] ?? ['text/plain', ''];
  response.writeHead(files[url] ? 200 : 404, { 'content-type': type, 'content-security-policy': policy }).end(content);
});
server.on('upgrade', (request, socket) => {
  upgrades.push(request.url);
  echo(request, socket);
});
await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
const at = `127.0.0.1:${(server.address() as AddressInfo).port}`;
const browser = await launch(await browserProgram());
const page = await browser.newPage();
await page.goto(`http://${at}/`);
afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

interface Result {
  readonly answer: number;
  readonly printed: string;
}

/** What the script of the page leaves there for these tests. */
interface Page {
  readonly host: {
    fetchGuest(url: string): Promise<WebAssembly.Module>;
    runGuest(module: WebAssembly.Module, options: object): Promise<Result>;
    fillRandom(bytes: Uint8Array): void;
  };
}

/** Runs the guest in the page. */
const run = (echo: string, origins?: readonly string[]): Promise<Result> =>
  page.evaluate(
    async ([echo, origins]) => {
      const { host } = globalThis as unknown as Page;
      return host.runGuest(await host.fetchGuest('guest.wasm'), { env: { ECHO: echo }, ...(origins ? { origins } : {}) });
    },
    [echo, origins] as const,
  );

test('a guest in Chromium sends 100,000 random bytes to an echo server and hashes what comes back', async () => {
  const runs = [await run(`ws://${at}/echo`, [`ws://${at}`]), await run(`ws://${at}/echo`, [`ws://${at}`])];
  for (const { answer, printed } of runs) {
    expect(answer).toBe(1);
    expect(printed).toMatch(/^[0-9a-f]{64}\nin time\n$/);
  }
  expect(runs[0]?.printed).not.toBe(runs[1]?.printed);
  expect(upgrades).toEqual(['/echo', '/echo']);
});

test('case 91: a guest connects nowhere but where the host lets it, however it writes the address', async () => {
  upgrades.length = 0;
  const [EACCES, EINVAL, ENOSYS] = [-13, -22, -38];
  const allowed = ['wss://echo.example', 'ws://127.0.0.1:1'];
  const refused: readonly [url: string, answer: number][] = [
    [`ws://${at}/echo`, EACCES],
    [`ws://echo.example@${at}/`, EINVAL],
    [`ws://${at}/#wss://echo.example`, EINVAL],
    [`ws://wss:%2F%2Fecho.example@${at}/`, EINVAL],
    [`ws://echo.example.${at}/`, EINVAL],
    [`http://${at}/echo`, EINVAL],
    ['wss://echo.example:444/', EACCES],
    ['ws://echo.example/', EACCES],
    ['javascript:alert(1)', EINVAL],
    ['/echo', EINVAL],
    ['', EINVAL],
  ];
  for (const [url, answer] of refused) expect([url, await run(url, allowed)]).toEqual([url, { answer, printed: '' }]);
  // A host that was given no origins has no WebSockets at all.
  expect(await run(`ws://${at}/echo`)).toEqual({ answer: ENOSYS, printed: '' });
  expect(upgrades).toEqual([]);
});

test('an origin is one however the host writes it, and what is none is said', async () => {
  for (const origin of [`WS://${at}`, `ws://${at}/`]) expect(await run(`ws://${at}/echo`, [origin])).toMatchObject({ answer: 1 });
  // Whoever is there, if anybody: the default port is not refused.
  const EACCES = -13;
  expect((await run('ws://127.0.0.1/', ['ws://127.0.0.1:80'])).answer).not.toBe(EACCES);
  for (const origin of [`http://${at}`, at, 'echo.example', `ws://${at}/echo`, `ws://me@${at}`, `ws://${at}/?a`, 'ws://*', ''])
    await expect(run(`ws://${at}/echo`, [origin])).rejects.toThrow(`${origin} is no origin such as wss://echo.example`);
});

test('D25 a guest that sleeps is told to ask again, and asks when the time is over; or the engine suspends it in its only call', async () => {
  const nap = (suspend: boolean): Promise<Result & { readonly slept: number }> =>
    page.evaluate(async (suspend) => {
      const { host } = globalThis as unknown as Page;
      const module = await host.fetchGuest('sleeper.wasm');
      const begun = performance.now();
      const result = await host.runGuest(module, { suspend });
      return { ...result, slept: performance.now() - begun };
    }, suspend);
  const [steps, suspended] = [await nap(false), await nap(true)];
  // It prints a dot whenever it asks. Nothing else happens on this page, so that it is woken once.
  expect(steps).toMatchObject({ answer: 1, printed: '..' });
  expect(suspended).toMatchObject({ answer: 1, printed: '.' });
  for (const { slept } of [steps, suspended]) expect(slept).toBeGreaterThanOrEqual(40);
});

test('a server that is not there is told to the guest', async () => {
  const ECONNREFUSED = -111;
  expect(await run('ws://127.0.0.1:1/', ['ws://127.0.0.1:1'])).toEqual({ answer: ECONNREFUSED, printed: '' });
});

test('case 98: more random bytes than the platform gives at once are had, also into memory that is shared', async () => {
  const zeros = await page.evaluate(() => {
    const { host } = globalThis as unknown as Page;
    const count = (bytes: Uint8Array): number => {
      host.fillRandom(bytes);
      return bytes.filter((byte) => byte === 0).length;
    };
    const { buffer } = new WebAssembly.Memory({ initial: 4, maximum: 4, shared: true });
    return [count(new Uint8Array(200_000)), count(new Uint8Array(buffer, 1, 200_000)), count(new Uint8Array(0))];
  });
  // One byte in 256 is 0: 781 of them, and never all of the last part.
  for (const found of zeros.slice(0, 2)) {
    expect(found).toBeGreaterThan(500);
    expect(found).toBeLessThan(1100);
  }
  expect(zeros[2]).toBe(0);
});
