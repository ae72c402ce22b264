import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder } from '../runtime/supply.js';
import { ExampleHosts } from './example-hosts.js';

/** What these tests use of test/hosts/node/main.ts. */
interface NodeHost {
  readonly Descriptors: new (preopens: readonly object[]) => object;
}

const { Descriptors } = await new ExampleHosts().load<NodeHost>('node/main.ts');

/** Runs something; answers which of the descriptors that it opened it left open. */
function leftBy(run: () => void): ReadonlySet<number> {
  const { openSync, closeSync } = fs;
  const left = new Set<number>();
  fs.openSync = (...values) => {
    const file = openSync(...values);
    left.add(file);
    return file;
  };
  fs.closeSync = (file) => {
    left.delete(file);
    closeSync(file);
  };
  syncBuiltinESMExports();
  try {
    run();
  } finally {
    Object.assign(fs, { openSync, closeSync });
    syncBuiltinESMExports();
  }
  return left;
}

test('a directory that cannot be opened leaves those before it closed', () => {
  const path = folder();
  const preopens = [
    { name: '/here', path },
    { name: '/missing', path: join(path, 'missing') },
  ];
  expect(leftBy(() => expect(() => new Descriptors(preopens)).toThrow('ENOENT'))).toEqual(new Set());
});
