import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { root } from '../runtime/supply.js';
import { Project } from '../types/project.js';
import type { Entry } from './support.js';

/** What tests of guests with a database use of test/hosts/node/database.ts. */
export interface DatabaseModule {
  openDatabase(statements: readonly string[]): Promise<object>;
  sqliteHost(database: object, rowsPerFrame: number): { readonly host: { hostPoll(): undefined } };
}

/** A project of a host implementer in which the files of test/hosts are used as a reader uses them. */
export class ExampleHosts {
  readonly project = new Project();
  readonly #installed = this.project.install('schemas/molt/1.5.0', '@molt/abi-host');

  /** Bundles a file for a platform without `node_modules`; gives the path of the bundle. */
  async bundle(file: string, external: readonly string[] = []): Promise<string> {
    await this.#installed;
    const outfile = join(this.project.folder, file.replace(/\.ts$/, '.bundle.mjs'));
    await build({
      ...this.#options(file, outfile),
      platform: 'browser',
      alias: { '@molt/abi-host': join(this.project.folder, 'node_modules/@molt/abi-host') },
      external: [...external],
    });
    return outfile;
  }

  /** Imports a file into this process; the packages that it imports are those of the project. */
  async load<T>(file: string): Promise<T> {
    await this.#installed;
    const outfile = join(this.project.folder, file.replace(/\.ts$/, '.mjs'));
    await build({ ...this.#options(file, outfile), platform: 'node', packages: 'external' });
    return (await import(outfile)) as T;
  }

  /** An entry of the host package: the one that loaded files import. */
  async entry(target: string): Promise<Entry> {
    await this.#installed;
    return (await import(join(this.project.folder, `node_modules/@molt/abi-host/${target}.js`))) as Entry;
  }

  #options(file: string, outfile: string): BuildOptions {
    const from = join(root, 'test/hosts', file);
    return { entryPoints: [from], bundle: true, format: 'esm', target: 'es2022', tsconfigRaw: {}, outfile };
  }
}
