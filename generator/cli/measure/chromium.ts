import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { inTime } from './bench.js';
import { inPath, isFile, program } from './find.js';
import type { Bundle, HostKind } from './host.js';
import { page, pageProgram, type Sample } from './in-host.js';

/** Names under which browsers of the family are installed, and where they are on systems that have no such names. */
const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'microsoft-edge'];
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Without a window, in a profile that is new, and without what a browser does on its own. */
const options = (profile: string): string[] => [
  '--headless',
  '--disable-gpu',
  '--disable-extensions',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-sync',
  '--no-first-run',
  '--no-default-browser-check',
  // The sandbox of Chromium does not start for root, which containers often run as.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  `--user-data-dir=${profile}`,
];

/** The page is isolated, since clocks of others are coarse; it loads nothing from elsewhere. */
const headers = {
  'content-security-policy': "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cache-control': 'no-store',
};

const types: Readonly<Record<string, string>> = {
  html: 'text/html',
  js: 'text/javascript',
  json: 'application/json',
  wasm: 'application/wasm',
};

export const chromium: HostKind = {
  name: 'chromium',
  target: 'browser',
  how: 'give the path of Chromium or Chrome with --browser or in MOLT_ABI_CHROMIUM, or install one in your PATH',
  find(given) {
    const path = program(given, process.env.MOLT_ABI_CHROMIUM, () => inPath(names) ?? places.find(isFile));
    return path === undefined
      ? undefined
      : {
          async sample(bench, bundle) {
            const { server, answer } = serve(bundle);
            await new Promise<void>((done, failed) => server.once('error', failed).listen(0, '127.0.0.1', done));
            const { port } = server.address() as AddressInfo;
            const profile = mkdtempSync(join(bench.folder, 'profile-'));
            const { failed, stop } = bench.start(path, [...options(profile), `http://127.0.0.1:${port}/index.html`]);
            try {
              return JSON.parse(await inTime(Promise.race([answer, failed]))) as Sample;
            } finally {
              await stop();
              server.close();
              server.closeAllConnections();
            }
          },
        };
  },
  files: () => ({ 'index.html': page, 'main.js': pageProgram('host/browser.js') }),
};

/** The files of a bundle on loopback, and what the page answers. */
function serve({ folder, files }: Bundle): { readonly server: Server; readonly answer: Promise<string> } {
  const served = new Map(files.map((path) => [`/${path}`, join(folder, path)]));
  let answered: (text: string) => void;
  const answer = new Promise<string>((resolve) => {
    answered = resolve;
  });
  const server = createServer(async (request, response) => {
    const { url = '/', method } = request;
    if (method === 'POST' && url === '/answer') {
      answered(await text(request));
      response.writeHead(204, headers).end();
      return;
    }
    const path = served.get(url);
    if (path === undefined) response.writeHead(404, headers).end();
    else
      response
        .writeHead(200, { ...headers, 'content-type': types[url.slice(url.lastIndexOf('.') + 1)] ?? 'text/plain' })
        .end(readFileSync(path));
  });
  return { server, answer };
}
