import type { Abi, CancelTokenType, CoreType, Func, GuestExport } from '../../../generator/ir/abi.js';
import { foreign, ScriptedHost, type World } from '../host.js';
import { type Action, type Arg, background, hostActions, lateSteps, type Program, pageSize, pages } from '../program.js';
import { Watch } from '../watch.js';
import { type Acting, Fiber } from './fiber.js';
import { dispatch } from './imports.js';
import { Suspension, Waiting } from './late.js';
import { ModelPromise, type Outcome } from './promises.js';
import { Pumps } from './pumps.js';
import { Reads } from './reads.js';
import { Resources } from './resources.js';
import { exportCores, exportsOf, functionsOf, slotsOf, widthOf } from './shape.js';
import { EngineTrap, ModelFailure, ModelMemory, type ModelTask, Trap } from './state.js';
import { fromBits, toBits } from './values.js';

/** How deep host and guest may be inside each other. */
const maxDepth = 256;

/** Memory before anything is written. */
const filled = new Uint8Array(Int32Array.from({ length: (pages.initial * pageSize) / 4 }, (_, i) => background(i)).buffer);

/** The reference model: it carries out a program under a schema, with what the specification says about every call. */
export class Machine {
  readonly log: string[] = [];
  readonly memory: ModelMemory;
  readonly reads = new Reads();
  readonly waiting = new Waiting();
  /** Every task that was started. */
  readonly tasks: ModelTask[] = [];
  /** What is to be done after the step. */
  readonly jobs: (() => void)[] = [];
  readonly resources: Resources;
  readonly pumps: Pumps;
  readonly #functions: ReadonlyMap<string, Func>;
  readonly #exports: ReadonlyMap<string, GuestExport>;
  readonly #results = new Map<number, bigint>();
  readonly host: ScriptedHost;
  /** 0: calls may enter. 1: the host or an allocator runs, and may not be entered. */
  gate: 0 | 1 = 0;
  dead = false;
  depth = 0;
  readonly #fiber = new Fiber(this);
  /** What ended the instance, where it was not a trap of ours. */
  cause: { readonly thrown: unknown } | undefined;

  constructor(
    readonly abi: Abi,
    readonly program: Program,
  ) {
    this.memory = new ModelMemory(program.shared);
    this.#functions = new Map(functionsOf(abi).map((f) => [f.id, f]));
    this.#exports = new Map(
      exportsOf(abi).flatMap(
        (e) =>
          [
            [e.id, e],
            [e.field, e],
          ] as const,
      ),
    );
    this.resources = new Resources(
      abi,
      program.handleSeed,
      () => this.poison(),
      (type, number) => this.waiting.close(type, number),
    );
    this.pumps = new Pumps(this);
    this.host = new ScriptedHost(this.#world(), hostActions);
  }

  /** The log of the whole run. */
  run(): readonly string[] {
    if (this.program.shared && !this.#sharing()) return ['refused'];
    this.memory.bytes.set(filled);
    for (const { at, bytes } of this.program.segments) this.memory.bytes.set(bytes, at);
    const watch = new Watch();
    watch.changes(this.memory.bytes);
    const after = (): void => {
      this.#settle();
      this.log.push(...watch.changes(this.memory.bytes));
      this.host.tick();
      this.#settle();
    };
    const { steps, hooks, suspend } = this.program;
    for (const [i, step] of steps.entries()) {
      this.log.push(`step ${i}`);
      const meanwhile = this.#fiber.suspended && hooks.length > 0;
      if (suspend) this.#fiber.begin(this.acting(step));
      else this.#attempt(() => this.#act(step));
      if (meanwhile) this.#attempt(() => this.#act(hooks[i % hooks.length] ?? []));
      after();
    }
    for (let i = 0; i < lateSteps; i++) after();
    if (this.#fiber.suspended) this.log.push('suspended');
    return this.log;
  }

  #attempt(run: () => void): void {
    try {
      run();
    } catch (thrown) {
      this.threw(thrown);
    }
  }

  threw(thrown: unknown): void {
    this.log.push(`threw ${this.#classify(thrown)}`);
  }

  /** Whether the target and the embedder let the guest share its memory. */
  #sharing(): boolean {
    const threads = this.abi.targets.find((t) => t.name === this.program.target)?.threads;
    return threads === 'required' || (threads === 'optional' && this.program.threads);
  }

  /** Whoever waits for promises that are settled learns it. */
  #settle(): void {
    for (let job = this.jobs.shift(); job !== undefined; job = this.jobs.shift()) job();
  }

  #world(): World {
    return {
      log: this.log,
      failure: (domain, name, code, text) => new ModelFailure(domain, name, code, text),
      grow: (by) => void this.memory.grow(by),
      hook: (hook) => this.#act(this.program.hooks[hook] ?? []),
      enter: (name, args) => this.#enter(name, args),
      window: (at, length) => {
        this.reads.add(at, length);
        return this.memory.bytes.subarray(at, at + length);
      },
      classify: (thrown) => this.#classify(thrown),
      promise: (value, rejects) => {
        const promise = new ModelPromise(this.jobs);
        return { promise, settle: () => promise.settle(value, rejects) };
      },
    };
  }

  #classify(thrown: unknown): string {
    if (thrown instanceof Trap) return 'a trap';
    if (thrown instanceof EngineTrap) return 'an engine trap';
    if (thrown instanceof ModelFailure) return `failure ${thrown.name}`;
    return foreign(thrown);
  }

  /** Does what the engine cannot suspend. */
  #act(actions: readonly Action[]): void {
    if (!this.acting(actions).next().done) throw new Error('the generator made a guest that is suspended inside a host');
  }

  /** Does actions, and waits where the engine suspends the guest for what the call came to. */
  *acting(actions: readonly Action[]): Acting {
    for (const action of actions) {
      if (action.do === 'grow') this.memory.grow(action.pages);
      else if (action.do === 'store') this.memory.bytes[action.at] = action.byte;
      else yield* this.#visit(action.site);
    }
  }

  *#visit(index: number): Acting {
    const site = this.program.sites[index];
    const func = site && this.#functions.get(site.func);
    if (site === undefined || func === undefined) throw new Error(`no site ${index}`);
    this.log.push(`call ${index}`);
    const cores = slotsOf(func).flatMap((s) => s.cores);
    const bits = site.args.map((a, i) => this.#argument(a, cores[i] as CoreType));
    let result: bigint | undefined;
    try {
      const answered = dispatch(this, func, bits, site.plan);
      result = answered instanceof Suspension ? (yield answered)() : answered;
    } catch (thrown) {
      if (!site.caught || thrown instanceof EngineTrap) throw thrown;
      this.log.push(`caught ${index}`);
      return;
    }
    if (result === undefined) return;
    this.#results.set(index, result);
    this.log.push(`got ${index} ${result.toString(16)}`);
  }

  #argument(arg: Arg, core: CoreType): bigint {
    if (arg.kind === 'const') return arg.bits;
    if (arg.kind === 'result') return BigInt.asUintN(widthOf(core), (this.#results.get(arg.site) ?? 0n) ^ arg.xor);
    this.reads.add(arg.at, widthOf(core) / 8);
    const view = new DataView(this.memory.bytes.buffer);
    const loaded = core === 'i64' ? view.getBigUint64(arg.at, true) : BigInt(view.getUint32(arg.at, true));
    return loaded ^ arg.xor;
  }

  alive(): void {
    if (this.dead) throw new Trap();
  }

  /** A guest export that this guest has. */
  exported(name: string): GuestExport | undefined {
    const found = this.#exports.get(name);
    return found !== undefined && this.program.exports[found.field] !== undefined ? found : undefined;
  }

  poison(): never {
    this.#over();
    throw new Trap();
  }

  end(thrown: unknown): never {
    if (!this.dead) this.cause = { thrown };
    this.#over();
    throw thrown;
  }

  /** Nothing runs after this, and the tasks whose answer the guest has not taken are told. */
  #over(): void {
    this.dead = true;
    for (const task of this.tasks) if (!task.over) task.abort();
  }

  leave(): void {
    this.alive();
    this.gate = 0;
  }

  blame(func: Func): void {
    this.log.push(`blame ${func.id}`);
  }

  /** Tells of a promise that was rejected where a host had to answer at once. */
  blameIfThrown(func: Func, outcome: Outcome): void {
    try {
      outcome();
    } catch {
      this.blame(func);
    }
  }

  store(at: number, value: bigint, size: 4 | 8): void {
    for (let i = 0; i < size; i++) this.memory.bytes[at + i] = Number((value >> BigInt(8 * i)) & 0xffn);
  }

  pointer(address: number): object {
    const inside = (offset: number, length: number): boolean => offset >= 0 && address + offset + length <= this.memory.bytes.length;
    return {
      address,
      read: () => undefined,
      write: (offset: number, bytes: Uint8Array): boolean => {
        if (inside(offset, bytes.length)) this.memory.bytes.set(bytes, address + offset);
        return inside(offset, bytes.length);
      },
    };
  }

  /** Runs a guest export: what it was called with, what it does, and its result. */
  script(found: GuestExport, bits: readonly bigint[]): bigint | undefined {
    const script = this.program.exports[found.field];
    if (script === undefined) return this.poison();
    this.log.push(`export ${found.field}(${bits.map((b) => b.toString(16)).join(', ')})`);
    this.#act(script.actions);
    if (script.trap) throw new EngineTrap();
    return found.result === undefined ? undefined : script.bits;
  }

  /** Calls a guest export for the host or the glue. What comes out of it as an exception ends the instance. */
  invoke(id: string, values: readonly (number | bigint)[]): bigint | undefined {
    this.alive();
    const found = this.exported(id);
    if (found === undefined || this.depth >= maxDepth) return this.poison();
    const { params } = exportCores(found);
    const bits = params.map((core, i) => toBits(core, core.startsWith('i') ? BigInt(values[i] ?? 0) : Number(values[i] ?? 0)));
    this.depth++;
    try {
      return this.script(found, bits);
    } catch (thrown) {
      return this.end(thrown);
    } finally {
      this.depth--;
    }
  }

  #enter(name: string, args: readonly number[]): unknown {
    this.alive();
    if (this.gate === 1) throw new Error(`${name} may not be called now`);
    const found = this.#exports.get(name);
    const bits = this.invoke(name, args);
    const core = found && exportCores(found).result;
    if (bits === undefined || core === undefined) return undefined;
    const number = fromBits(core, bits);
    return core === 'i32' ? Number(number) : number;
  }

  isCancelled(type: CancelTokenType, id: bigint): boolean {
    this.alive();
    if (this.gate === 1) throw new Error('the guest may not be asked now');
    return (this.invoke(type.pollExport, [id | type.tag]) ?? 0n) === BigInt.asUintN(64, type.cancelled);
  }
}
