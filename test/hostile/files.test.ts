import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { limits } from '../../generator/source/limits.js';
import { files, func } from './abi.js';
import { abiFolder, gen, type Refusal, refuses } from './contract.js';

/** Group A of the hostile cases, as far as it is about sizes, depths and paths. */
const good = files();

test.each([
  ['arrays', `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
  ['objects', `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`],
  ['arrays without an end', '['.repeat(200_000)],
])('case 5: %s 200,000 deep', (_, text) => {
  const place = /^log\.json#/;
  refuses(abiFolder({ ...good, 'log.json': text }), { exit: 6, code: 'parse/depth', place });
});

describe('case 6: more than anyone needs', { timeout: 60_000 }, () => {
  test('a file of 1 GiB', () => {
    const folder = abiFolder(good, (abi) => {
      writeFileSync(join(abi, 'big.json'), '');
      truncateSync(join(abi, 'big.json'), 2 ** 30);
    });
    refuses(folder, { exit: 6, code: 'parse/size', place: 'big.json#', says: '1073741824 bytes' });
  });

  test('a ledger of 1 GiB', () => {
    const folder = abiFolder({}, (abi) => {
      mkdirSync(join(abi, '1.0.0'));
      for (const [name, text] of Object.entries(good)) writeFileSync(join(abi, '1.0.0', name), text);
      writeFileSync(join(abi, 'releases.json'), '');
      truncateSync(join(abi, 'releases.json'), 2 ** 30);
    });
    refuses(folder, { exit: 6, code: 'parse/size', place: 'releases.json#' });
  });

  /** An interface of functions that are as short as they can be. */
  const many = (name: string, count: number) => {
    const members = Array.from({ length: count }, (_, i) => `"f${i}":{"import":"f${i}","doc":""}`);
    return `{"interface":"${name}","module":"env","functions":{${members.join(',')}}}`;
  };
  const names = ['a', 'b', 'c', 'd'];
  test('a million functions in one file', () => {
    refuses(abiFolder({ ...good, 'log.json': many('log', 1_000_000) }), { exit: 6, code: 'parse/size', place: 'log.json#' });
  });
  test('a million functions in several files', () => {
    const texts = Object.fromEntries(names.map((name) => [`${name}.json`, many(name, 250_000)]));
    refuses(abiFolder({ ...good, ...texts }), { exit: 6, code: 'parse/limit', place: null, says: 'bytes of JSON' });
  });
  test('half a million values', () => {
    refuses(abiFolder({ ...good, 'log.json': `[${'0,'.repeat(limits.jsonValues)}0]` }), {
      exit: 6,
      code: 'parse/limit',
      place: /^log\.json#/,
      says: 'values',
    });
  });
  test.each([
    [100_000_000, 'parse/size', 6],
    [10_000_000, 'parse/limit', 6],
    [20_001, 'shape/bad-value', 3],
  ])('documentation of %i characters', (length, code, exit) => {
    const log = files({ functions: { write: func('w', { doc: 'x'.repeat(length) }) } });
    refuses(abiFolder(log), { exit, code, place: /^log\.json#/ });
  });
  test('4,000 faults in one file are told in one pass', () => {
    const functions = Object.fromEntries(Array.from({ length: 4_000 }, (_, i) => [`f${i}`, func(`f${i}`, { capability: 'no.such' })]));
    const found = refuses(abiFolder(files({ functions })), {
      exit: 3,
      code: 'resolve/unknown-capability',
      place: 'log.json#/functions/f0/capability',
    });
    expect(found).toHaveLength(4_000);
  });
});

describe('case 6: what is no file', () => {
  const device = (name: string) => abiFolder(good, (abi) => symlinkSync(`/dev/${name}`, join(abi, 'more.json')));
  test.each(['zero', 'full', 'tty'])('a link to /dev/%s', (name) => {
    refuses(device(name), { exit: 5, code: 'io/read', place: null, says: 'not a regular file' });
  });
  test('a named pipe without a writer', () => {
    const folder = abiFolder(good, (abi) => execFileSync('mkfifo', [join(abi, 'pipe.json')]));
    refuses(folder, { exit: 5, code: 'io/read', place: null, says: 'not a regular file' });
  });
  test('a folder with the name of a file', () => {
    const folder = abiFolder({ 'abi.json': good['abi.json'] as string }, (abi) => mkdirSync(join(abi, 'log.json')));
    refuses(folder, { exit: 3, code: 'shape/no-file', place: 'abi.json#/interfaces/0' });
  });
  test('a file that grows while it is read', async () => {
    const folder = abiFolder({ ...good, 'log.json': '[' });
    const path = JSON.stringify(join(folder, 'abi/log.json'));
    const grow = `const { appendFileSync } = require('node:fs'); for (;;) appendFileSync(${path}, ' '.repeat(65536));`;
    const writer = spawn(process.execPath, ['-e', grow], { stdio: 'ignore' });
    try {
      while (readFileSync(join(folder, 'abi/log.json')).length < 2) await new Promise((resume) => setTimeout(resume, 5));
      const { exit, megabytes } = gen(folder, ['--emit', 'manifest']);
      expect([3, 6]).toContain(exit);
      expect(megabytes).toBeLessThan(512);
    } finally {
      writer.kill('SIGKILL');
    }
  });
});

/** Notes every file that is opened and every socket that is asked for, in a file of its own. */
const spy = `data:text/javascript,${encodeURIComponent(`
  import fs from 'node:fs'; import net from 'node:net'; import dns from 'node:dns'; import dgram from 'node:dgram';
  import { syncBuiltinESMExports } from 'node:module';
  const opened = [], network = [], write = fs.writeFileSync;
  const note = (object, name, list) => { const real = object[name]; object[name] = function (...args) { list.push(String(args[0])); return real.apply(this, args); }; };
  for (const name of ['openSync', 'open', 'readFileSync', 'readFile', 'createReadStream']) note(fs, name, opened);
  note(net.Socket.prototype, 'connect', network); note(dns, 'lookup', network); note(dgram, 'createSocket', network);
  globalThis.fetch = (url) => { network.push(String(url)); throw new Error('no network'); };
  syncBuiltinESMExports();
  process.on('exit', () => write('opened', JSON.stringify({ opened, network })));
`)}`;

describe('case 7: references that lead outside', () => {
  const outside = [
    'http://127.0.0.1:9/x.json',
    'file:///etc/passwd',
    '../secret.json',
    '/etc/passwd',
    '\\\\host\\share\\x.json',
    'C:\\x.json',
    'a/../../secret.json',
    '//host/x.json',
  ];

  const refusesQuietly = (folder: string, wanted: Refusal) => {
    refuses(folder, wanted, ['--emit', 'manifest'], [spy]);
    const { opened, network } = JSON.parse(readFileSync(join(folder, 'opened'), 'utf8')) as { opened: string[]; network: string[] };
    expect(opened.length).toBeGreaterThan(1);
    expect(opened.filter((path) => /secret|passwd|127\.0\.0\.1|share/.test(path))).toEqual([]);
    expect(network).toEqual([]);
  };

  test.each(outside)('an interface file at %s', (path) => {
    const folder = abiFolder({ ...files({}, { interfaces: ['log.json', path] }), '../secret.json': good['log.json'] as string });
    refusesQuietly(folder, { exit: 3, code: 'shape/bad-path', place: 'abi.json#/interfaces/1' });
  });

  test.each(outside)('a payload schema at %s', (path) => {
    const types = { data: { kind: 'payload', codec: 'json', schema: path } };
    const folder = abiFolder({ ...files({ types }), '../secret.json': '{"type":"string"}' });
    refusesQuietly(folder, { exit: 3, code: 'resolve/payload-missing', place: 'log.json#/types/data/schema' });
  });

  test.each([...outside, 'other.json#/x'])('a $ref to %s', ($ref) => {
    const folder = abiFolder(files({ types: { data: { kind: 'payload', codec: 'json', schema: { $ref } } } }));
    refusesQuietly(folder, { exit: 3, code: 'resolve/payload-profile', place: 'log.json#/types/data/schema/$ref' });
  });

  test('a link to a file outside', () => {
    const folder = abiFolder({ ...good, '../secret.json': '{}' }, (abi) => symlinkSync('../secret.json', join(abi, 'more.json')));
    refusesQuietly(folder, { exit: 5, code: 'parse/outside', place: null });
  });
});
