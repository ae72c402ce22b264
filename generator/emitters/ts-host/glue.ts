import { InternalError } from '../../diagnostics/diagnostic.js';
import type { EmittedFile } from '../../emit/emitter.js';

/** The modules of the runtime glue. */
const files = [
  'answers',
  'assemble',
  'audit',
  'bind',
  'buffers',
  'deny',
  'deterministic',
  'events',
  'exports',
  'failing',
  'failure',
  'forward',
  'grants',
  'guest',
  'handles',
  'kept',
  'link',
  'log',
  'logged',
  'packed',
  'payload',
  'raw',
  'recorder',
  'replayer',
  'row',
  'stamp',
  'streams',
  'suspend',
  'tasks',
  'testing',
  'text',
  'touched',
  'virtual',
] as const;

/** The compiled glue: where each name comes from, and which modules a module needs. */
export class Glue {
  readonly #home = new Map<string, string>();
  readonly #imports = new Map<string, readonly string[]>();
  readonly #used = new Set<string>();

  constructor(readonly text: (file: string) => string) {
    for (const file of files) {
      const source = text(`${file}.js`);
      for (const [, name] of source.matchAll(/^export (?:const|function|async function|class|let) (\w+)/gm))
        this.#home.set(name as string, file);
      this.#imports.set(
        file,
        [...source.matchAll(/from '\.\/(\w+)\.js'/g)].map(([, name]) => name as string),
      );
    }
  }

  /** Every name that the glue exports: no local may shadow one. */
  names(): Iterable<string> {
    return this.#home.keys();
  }

  /** The module that exports a name; it becomes part of the package. */
  homeOf(name: string): string {
    const file = this.#home.get(name);
    if (file === undefined) throw new InternalError(`the glue has no ${name}`);
    this.use(file);
    return file;
  }

  use(file: string): void {
    if (this.#used.has(file)) return;
    this.#used.add(file);
    for (const needed of this.#imports.get(file) ?? []) this.use(needed);
  }

  /** The modules that were used, with their declarations. Declarations may need further modules for their types. */
  emitted(): EmittedFile[] {
    for (const file of [...this.#used])
      for (const [, name] of this.text(`${file}.d.ts`).matchAll(/from '\.\/(\w+)\.js'/g)) this.use(name as string);
    return [...this.#used].sort().flatMap((file) => [
      { path: `glue/${file}.js`, text: this.text(`${file}.js`) },
      { path: `glue/${file}.d.ts`, text: this.text(`${file}.d.ts`) },
    ]);
  }
}
