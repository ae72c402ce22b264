import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium as playwright } from 'playwright-core';
import { outcome, runner } from './bundle.js';
import { type BrowserProgram, browserProgram } from './chromium-program.js';
import type { OpenHost, WasmFiles } from './index.js';

/** The page is isolated, since shared memory exists in no other, and no script runs that is not of this server. */
const headers = {
  'content-security-policy': "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

const types: Readonly<Record<string, string>> = {
  html: 'text/html',
  js: 'text/javascript',
  json: 'application/json',
  bin: 'application/octet-stream',
};

/**
 * Fetches and compiles what the program needs. Modules come in one file: of hundreds of small ones the requests would take longer than
 * the guests. The answer is where the test can read it, and no sooner than it is there.
 */
const main = `import { run } from './runner.js';
const [job, bytes] = await Promise.all([fetch('job.json'), fetch('modules.bin')]);
const [{ input, modules }, all] = await Promise.all([job.json(), bytes.arrayBuffer()]);
const compiled = modules.map(async ({ name, at, length }) => [name, await WebAssembly.compile(new Uint8Array(all, at, length))]);
globalThis.answer = await run(input, Object.fromEntries(await Promise.all(compiled)));
`;

/** A browser without a window, and a server for its pages on loopback. */
export async function chromium(): Promise<OpenHost> {
  const served = new Map<string, string | Uint8Array>();
  const server = await listen(served);
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let browser: Browser;
  try {
    browser = await launch(await browserProgram());
  } catch (error) {
    server.close();
    throw error;
  }
  let runs = 0;
  return {
    async run(bundled, files, input) {
      const folder = `/${runs++}/`;
      for (const [name, content] of Object.entries(pageFiles(bundled, files, input))) served.set(folder + name, content);
      try {
        return outcome('chromium', await answerOf(browser, origin + folder));
      } finally {
        for (const path of [...served.keys()]) if (path.startsWith(folder)) served.delete(path);
      }
    },
    async close() {
      await browser.close();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Starts the browser without a window. The caller closes it. */
export const launch = ({ path, environment }: BrowserProgram): Promise<Browser> =>
  playwright.launch({
    executablePath: path,
    env: { ...process.env, ...environment },
    args: [
      '--no-sandbox',
      // Where the signal of a bad address does not reach the engine, as in some containers, the page would crash instead of the guest.
      '--js-flags=--wasm-enforce-bounds-checks',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
    ],
  });

function pageFiles(bundled: string, files: WasmFiles, input: unknown): Record<string, string | Uint8Array> {
  let end = 0;
  const modules = Object.entries(files).map(([name, { length }]) => {
    end += length;
    return { name, at: end - length, length };
  });
  return {
    'index.html': '<!doctype html><meta charset="utf-8"><title>guest</title><script type="module" src="main.js"></script>',
    'main.js': main,
    'runner.js': runner,
    'program.js': bundled,
    'job.json': JSON.stringify({ input, modules }),
    'modules.bin': Buffer.concat(Object.values(files)),
  };
}

async function listen(served: ReadonlyMap<string, string | Uint8Array>): Promise<Server> {
  const server = createServer(({ url = '/' }, response) => {
    const content = served.get(url);
    const type = types[url.slice(url.lastIndexOf('.') + 1)] ?? 'text/plain';
    response.writeHead(content === undefined ? 404 : 200, { ...headers, 'content-type': type }).end(content);
  });
  await new Promise<void>((done, failed) => server.once('error', failed).listen(0, '127.0.0.1', done));
  return server;
}

/** Opens a page in a profile of its own, and waits for its answer, its first error or its end. */
async function answerOf(browser: Browser, folder: string): Promise<string> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const logged: string[] = [];
    page.on('console', (message) => logged.push(message.text()));
    const failed = new Promise<never>((_, reject) => {
      page.on('pageerror', (error) => reject(new Error(`in chromium: ${error.stack ?? error.message}`)));
      page.on('crash', () => reject(new Error(`in chromium: the page crashed; ${logged.join('; ')}`)));
      page.on('requestfailed', (request) => reject(new Error(`in chromium: ${request.url()}: ${request.failure()?.errorText}; ${logged}`)));
    });
    await Promise.race([page.goto(`${folder}index.html`), failed]);
    const answer = page.waitForFunction(() => (globalThis as { answer?: string }).answer, undefined, { timeout: 0, polling: 50 });
    return (await (await Promise.race([answer, failed])).jsonValue()) as string;
  } finally {
    await context.close();
  }
}
