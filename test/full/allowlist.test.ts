import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { allowlist } from '../../generator/emitters/allowlist/index.js';
import { compileFolder, emitted } from '../unit/emitters/corpus.js';
import { inFolder, run, typedImports, wasm32 } from './tools.js';

const listOf = async (folder: string): Promise<string> => (await emitted(allowlist, compileFolder(folder)))[0]?.text ?? '';

/** Links an object that leaves the symbols undefined, with the list of an ABI. */
function link(list: string, symbols: readonly string[]) {
  const source = `${symbols.map((symbol, i) => `extern int f${i}(int) __asm__("${symbol}");`).join('\n')}\nint run(int x) { return ${symbols.map((_, i) => `f${i}(x)`).join(' + ')}; }\n`;
  return inFolder({ 'guest.c': source, 'allowed-undefined.txt': list }, (at) => {
    run(at, 'clang-14', ...wasm32, '-c', '-o', 'guest.o', 'guest.c');
    run(at, 'wasm-ld-14', '--no-entry', '--export=run', '--allow-undefined-file=allowed-undefined.txt', '-o', 'guest.wasm', 'guest.o');
    return typedImports(readFileSync(join(at, 'guest.wasm')));
  });
}

test('a guest without import attributes links against the list', async () => {
  const symbols = ['molt_socket_recv_host', 'molt_call_indirect13', 'molt_getpid_host', 'fd_write'];
  const imports = link(await listOf('schemas/molt/1.4.0'), symbols);
  expect(imports.map((i) => [i.module, i.name])).toEqual(symbols.map((name) => ['env', name]));
});

test('a symbol that the list lacks does not link', async () => {
  const list = await listOf('schemas/molt/1.4.0');
  expect(() => link(list, ['molt_socket_recv_host', 'molt_socket_recv_hots'])).toThrow('undefined symbol: molt_socket_recv_hots');
});

test('odd names are taken to the byte', async () => {
  const symbols = ["apostrophe'", '*/ evil /*', '__proto__', '%s', 'été', 'sp ace'];
  const imports = link(await listOf('test/corpus/odd-names'), symbols);
  expect(imports.map((i) => i.name)).toEqual(symbols);
});
