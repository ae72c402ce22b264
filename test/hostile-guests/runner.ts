import { codecs } from './codecs.js';
import { foreign, ScriptedHost, type World } from './host.js';
import { disturbed } from './intrinsics.js';
import { hostActions, lateSteps, type Program } from './program.js';
import { Watch } from './watch.js';

/** An entry of a generated package, as far as a run uses it. */
export interface Entry {
  createImports(hosts: object, options: object): { readonly imports: WebAssembly.Imports };
  attach(bindings: object, instance: WebAssembly.Instance): void;
  guestExports(bindings: object): Readonly<Record<string, (...args: readonly number[]) => unknown>>;
  /** Where the target has functions that may suspend the guest. */
  promising?(bindings: object, run: unknown): () => Promise<unknown>;
  readonly Failure: new (domain: string, name: string, code: number, text?: string) => object;
  readonly AbiLinkError: new (problems: readonly string[]) => Error;
  readonly AbiTrap: new (message: string) => Error;
}

/** What a runner must know of a schema beside the program. */
export interface Surface {
  /** Interfaces by the key under which their host is given. */
  readonly interfaces: Readonly<Record<string, string>>;
  /** Names of the guest exports, in the order of the ABI. */
  readonly exports: readonly string[];
}

/** What is recorded of a run beside its calls. */
export interface Eye {
  /** Memory as the guest laid it out, before its first step. */
  begin(memory: Uint8Array): void;
  /** Memory after a step; answers lines for the log. */
  step(memory: Uint8Array): readonly string[];
  /** What is said of an exception beside its class. */
  describe(thrown: unknown): string;
}

/** Records which bytes of memory changed, and of exceptions their class: what a model can say as well. */
function watching(): Eye {
  const watch = new Watch();
  return { begin: (memory) => void watch.changes(memory), step: (memory) => watch.changes(memory), describe: () => '' };
}

/** More turns of the engine than whoever waits for a promise needs to learn of it, and a guest that is suspended at every call of a step. */
const turns = { plain: 8, suspended: 200 } as const;

/** Runs a guest on the generated package; answers the log of the run, which the model must have too. */
export async function run(
  entry: Entry,
  surface: Surface,
  module: WebAssembly.Module,
  program: Program,
  eye: Eye = watching(),
): Promise<readonly string[]> {
  const log: string[] = [];
  let site = 0;
  let entering: string[] = [];
  let instance: WebAssembly.Instance | undefined;
  const exported = (name: string): ((...values: readonly number[]) => unknown) => (instance as WebAssembly.Instance).exports[name] as never;
  const memory = (): WebAssembly.Memory => instance?.exports.memory as WebAssembly.Memory;
  const classOf = (thrown: unknown): string => {
    if (thrown instanceof entry.AbiTrap) return 'a trap';
    if (thrown instanceof WebAssembly.RuntimeError) return 'an engine trap';
    if (thrown instanceof entry.Failure) return `failure ${(thrown as { name: string }).name}`;
    return foreign(thrown);
  };
  const classify = (thrown: unknown): string => classOf(thrown) + eye.describe(thrown);
  const world: World = {
    log,
    failure: (domain, name, code, text) => new entry.Failure(domain, name, code, text),
    grow: (pages) => {
      try {
        memory().grow(pages);
      } catch (cause) {
        if (!(cause instanceof RangeError)) throw cause;
      }
    },
    hook: (hook) => void exported(`hook${hook}`)(),
    enter: (name, args) => entry.guestExports(bindings)[name]?.(...args),
    window: (at, length) => new Uint8Array(memory().buffer, at, length),
    classify,
    promise: (value, rejects) => {
      let settle = (): void => undefined;
      const promise = new Promise((resolve, reject) => {
        settle = () => (rejects ? reject(value) : resolve(value));
      });
      // After a trap nobody is left to look at it.
      promise.catch(() => undefined);
      return { promise, settle };
    },
  };
  const host = new ScriptedHost(world, hostActions);
  const hosts = Object.fromEntries(
    Object.entries(surface.interfaces)
      .filter(([, name]) => !program.absent.includes(name))
      .map(([key]) => [key, methods(host, program, () => site)]),
  );
  const bindings = entry.createImports(hosts, {
    grants: program.grants,
    handleSeed: program.handleSeed,
    threads: program.threads,
    suspend: program.suspend,
    codecs,
    onHostError: (failed: { readonly function: string; readonly cause: unknown }) =>
      log.push(`blame ${failed.function}${eye.describe(failed.cause)}`),
  });
  const hex = (n: number | bigint, width: number): string => BigInt.asUintN(width, BigInt(n)).toString(16);
  const harness = {
    site: (i: number) => {
      site = i;
      log.push(`call ${i}`);
    },
    caught: (i: number) => log.push(`caught ${i}`),
    got32: (i: number, bits: number) => log.push(`got ${i} ${hex(bits, 32)}`),
    got64: (i: number, bits: bigint) => log.push(`got ${i} ${hex(bits, 64)}`),
    enter: (i: number) => {
      entering = [`${surface.exports[i]}`];
    },
    param32: (bits: number) => entering.push(hex(bits, 32)),
    param64: (bits: bigint) => entering.push(hex(bits, 64)),
    entered: () => log.push(`export ${entering[0]}(${entering.slice(1).join(', ')})`),
  };
  const imports = Object.assign(Object.create(null), bindings.imports, { harness }) as WebAssembly.Imports;
  instance = await WebAssembly.instantiate(module, imports);
  try {
    entry.attach(bindings, instance);
  } catch (cause) {
    if (cause instanceof entry.AbiLinkError) return ['refused'];
    throw cause;
  }
  exported('init')();
  eye.begin(new Uint8Array(memory().buffer));
  const jobs = async (): Promise<void> => {
    for (let i = program.suspend ? turns.suspended : turns.plain; i > 0; i--) await undefined;
  };
  const attempt = (run: () => unknown): void => {
    try {
      run();
    } catch (thrown) {
      log.push(`threw ${classify(thrown)}`);
    }
  };
  /** Whether a step has not come back, since the guest is suspended in it. */
  let suspended = false;
  const begin = async (i: number): Promise<void> => {
    const first = !suspended;
    suspended = true;
    try {
      await entry.promising?.(bindings, exported(`step${i}`))();
    } catch (thrown) {
      log.push(`threw ${classify(thrown)}`);
    }
    if (first) suspended = false;
  };
  const after = async (): Promise<void> => {
    await jobs();
    log.push(...eye.step(new Uint8Array(memory().buffer)));
    host.tick();
    await jobs();
  };
  for (const i of program.steps.keys()) {
    log.push(`step ${i}`);
    const meanwhile = suspended && program.hooks.length > 0;
    if (program.suspend) void begin(i);
    else attempt(() => exported(`step${i}`)());
    if (meanwhile) attempt(() => exported(`hook${i % program.hooks.length}`)());
    await after();
  }
  // Promises that are settled late find their guest.
  for (let i = 0; i < lateSteps; i++) await after();
  log.push(...(suspended ? ['suspended'] : []));
  for (const name of disturbed('near')) log.push(`changed ${name}`);
  return log.slice();
}

/** A host with every method. */
const methods = (host: ScriptedHost, program: Program, site: () => number): object =>
  new Proxy(
    {},
    {
      get:
        (_, name) =>
        (...args: unknown[]) =>
          host.call(String(name), args, program.sites[site()]?.plan as NonNullable<Program['sites'][number]>['plan']),
    },
  );
