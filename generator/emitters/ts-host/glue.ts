import { InternalError } from '../../diagnostics/diagnostic.js';
import type { EmittedFile } from '../../emit/emitter.js';

/** The modules of the runtime glue, without those that only one of them loads: the reader of modules in `wasm/`. */
const files = [
  'answers',
  'assemble',
  'audit',
  'bind',
  'buffers',
  'bytes',
  'changes',
  'counts',
  'deny',
  'deterministic',
  'digest',
  'divergence',
  'events',
  'exports',
  'failing',
  'failure',
  'fence',
  'forward',
  'given',
  'grants',
  'guest',
  'handles',
  'kept',
  'link',
  'log',
  'logged',
  'names',
  'packed',
  'payload',
  'pending',
  'preflight',
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
  'tracing',
  'virtual',
  'whole',
] as const;

/** The compiled glue: where each name comes from, and which modules a module needs. */
export class Glue {
  readonly #home = new Map<string, string>();
  readonly #used = new Set<string>();

  constructor(readonly text: (file: string) => string) {
    for (const file of files) {
      const source = text(`${file}.js`);
      for (const [, name] of source.matchAll(/^export (?:const|function|async function|class|let) (\w+)/gm))
        this.#home.set(name as string, file);
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
    for (const needed of this.#neededBy(`${file}.js`)) this.use(needed);
  }

  /** The modules that were used, with their declarations. Declarations may need further modules for their types. */
  emitted(): EmittedFile[] {
    for (const file of [...this.#used]) for (const needed of this.#neededBy(`${file}.d.ts`)) this.use(needed);
    return [...this.#used].sort().flatMap((file) => [
      { path: `glue/${file}.js`, text: this.text(`${file}.js`) },
      { path: `glue/${file}.d.ts`, text: this.text(`${file}.d.ts`) },
    ]);
  }

  /** The modules that a file loads, which stand beside it or below. */
  #neededBy(path: string): string[] {
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    return [...this.text(path).matchAll(/from '\.\/([\w/]+)\.js'/g)].map(([, name]) => `${folder}${name}`);
  }
}
