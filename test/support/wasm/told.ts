import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a program that takes a JSON file with paths of modules prints of them: a JSON list with one item for each. */
export function toldOf<T>(modules: readonly Uint8Array[], program: string, args: readonly string[]): readonly T[] {
  const folder = mkdtempSync(join(tmpdir(), 'molt-abi-told-'));
  try {
    const paths = modules.map((bytes, i) => {
      const path = join(folder, `${i}.wasm`);
      writeFileSync(path, bytes);
      return path;
    });
    const list = join(folder, 'list.json');
    writeFileSync(list, JSON.stringify(paths));
    return JSON.parse(
      execFileSync(program, [...args, list], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 2 ** 28 }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
