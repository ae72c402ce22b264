import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { emitHost, root, write } from '../runtime/supply.js';

export const compilers = { '5.9': 'typescript59', '6': 'typescript', '7': 'typescript7' } as const;
export type Compiler = keyof typeof compilers;

/** A project of a host implementer: generated packages in `node_modules`, and its own files. */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), 'molt-abi-types-'));

  constructor() {
    afterAll(() => rmSync(this.folder, { recursive: true, force: true }));
    for (const name of ['@types/node', 'undici-types', '@msgpack/msgpack', 'sql.js']) {
      const link = join(this.folder, 'node_modules', name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(root, 'node_modules', name), link);
    }
    this.file('package.json', JSON.stringify({ name: 'host', type: 'module', private: true }));
  }

  file(path: string, text: string): void {
    write(this.folder, [{ path, text }]);
  }

  /** Installs the host package of an ABI under a name; gives its README. */
  async install(abi: string, name: string, strictHost = false): Promise<string> {
    const { files } = await emitHost(abi, strictHost);
    for (const file of files) {
      const text = file.path === 'package.json' ? JSON.stringify({ ...JSON.parse(file.text), name }) : file.text;
      this.file(`node_modules/${name}/${file.path}`, text);
    }
    return files.find((f) => f.path === 'README.md')?.text ?? '';
  }

  /** Errors as `file(line): code`, of a strict check that skips nothing. */
  check(compiler: Compiler, files: readonly string[]): string[] {
    const compilerOptions = {
      target: 'es2022',
      lib: ['es2023', 'dom'],
      module: 'nodenext',
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      verbatimModuleSyntax: true,
      skipLibCheck: false,
      noEmit: true,
      types: ['node'],
    };
    const config = `tsconfig.${compiler}.json`;
    writeFileSync(join(this.folder, config), JSON.stringify({ compilerOptions, files }));
    try {
      execFileSync(process.execPath, [join(root, 'node_modules', compilers[compiler], 'bin/tsc'), '-p', config, '--pretty', 'false'], {
        cwd: this.folder,
        encoding: 'utf8',
        stdio: 'pipe',
      });
      return [];
    } catch (error) {
      const { stdout } = error as { stdout: string };
      const found = [...stdout.matchAll(/^([^\s(][^(]*)\((\d+),\d+\): error (TS\d+)/gm)].map(
        ([, file, line, code]) => `${file}(${line}): ${code}`,
      );
      return found.length > 0 ? found : [stdout];
    }
  }
}

export const fixture = (name: string): string => readFileSync(join(root, 'test/types/fixtures', name), 'utf8');
