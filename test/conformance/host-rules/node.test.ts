import { lookup } from 'node:dns/promises';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ExampleHosts } from '../../e2e/example-hosts.js';
import type * as Rules from '../../hosts/rules/index.js';
import type * as Wrong from '../../hosts/rules/wrong.js';
import { folder } from '../../runtime/supply.js';
import { declareRules, zone } from './support.js';

interface NodeRules {
  holdToRules(world: Rules.World, options: object, trial: Rules.Trial): Promise<readonly Rules.Outcome[]>;
}

const hosts = new ExampleHosts();
const { holdToRules } = await hosts.load<NodeRules>('rules/node.ts');
const { rules } = await hosts.load<typeof Rules>('rules/index.ts');
const { asWrong, wrongHosts } = await hosts.load<typeof Wrong>('rules/wrong.ts');

const connected = new Set<number | undefined>();
const server = createServer((stream) => {
  const from = stream.remotePort;
  connected.add(from);
  stream.on('close', () => connected.delete(from));
  stream.on('error', () => stream.destroy());
  stream.pipe(stream);
});
await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
const { port } = server.address() as { port: number };

// The zone of this process, and so of the host in it.
const zoneBefore = process.env.TZ;
process.env.TZ = 'Europe/Berlin';

const log = join(folder(), 'log');
const [given, withheld] = [openSync(log, 'w'), openSync(log, 'r')];
afterAll(() => {
  if (zoneBefore === undefined) delete process.env.TZ;
  else process.env.TZ = zoneBefore;
  closeSync(given);
  closeSync(withheld);
  server.close();
});

const [known, unknown] = ['localhost', 'nowhere.invalid'];
const options = {
  identity: true,
  reach: { connect: ['127.0.0.1:*'], listen: ['127.0.0.1:*'], resolve: [known, unknown] },
  // Tests ask no name service: what does not exist is told as the system would.
  lookup: async (name: string) => {
    if (name !== known) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
    return lookup(name, { family: 4, all: true });
  },
  programs: { files: { node: process.execPath }, env: { HOST: 'this' }, descriptors: [given] },
};
const world: Rules.World = {
  wasi: true,
  tcp: { port, isConnected: (from) => connected.has(from) },
  names: { known, unknown },
  program: { args: (script) => ['node', '-e', script], descriptor: given, written: () => readFileSync(log, 'utf8') },
  identity: {
    pid: process.pid,
    hostName: null,
    zone,
  },
  openFile: withheld,
};

await declareRules(
  'Node',
  (names, mistake) => {
    const wrong = wrongHosts.find((one) => one.mistake === mistake);
    return holdToRules(world, options, {
      rules: rules.filter((rule) => names === undefined || names.includes(rule.name)),
      ...(wrong && { change: asWrong(wrong) }),
    });
  },
  rules,
  wrongHosts,
  { D06: 1, D08: 3, D11: 3, D13: 2, D16: 3, D21: 5, D25: 5, D31: 1, D34: 4 },
);

test('D34 on Node, a file of the process that was not given out is open after all of that', () => {
  expect(fstatSync(withheld).isFile()).toBe(true);
});
