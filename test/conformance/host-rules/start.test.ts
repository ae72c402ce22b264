import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ExampleHosts } from '../../e2e/example-hosts.js';
import { assemble } from '../../e2e/support.js';
import { bundle, open, realHosts } from '../../support/real-hosts/index.js';
import { importing } from '../guest.js';
import { compileMolt } from '../molt.js';

/** A module that notes what is called, as one letter each. */
const letter = (name: string): number => name.charCodeAt(0);
const noting = (name: string, sign: string, result: boolean, more = ''): string =>
  `(func (export "${name}") ${result ? '(result i64)' : '(param i64)'} (call $note (i32.const ${letter(sign)})) ${more} ${result ? '(i64.const 1)' : ''})`;

/** It keeps the notes, from address 4 on, and their number before them; it imports what the application exports. */
const runtime = `(module (import "env" "molt_isolate_import" (func $molt_isolate_import (param i64) (result i64)))
  (memory (export "molt_memory") 64 64) (table (export "molt_table") 8 funcref)
  (func $note (export "note") (param i32)
    (i32.store8 (i32.add (i32.load (i32.const 0)) (i32.const 4)) (local.get 0))
    (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1))))
  (func (export "load") (drop (call $molt_isolate_import (i64.const 7))))
  ${noting('molt_set_wasm_table_base', 't', false)} ${noting('molt_host_init', 'i', true)})`;

/** It imports the runtime, its memory and its table, and the host. */
const application = `(module
  (import "molt_runtime" "note" (func $note (param i32))) (import "molt_runtime" "load" (func $load))
  (import "env" "memory" (memory 64)) (import "env" "__indirect_function_table" (table 1 funcref))
  ${importing(['molt_getpid_host'])}
  ${noting('molt_isolate_bootstrap', 'b', true)}
  ${noting('molt_main', 'm', true, '(call $load) (i64.store (i32.const 64) (call $molt_getpid_host))')}
  (func (export "molt_isolate_import") (param i64) (result i64) (call $note (i32.const ${letter('a')})) (local.get 0)))`;

const hosts = new ExampleHosts();
const start = await hosts.bundle('shared/start.ts');

/** The program that runs in each host: starts both modules in the way that it is told, and answers what they noted. */
const programFor = async (target: string): Promise<string> => {
  const path = join(hosts.project.folder, `start-${target}.mjs`);
  writeFileSync(
    path,
    `import { createImports, guestExports, instantiate } from '@molt/abi-host/${target}';
import { startSplit, startProgram } from ${JSON.stringify(start)};
const ways = {
  right: (bindings, { runtime, application }) => startSplit({ instantiate, guestExports }, runtime, application, bindings, 4n),
  'application first': (bindings, { runtime, application }) => startSplit({ instantiate, guestExports }, application, runtime, bindings),
  'main alone': (bindings, modules) =>
    startSplit({ instantiate, guestExports: (b) => ({ molt_main: guestExports(b).molt_main }) }, modules.runtime, modules.application, bindings),
  'main first': (bindings, modules) => {
    const guest = () => {
      const { molt_host_init, molt_isolate_bootstrap, molt_main } = guestExports(bindings);
      return { molt_host_init: molt_main, molt_isolate_bootstrap: molt_host_init, molt_main: molt_isolate_bootstrap };
    };
    return startSplit({ instantiate, guestExports: guest }, modules.runtime, modules.application, bindings);
  },
};
export default async (way, { modules }) => {
  const bindings = createImports({ os: { getpid: () => 77n } }, { grants: ${target === 'wasi' ? "['process.id']" : '[]'} });
  try {
    await ways[way](bindings, modules);
  } catch (error) {
    return String(error.name);
  }
  const memory = new Uint8Array(bindings.guest.memory.buffer);
  const pid = new DataView(memory.buffer).getBigInt64(64, true);
  return new TextDecoder().decode(memory.slice(4, 4 + memory[0])) + ' ' + pid;
};
`,
  );
  return bundle(path);
};

const targetOf = { node: 'wasi', chromium: 'browser', workerd: 'edge' } as const;
const modules = { runtime: await assemble(runtime), application: await assemble(application) };

/** The order that the schema says, by what it says of each export. */
test('D23 the order of the start is what the schema says of the exports', () => {
  const when = new Map(
    compileMolt('1.5.0')
      .abi.interfaces.flatMap((i) => i.exports)
      .map((e) => [e.field, e.when]),
  );
  expect(when.get('molt_set_wasm_table_base')).toMatch(/between instantiation and host-init/);
  expect(when.get('molt_host_init')).toMatch(/once, after instantiation and before any other export/);
  expect(when.get('molt_isolate_bootstrap')).toMatch(/once, after host-init and before main/);
  expect(when.get('molt_main')).toMatch(/once, after isolate-bootstrap/);
});

describe.each(realHosts)('in %s', (name) => {
  let run: (way: string) => Promise<unknown>;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const [program, host] = [await programFor(targetOf[name]), await open(name)];
    run = (way) => host.run(program, modules, way);
    close = () => host.close();
  });
  afterAll(() => close());

  test('D23 a split program starts with its runtime, and each export is called once in the order of the schema', async () => {
    // The table, the init, the bootstrap, main, and inside it an import that the application answers.
    expect(await run('right')).toBe(`tibma ${name === 'node' ? 77 : -1}`);
  });

  test('D23 other orders are other programs: they do not link, or the notes tell', async () => {
    expect(await run('application first')).toBe('AbiLinkError');
    expect(await run('main alone')).toBe(`ma ${name === 'node' ? 77 : -1}`);
    expect(await run('main first')).toMatch(/^maib /);
  });
});
