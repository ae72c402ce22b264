import type ts from 'typescript';
import type { Answer, Capability, Case, Func, Target } from '../../ir/abi.js';
import type { LoweredFunc, LoweredInterface } from '../../ir/lowered.js';
import type { Ast, Ex, St } from './ast.js';
import { auditedFunctions, grantsOf } from './audit.js';
import { binderName, failingOf } from './bind.js';
import { codecsOf, codecsPart } from './codec-parts.js';
import { deterministicMode, type EntryFacts } from './deterministic.js';
import type { Glue } from './glue.js';
import { isHosted, suspendsOn, tellsHandles } from './hosted.js';
import { InternalModules } from './internal.js';
import { type HostNames, isRequired } from './names.js';
import { planMethod } from './plan.js';
import { functionsLiteral, type Position, positionsOf } from './positions.js';
import { importTable } from './table.js';

/** Writes the entry of one target: what of the ABI it has, how it answers the rest, and how a guest is linked to it. */
export class TargetEntry {
  readonly #uses = new Set<string>();
  readonly #binders = new Set<string>();
  readonly #constants = new Set<string>();
  readonly #positions: readonly Position[];
  /** The positions of functions, without those of their further link keys. */
  readonly #positionOf: ReadonlyMap<LoweredFunc, number>;

  constructor(
    readonly ast: Ast,
    readonly names: HostNames,
    readonly glue: Glue,
    readonly internal: InternalModules,
    readonly target: Target,
    readonly strictHost: boolean,
    /** Whether bindings are deterministic that are not told otherwise. */
    readonly deterministic: boolean,
  ) {
    this.#positions = positionsOf(names.lowered);
    this.#positionOf = new Map(this.#positions.flatMap(({ func, aliasOf }, i) => (aliasOf === undefined ? [[func, i] as const] : [])));
  }

  /** The statements of `<target>.js`. */
  statements(): St[] {
    const { ast, names, target } = this;
    const hosted = names.lowered.interfaces.filter((i) => i.functions.some((f) => isHosted(f.func, target.name)));
    const interfaces = hosted.flatMap((i) => this.#bound(i));
    // Those of other targets are known too: one object of hosts may serve several.
    const elsewhere = names.lowered.interfaces.filter((i) => !hosted.includes(i) && this.#isHostedAnywhere(i));
    const keys = [...hosted, ...elsewhere].map((i) => ast.str(names.key(i.interface)));
    const bound = ast.call(this.#glue('bindAll'), 'keys', 'binders', 'hosts', ...this.#narrowed);
    const created = ast.call(this.#glue('assemble'), 'parts', 'interfaces', 'options');
    const main = [
      ...this.#narrowed.map((name) => ast.const(name, ast.str('; this package holds only what one module imports (`gen --only-imports`)'))),
      ast.const('functions', functionsLiteral(ast, this.#positions)),
      ast.const('unbound', ast.arr(this.#positions.map(({ func }) => this.#unbound(func)))),
      ast.const('table', importTable(ast, names.lowered, this.#positions, target)),
      ...this.#vocabulary(),
      ast.const('parts', this.#parts()),
      ...interfaces,
      ast.exportConst('createImportsOf', ast.arrow(['interfaces', 'options'], created)),
      ast.const('keys', ast.arr(keys)),
      ast.const('binders', ast.arr(hosted.map((i) => names.bind(i.interface)))),
      ast.exportConst('createImports', ast.arrow(['hosts', 'options'], ast.call('createImportsOf', bound, 'options'))),
      ast.exportConst(
        'instantiate',
        ast.arrow(['source', 'bindings', 'options'], ast.call(this.#glue('link'), 'table', 'source', 'bindings', 'options')),
      ),
      ast.exportConst('preflight', ast.arrow(['guest', 'options'], ast.call(this.#glue('preflightOf'), 'table', 'guest', 'options'))),
      ast.exportConst(
        'attach',
        ast.arrow(['bindings', 'instance', 'peers'], ast.call(this.#glue('attachTo'), 'table', 'bindings', 'instance', 'peers')),
      ),
      ast.exportConst('guestExports', ast.arrow(['bindings'], ast.call(this.#glue('exportsOf'), 'bindings.guest', this.#exportInfos()))),
      ast.exportConst('end', ast.arrow(['bindings'], ast.call('bindings.guest.poison', ast.str('the guest was ended by its host')))),
      ...this.#asyncExports(),
    ];
    if (tellsHandles(names.lowered))
      main.push(
        ast.exportConst('handleOf', ast.arrow(['bindings', 'resource'], ast.call(this.#glue('numberOf'), 'bindings.guest', 'resource'))),
      );
    const audited = auditedFunctions(ast, names.lowered, target);
    if (audited) main.push(ast.exportConst('audit', ast.arrow(['onUse'], ast.call(this.#glue('auditing'), audited, 'onUse'))));
    main.push(deterministicMode(this.#facts(hosted), this.#glue('Deterministic')));
    return [...this.#imports(), ast.exportAll('./index.js'), ...main];
  }

  #isHostedAnywhere(i: LoweredInterface): boolean {
    return this.names.lowered.abi.targets.some(({ name }) => i.functions.some((f) => isHosted(f.func, name)));
  }

  /** The constant with what is said behind a fault of a package that does not hold the whole ABI. */
  get #narrowed(): string[] {
    return this.names.lowered.onlyImportsOf === undefined ? [] : ['narrowed'];
  }

  /** `bind<Interface>`: an interface with its host, by itself so that a bundler can drop it. */
  #bound(i: LoweredInterface): St[] {
    const { ast, names, target } = this;
    const key = names.key(i.interface);
    const list: Ex[] = [];
    const failing = new Map<string, St>();
    for (const f of i.functions) {
      if (!isHosted(f.func, target.name) || this.#isForbidden(f)) continue;
      const value = failingOf(ast, f, i.interface.name);
      const text = ast.print([ast.do(value)], '');
      const name = `${key}Failing${[...failing.keys(), text].indexOf(text)}`;
      failing.set(text, ast.const(name, value));
      list.push(this.#hostRow(i, f, name));
    }
    const rows = `${key}Rows`;
    const part = ast.obj(
      [
        ['key', ast.str(key)],
        ['host', 'host'],
        ['codecs', ast.arr(codecsOf(i, target).map((c) => ast.str(c)))],
        ['rows', rows],
      ],
      true,
    );
    return [...failing.values(), ast.const(rows, ast.arr(list, true)), ast.exportConst(names.bind(i.interface), ast.arrow(['host'], part))];
  }

  /** A blocking import that a target without blocking does not have. */
  #isForbidden({ func }: LoweredFunc): boolean {
    return func.effects.blocking && func.effects.whereForbidden === 'unsupported' && this.target.blocking === 'forbidden';
  }

  /** How guests are called that imports may suspend. */
  #asyncExports(): St[] {
    const { ast } = this;
    if (!suspendsOn(this.names.lowered, this.target)) return [];
    return [
      ast.exportConst(
        'asyncGuestExports',
        ast.arrow(['bindings'], ast.call(this.#glue('asyncExportsOf'), 'bindings.guest', this.#exportInfos())),
      ),
      ast.exportConst('promising', ast.arrow(['bindings', 'run'], ast.call(this.#glue('promisingOf'), 'bindings.guest', 'run'))),
    ];
  }

  /** The parts of the glue that `assemble` needs here. */
  #parts(): ts.Expression {
    const { ast, names, target } = this;
    const functions = names.lowered.interfaces.flatMap((i) => i.functions).map((f) => f.func);
    const answeredBy = (kind: string) => functions.some((f) => f.answeredBy.kind === kind && f.targets.includes(target.name));
    const aliases = this.#positions.flatMap(({ aliasOf }, i) => (aliasOf === undefined ? [] : [ast.arr([ast.num(i), ast.num(aliasOf)])]));
    const parts: (readonly [string, Ex])[] = [
      ['target', ast.str(target.name)],
      ['threads', ast.str(target.threads)],
      ['functions', 'functions'],
      ['unbound', 'unbound'],
      ...(aliases.length > 0 ? [['aliases', ast.arr(aliases)] as const] : []),
    ];
    if (this.#capabilities.length > 0)
      parts.push(
        ['grant', ast.arrow(['grants'], ast.call(this.#glue('grant'), 'vocabulary', 'grants', ...this.#narrowed))],
        ['deny', this.#glue('denials')],
      );
    if (this.internal.codecs.size > 0) parts.push(['codecs', codecsPart(ast, names.lowered, target, (name) => this.#glue(name))]);
    if (suspendsOn(names.lowered, target)) parts.push(['suspend', this.#glue('suspendImports')]);
    if (answeredBy('export')) parts.push(['forward', this.#glue('forward')]);
    if (answeredBy('module')) parts.push(['external', this.#glue('external')]);
    if (this.deterministic) parts.push(['deterministic', ast.arrow([], ast.call('deterministic'))]);
    return ast.obj(parts, true);
  }

  /** How a function is answered that no bound interface answers. */
  #unbound(f: LoweredFunc): Ex {
    const { ast, target } = this;
    const { func } = f;
    const here = func.targets.includes(target.name);
    if (here && func.answeredBy.kind === 'export') return ast.str(this.names.exportField(func.answeredBy.exportId));
    if (here && func.answeredBy.kind === 'module') return ast.bool(true);
    const removed = func.status === 'tombstone' ? func.result?.errors[0]?.roles.removed : undefined;
    return this.#answer(f, removed ? { kind: 'error', case: removed } : (func.lacking[target.name] ?? func.missing));
  }

  #glue(name: string): string {
    this.#uses.add(name);
    return name;
  }

  #imports(): St[] {
    const from = new Map<string, string[]>();
    for (const name of [...this.#uses].sort()) {
      const home = `./glue/${this.glue.homeOf(name)}.js`;
      from.set(home, [...(from.get(home) ?? []), name]);
    }
    const glue = [...from].sort(([a], [b]) => (a < b ? -1 : 1)).map(([module, names]) => this.ast.importNamed(names, module));
    const internal = [...this.#binders].map((module) => this.ast.importAll(moduleName(module), `./internal/${module}.js`));
    const constants = this.#constants.size > 0 ? [this.ast.importNamed([...this.#constants].sort(), './index.js')] : [];
    return [...glue, ...internal, ...constants];
  }

  /** One import that a host method answers, as `pick` takes it: what is at its end and says nothing is left out. */
  #hostRow(i: LoweredInterface, f: LoweredFunc, failing: string): ts.Expression {
    const { ast, names } = this;
    const { func } = f;
    const file = InternalModules.fileOf(i.interface.name);
    this.#binders.add(file);
    const grants = grantsOf(func);
    const method = (func.taskPart && i.functions.find((other) => other.func.name === func.taskPart?.start)) ?? f;
    const { args, poll } = planMethod(method);
    // A pump delivers what waits also for a host that has nothing to add.
    const need = func.pumps.length > 0 ? 2 : isRequired(names.lowered.abi, method.func, this.strictHost) ? 1 : 0;
    const name = names.method(method);
    const row: (Ex | undefined)[] = [
      ast.num(this.#positionOf.get(f) as number),
      ast.str(name),
      ast.prop(moduleName(file), binderName(f)),
      ast.num(args.length + (poll ? 1 : 0)),
      ast.str(grants),
      failing,
      grants === '' ? undefined : this.#answer(f, func.denied),
      need === 0 ? undefined : ast.num(need),
      idName(name) === func.name ? undefined : ast.str(func.name),
    ];
    while (row.at(-1) === undefined) row.pop();
    return ast.arr(row.map((cell) => cell ?? ast.undef()));
  }

  #exportInfos(): ts.Expression {
    const { ast } = this;
    const exports = this.names.lowered.interfaces.flatMap((i) => i.exports);
    return ast.arr(
      exports.map((e) =>
        ast.obj([
          ['name', ast.str(e.export.field)],
          ['params', ast.arr(e.signature.params.map((p) => ast.str(p)))],
        ]),
      ),
      true,
    );
  }

  /** The core result of an import that answers by itself; null for none, undefined for a trap. */
  #answer({ func, signature }: LoweredFunc, answer: Answer): Ex {
    const { ast } = this;
    if (answer.kind === 'trap') return ast.undef();
    const value = answer.kind === 'value' ? answer.value : this.#encoded(func, answer.case);
    const [result] = signature.results;
    return result === undefined ? ast.nul() : ast.num(result === 'i64' ? value : Number(value));
  }

  #encoded(func: Func, found: Case): bigint {
    return func.result?.encoding === 'value-or-negative-error' ? -found.value : found.value;
  }

  get #capabilities(): readonly Capability[] {
    return this.names.lowered.abi.capabilities.filter((c) => c.targets.includes(this.target.name));
  }

  /** The vocabulary of this target, for expanding grants. */
  #vocabulary(): St[] {
    const { ast } = this;
    const list = (texts: readonly string[]) => ast.arr(texts.map((text) => ast.str(text)));
    const entries = this.#capabilities.map((c) => [c.name, ast.arr([list(c.aliases), list(c.implies)])] as const);
    return entries.length > 0 ? [ast.const('vocabulary', ast.obj(entries, true))] : [];
  }

  /** What the deterministic mode must know of this target. */
  #facts(hosted: readonly LoweredInterface[]): EntryFacts {
    const { ast, names, target } = this;
    return {
      ast,
      names,
      hosted: hosted.map((iface) => ({
        iface,
        functions: iface.functions.filter((f) => isHosted(f.func, target.name) && !this.#isForbidden(f)),
      })),
      coreOf: (f, found) => this.#answer(f, { kind: 'error', case: found }),
      constant: (name) => {
        this.#constants.add(name);
        return name;
      },
    };
  }
}

/** Name under which an entry imports the binders of an interface. */
const moduleName = (file: string): string => `${file.replace(/-(.)/g, (_, c: string) => c.toUpperCase())}Binders`;

/** The name of a function as the glue makes it from that of a method; see `idOf`. */
const idName = (method: string): string => method.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
