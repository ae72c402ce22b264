import { join } from 'node:path';
import type { CreateHost, Entry, Observe, Outcome } from '../../../runtime-glue/testing.js';
import type { Request, Run } from './asking.js';
import { whyNotLoaded } from './loading.js';

/** What the file of a host implementer exports: `createHost` for a host on the generated package, `run` for any other. */
interface HostFile {
  readonly createHost?: CreateHost<Entry>;
  /** The entry that `createHost` gets; absent: one is generated. */
  readonly abi?: Entry;
  readonly run?: Run;
  /** Called at the end, to stop what `run` began. */
  readonly close?: () => unknown;
}

/** The file of a host, in the process that it has for itself. */
export class TestedFile {
  #host: HostFile = {};
  #package = '';

  constructor(readonly imported: (file: string) => Promise<unknown>) {}

  async load(file: string): Promise<'createHost' | 'run'> {
    try {
      this.#host = (await this.imported(file)) as HostFile;
    } catch (cause) {
      throw new Error(whyNotLoaded(cause, file));
    }
    if (typeof this.#host.run === 'function') return 'run';
    if (typeof this.#host.createHost === 'function') return 'createHost';
    throw new Error('it exports neither the function `createHost` nor the function `run`');
  }

  use(folder: string): undefined {
    this.#package = folder;
  }

  async run(request: Request): Promise<Outcome> {
    const { run, createHost, abi } = this.#host;
    if (typeof run === 'function') return run(request);
    const { target, module, grants, calls, again, ranges } = request;
    const steps = calls.map((call) => ({ call }));
    const memory = ranges.map(({ at, size }) => ({ at, bytes: '00'.repeat(size) }));
    const vector = { steps, memory, ...(grants && { grants }), ...(again !== undefined && { again }) };
    const { observe } = (await this.imported(join(this.#package, 'testing.js'))) as { observe: Observe };
    const entry = abi ?? ((await this.imported(join(this.#package, `${target}.js`))) as Entry);
    return observe(entry, createHost as CreateHost<Entry>, await WebAssembly.compile(module), vector);
  }

  async close(): Promise<undefined> {
    await this.#host.close?.();
  }
}
