import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { assemble } from '../wasm/support.js';
import { temporaryFolder, treeOf } from '../writer/folder.js';
import { moltAbi } from './binary.js';

const app = assemble(`(module
  (import "env" "app_log" (func (param i32 i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func (param i32)))
  (memory (export "memory") 1)
  (func (export "_start")))`);
const other = assemble('(module (import "env" "app_log" (func (param i64))))');

const withModules = () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'app.wasm'), app);
  writeFileSync(join(folder, 'other.wasm'), other);
  return folder;
};

describe('infer', () => {
  test('drafts an ABI that lints, generates with every emitter, and that its module passes', () => {
    const folder = withModules();
    writeFileSync(join(folder, 'host.js'), 'throw new Error("never run"); ({ env: { /** Prints. */ app_log(ptr, len) {} } });');
    const { code, out, err } = moltAbi(folder, ['infer', 'app.wasm', '--host', 'host.js']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /^app 1\.0\.0: 2 imports of 1 module \(1 from wasi 1\.0\.0, 1 drafted\) in 4 interfaces\nnew {6}abi\/1\.0\.0\/abi\.json\n/,
    );
    expect(moltAbi(folder, ['lint', '--abi', 'abi']).out).toBe('app 1.0.0 (2 imports): nothing to report\n');
    expect(moltAbi(folder, ['gen', '--abi', 'abi', '--out', 'out']).code).toBe(0);
    expect(moltAbi(folder, ['verify', 'app.wasm', '--abi', 'abi']).code).toBe(0);
    expect(moltAbi(folder, ['verify', 'other.wasm', '--abi', 'abi']).code).toBe(1);
    moltAbi(folder, ['infer', 'app.wasm', '--host', 'host.js', '--out', 'again']);
    expect(treeOf(join(folder, 'again'))).toEqual(treeOf(join(folder, 'abi')));
  });

  test('writes nothing into a folder that holds something, and nothing over a file', () => {
    const folder = withModules();
    mkdirSync(join(folder, 'abi'));
    writeFileSync(join(folder, 'abi/mine.txt'), 'mine');
    const before = treeOf(folder);
    for (const out of ['abi', 'app.wasm'])
      expect(moltAbi(folder, ['infer', 'app.wasm', '--out', out])).toMatchObject({ code: 5, err: expect.stringContaining('io/exists') });
    expect(treeOf(folder)).toEqual(before);
    mkdirSync(join(folder, 'empty'));
    expect(moltAbi(folder, ['infer', 'app.wasm', '--out', 'empty']).code).toBe(0);
  });

  test('names what modules disagree about, and leaves it out', () => {
    const folder = withModules();
    const { code, out, err } = moltAbi(folder, ['infer', 'app.wasm', 'other.wasm', '--format', 'json']);
    expect({ code, err }).toEqual({ code: 4, err: '' });
    const report = JSON.parse(out);
    expect(report).toMatchObject({
      folder: 'abi',
      abi: 'app',
      version: '1.0.0',
      imports: 2,
      known: 1,
      drafted: 0,
      from: ['wasi 1.0.0'],
      diagnostics: [{ code: 'wasm/import-conflict', message: expect.stringContaining('(func (param i64)) by other.wasm') }],
      exit: 4,
    });
    expect(report.notes[0]).toEqual({
      topic: 'conflict',
      about: 'env.app_log',
      file: '',
      pointer: '',
      text: '(func (param i32 i32)) in app.wasm; (func (param i64)) in other.wasm',
    });
    for (const path of ['app.wasm', 'other.wasm']) expect(moltAbi(folder, ['verify', path, '--abi', 'abi']).code).toBe(1);
  });

  test.each([
    [['infer'], 2],
    [['infer', 'missing.wasm'], 5],
    [['infer', 'app.wasm', '--host', 'missing.js'], 5],
    [['infer', 'broken.wasm'], 4],
    [['infer', 'app.wasm', '--name', '2fast'], 2],
    [['infer', 'app.wasm', '--out', 'linked'], 5],
  ])('%j ends with %i and writes nothing', (args, code) => {
    const folder = withModules();
    writeFileSync(join(folder, 'broken.wasm'), app.subarray(0, 30));
    symlinkSync('nowhere', join(folder, 'linked'));
    const before = treeOf(folder);
    expect(moltAbi(folder, args).code).toBe(code);
    expect(treeOf(folder)).toEqual(before);
  });

  test('points editors at the schema where the package is installed', () => {
    const folder = withModules();
    mkdirSync(join(folder, 'node_modules/molt-abi/schemas'), { recursive: true });
    writeFileSync(join(folder, 'node_modules/molt-abi/schemas/abi.schema.json'), '{}');
    moltAbi(folder, ['infer', 'app.wasm', '--out', 'deep/er']);
    const { $schema } = JSON.parse(readFileSync(join(folder, 'deep/er/1.0.0/abi.json'), 'utf8'));
    expect($schema).toBe('../../../node_modules/molt-abi/schemas/abi.schema.json');
  });
});
