import type ts from 'typescript';
import type { Answer, Case, Func, Target } from '../../ir/abi.js';
import type { LoweredFunc, LoweredInterface } from '../../ir/lowered.js';
import type { Ast, Ex, St } from './ast.js';
import { binderName } from './bind.js';
import type { Glue } from './glue.js';
import { isHosted } from './hosted.js';
import { InternalModules } from './internal.js';
import { type HostNames, isRequired } from './names.js';
import { planMethod } from './plan.js';
import { importTable } from './table.js';

/** Writes the entry of one target: what of the ABI it has, how it answers the rest, and how a guest is linked to it. */
export class TargetEntry {
  readonly #constants = new Map<string, string>();
  readonly #uses = new Set<string>();
  readonly #binders = new Map<string, string[]>();

  constructor(
    readonly ast: Ast,
    readonly names: HostNames,
    readonly glue: Glue,
    readonly internal: InternalModules,
    readonly target: Target,
    readonly strictHost: boolean,
  ) {}

  /** The statements of `<target>.js`. */
  statements(): St[] {
    const { ast, names, target } = this;
    const { lowered } = names;
    const byModule = new Map<string, (readonly [string, Ex])[]>();
    const aliases: St[] = [];
    for (const i of lowered.interfaces)
      for (const f of i.functions) {
        if (f.func.status === 'reserved') continue;
        const list = byModule.get(f.func.module) ?? [];
        byModule.set(f.func.module, list);
        list.push([f.func.field, this.#import(i, f)]);
        for (const a of f.func.importAliases) {
          const group = byModule.get(a.module) ?? [];
          byModule.set(a.module, group);
          aliases.push(
            ast.set(
              ast.index(ast.index('imports', ast.str(a.module)), ast.str(a.field)),
              ast.index(ast.index('imports', ast.str(f.func.module)), ast.str(f.func.field)),
            ),
          );
        }
      }
    const imports = ast.obj(
      [...byModule].map(([module, list]) => [module, ast.obj(list, true)] as const),
      true,
    );
    const hosted = lowered.interfaces.filter((i) => i.functions.some((f) => isHosted(f.func, target.name)));
    const body: St[] = [
      ast.const('guest', ast.create(this.#glue('Guest'), 'options', ast.str(target.threads))),
      ...(this.internal.codecs.size > 0
        ? [ast.set('guest.codecs', ast.call(this.#glue('codecsOf'), 'options.codecs', ast.arr(this.#boundCodecs(hosted))))]
        : []),
      ast.const('granted', ast.call(this.#glue('grant'), 'capabilities', 'options.grants')),
      ast.if('options.deterministic', ast.do(ast.call('options.deterministic', 'hosts'))),
    ];
    body.push(
      ast.const('imports', imports),
      ...aliases,
      ast.ret(
        ast.obj([
          ['imports', 'imports'],
          ['guest', 'guest'],
        ]),
      ),
    );
    const constants = [...this.#constants].map(([code, name]) =>
      ast.const(
        name,
        ast.pure(
          ast.call(
            this.#glue('constant'),
            ...(code === '' ? [] : [ast.num(code.endsWith('n') ? BigInt(code.slice(0, -1)) : Number(code))]),
          ),
        ),
      ),
    );
    const main = [
      ...constants,
      ast.const('capabilities', this.#capabilities()),
      ast.const('table', importTable(ast, lowered, target)),
      ast.func(
        'createImports',
        ['hosts', 'options'],
        [
          ast.if(ast.bin('hosts', '===', ast.undef()), ast.set('hosts', ast.obj([]))),
          ast.if(ast.bin('options', '===', ast.undef()), ast.set('options', ast.obj([]))),
          ...body,
        ],
      ),
      ast.exportConst(
        'instantiate',
        ast.arrow(['source', 'bindings', 'options'], ast.call(this.#glue('link'), 'table', 'source', 'bindings', 'options')),
      ),
      ast.exportConst('preflight', ast.arrow(['module', 'options'], ast.call(this.#glue('compare'), 'table', 'module', 'options'))),
      ast.exportConst(
        'attach',
        ast.arrow(['bindings', 'instance', 'peers'], ast.call(this.#glue('attachTo'), 'table', 'bindings', 'instance', 'peers')),
      ),
      ast.exportConst('guestExports', ast.arrow(['bindings'], ast.call(this.#glue('exportsOf'), 'bindings.guest', this.#exportInfos()))),
      ast.exportConst(
        'deterministic',
        ast.arrow(
          ['keys'],
          ast.arrow(['hosts'], ast.call(this.#glue('requireDeterminism'), this.#nondeterministic(hosted), 'hosts', 'keys')),
        ),
      ),
    ];
    return [...this.#imports(), ast.exportAll('./index.js'), ...main];
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
    for (const [module] of this.#binders) from.set(`./internal/${module}.js`, []);
    const glue = [...from]
      .filter(([, names]) => names.length > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([module, names]) => this.ast.importNamed(names, module));
    const internal = [...this.#binders].map(([module]) => this.ast.importAll(moduleName(module), `./internal/${module}.js`));
    return [...glue, ...internal];
  }

  /** How one import of the ABI is answered on this target. */
  #import(i: LoweredInterface, f: LoweredFunc): ts.Expression {
    const { ast, names, target } = this;
    const { func } = f;
    const missing = this.#answer(f, func.lacking[target.name] ?? func.missing, 'is not available here');
    if (func.status === 'tombstone') {
      const removed = func.result?.errors[0]?.roles.removed;
      return removed ? this.#answer(f, { kind: 'error', case: removed }, 'was removed') : missing;
    }
    if (!func.targets.includes(target.name)) return missing;
    if (func.answeredBy.kind === 'export')
      return ast.call(this.#glue('forward'), 'guest', ast.str(this.#exportField(func.answeredBy.exportId)));
    if (func.answeredBy.kind === 'module')
      return ast.call(this.#glue('external'), 'guest', 'options.modules', ast.str(func.module), ast.str(func.field));
    if (func.effects.blocking && func.effects.whereForbidden === 'unsupported' && target.blocking === 'forbidden') return missing;
    const file = InternalModules.fileOf(i.interface.name);
    this.#binders.set(file, []);
    const method = planMethod(f);
    const bind = ast.prop(moduleName(file), binderName(f));
    const denied = this.#answer(f, func.denied, 'is denied: its capability was not granted');
    return ast.call(
      this.#glue('pick'),
      'guest',
      this.#granted(func),
      ast.prop('hosts', names.key(i.interface)),
      ast.str(names.method(f)),
      ast.str(func.field),
      ast.num(method.args.length),
      ast.bool(isRequired(names.lowered.abi, func.since, this.strictHost)),
      bind,
      denied,
      missing,
    );
  }

  #exportField(id: string): string {
    return this.names.lowered.abi.interfaces.flatMap((i) => i.exports).find((e) => e.id === id)?.field ?? id;
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

  #granted(func: Func): ts.Expression {
    const { ast } = this;
    const { authority } = func;
    if (authority.kind === 'none') return ast.bool(true);
    const has = authority.names.map((n) => ast.call('granted.has', ast.str(n)));
    return (authority.kind === 'all' ? ast.all(has) : ast.any(has)) as ts.Expression;
  }

  /** An import that answers by itself: one shared constant for each code. */
  #answer(f: LoweredFunc, answer: Answer, why: string): ts.Expression {
    const { ast } = this;
    const { func, signature } = f;
    if (answer.kind === 'trap') return ast.call(this.#glue('trapping'), 'guest', ast.str(func.id), ast.str(why));
    const value = answer.kind === 'value' ? answer.value : this.#encoded(func, answer.case);
    const code = signature.results.length === 0 ? '' : `${value}${signature.results[0] === 'i64' ? 'n' : ''}`;
    const known = this.#constants.get(code) ?? `answer${code.replace('-', 'Minus')}`;
    this.#constants.set(code, known);
    return ast.ex(known);
  }

  #encoded(func: Func, found: Case): bigint {
    return func.result?.encoding === 'value-or-negative-error' ? -found.value : found.value;
  }

  /** The vocabulary of this target, for expanding grants. */
  #capabilities(): ts.Expression {
    const { ast, names, target } = this;
    const here = names.lowered.abi.capabilities.filter((c) => c.targets.includes(target.name));
    return ast.obj(
      here.map((c) => {
        const details: (readonly [string, Ex])[] = [];
        if (c.aliases.length > 0) details.push(['aliases', ast.arr(c.aliases.map((a) => ast.str(a)))]);
        if (c.implies.length > 0) details.push(['implies', ast.arr(c.implies.map((a) => ast.str(a)))]);
        return [c.name, ast.obj(details)] as const;
      }),
      true,
    );
  }

  /** Codecs that the interfaces need, by interface key: `[key, codec]`. */
  #boundCodecs(hosted: readonly LoweredInterface[]): ts.Expression[] {
    const { ast, names, target } = this;
    return hosted.flatMap((i) => {
      const codecs = new Set<string>();
      for (const f of i.functions)
        if (isHosted(f.func, target.name))
          for (const p of f.func.params)
            if (p.type.kind === 'payload' && p.type.codec !== 'json') codecs.add(p.type.codec.replace('-', ''));
      return [...codecs]
        .sort()
        .map((codec) => ast.arr([ast.bin(ast.prop('hosts', names.key(i.interface)), '!==', ast.undef()), ast.str(codec)]));
    });
  }

  /** Ids of the nondeterministic imports of this target, by interface key. */
  #nondeterministic(hosted: readonly LoweredInterface[]): ts.Expression {
    const { ast, names, target } = this;
    const entries = hosted.map(
      (i) =>
        [
          names.key(i.interface),
          i.functions.filter((f) => isHosted(f.func, target.name) && f.func.effects.nondeterministic).map((f) => f.func.id),
        ] as const,
    );
    return ast.obj(
      entries.filter(([, ids]) => ids.length > 0).map(([key, ids]) => [key, ast.arr(ids.map((id) => ast.str(id)))] as const),
      true,
    );
  }
}

/** Name under which an entry imports the binders of an interface. */
const moduleName = (file: string): string => `${file.replace(/-(.)/g, (_, c: string) => c.toUpperCase())}Binders`;
