import type ts from 'typescript';
import { camelCase } from '../../emit/names.js';
import { baseType, type Case, type FuncResult, type Param, type Role } from '../../ir/abi.js';
import type { LoweredFunc, Passing } from '../../ir/lowered.js';
import { answerStatements } from './answer.js';
import type { Ast, Ex, St } from './ast.js';
import { liftStatements } from './lift.js';
import { type HostNames, LocalNames } from './names.js';
import type { HostMethod } from './plan.js';
import { Values } from './values.js';

/** Names that generated functions use besides their own. */
const reservedLocals = ['guest', 'host', 'memory', 'returned', 'cause', 'own', 'kept', 'view', 'bytes', 'info'];

/** What the parts of one binder share while it is written. */
export class Writer {
  readonly values: Values;
  readonly locals: LocalNames;
  /** Names of the core parameters, by position. */
  readonly core: readonly string[];
  /** Statements of the binder itself: tables and stores that live as long as the guest. */
  readonly setup: St[] = [];
  /** Modules of the glue, and functions of the ABI's types, that the code uses. */
  readonly uses: Set<string>;

  constructor(
    readonly ast: Ast,
    readonly names: HostNames,
    readonly method: HostMethod,
    uses: Set<string>,
  ) {
    this.values = new Values(ast);
    this.uses = uses;
    this.locals = new LocalNames([...reservedLocals, ...this.typeFunctions()]);
    this.core = this.lowered.coreParams.map((p) => this.locals.fresh(p.name));
  }

  get lowered(): LoweredFunc {
    return this.method.lowered;
  }
  get id(): string {
    return this.lowered.func.id;
  }
  get result(): FuncResult | undefined {
    return this.lowered.func.result;
  }

  readonly #named = new Map<string, string>();

  /** The local that holds something about a passing; the same name wherever it is asked for. */
  local(passing: Passing, what: string): string {
    const key = `${passing.at} ${what}`;
    const known = this.#named.get(key) ?? this.locals.fresh(`${passing.param.name}-${what}`);
    this.#named.set(key, known);
    return known;
  }

  private typeFunctions(): string[] {
    return [...this.names.allTypes()];
  }

  /** Uses a function of the glue. */
  glue(name: string): string {
    this.uses.add(name);
    return name;
  }

  /** Name under which the slow paths know the function. */
  get infoName(): string {
    return `${camelCase(this.lowered.func.name)}Info`;
  }

  coreResult(code: bigint): ts.Expression {
    const { ast } = this;
    return ast.num(this.lowered.signature.results[0] === 'i64' ? code : Number(code));
  }

  /** Core result of an error case of the first domain. */
  encoded(value: bigint): ts.Expression {
    return this.coreResult(this.result?.encoding === 'value-or-negative-error' ? -value : value);
  }

  roleCase(...roles: Role[]): Case | undefined {
    const domain = this.result?.errors[0];
    for (const role of roles) {
      const found = domain?.roles[role];
      if (found) return found;
    }
    return undefined;
  }

  /** Leaves the function with the case of a role, or traps where the domain has none. */
  refuse(roles: readonly Role[], why: string, own?: Case): St {
    const { ast } = this;
    const found = own ?? this.roleCase(...roles);
    return ast.ret(found ? this.encoded(found.value) : ast.call('guest.trap', ast.str(this.id), ast.str(why)));
  }

  fault(param: Param): St {
    return this.refuse(['fault', 'invalid'], `was given a bad address in ${param.name}`, param.fault);
  }
  invalid(param: Param): St {
    return this.refuse(['invalid'], `was given a bad value in ${param.name}`);
  }

  at(passing: Passing, offset: number): string {
    return this.core[passing.at + offset] as string;
  }
}

/** The function that binds one import to a host method: `(guest, host) => (core parameters) => core result`. */
export function binder(ast: Ast, names: HostNames, method: HostMethod, uses: Set<string>): St[] {
  const w = new Writer(ast, names, method, uses);
  const { func } = w.lowered;
  uses.add('info');
  const guard = ast.if(ast.bin('guest.gate', '!==', ast.num(0)), ast.ret(ast.call('guest.refuse', w.infoName)));
  const lift = liftStatements(w);
  const call = hostCall(w, lift.args, lift.beforeCall);
  const answer = answerStatements(w);
  const body = [guard, ...lift.statements, ...call, ...answer];
  const name = `bind${camelCase(func.name).replace(/^./, (c) => c.toUpperCase())}`;
  return [
    ast.const(w.infoName, infoOf(w)),
    ast.doc(ast.exportConst(name, ast.arrow(['guest', 'host'], [...w.setup, ast.ret(ast.arrow([...w.core], body))])), [
      `${func.module}.${func.field} ${signatureText(w.lowered)}`,
    ]),
  ];
}

export const binderName = (lowered: LoweredFunc): string => `bind${camelCase(lowered.func.name).replace(/^./, (c) => c.toUpperCase())}`;

export const signatureText = ({ signature }: LoweredFunc): string =>
  `(${signature.params.join(', ')}) -> ${signature.results.length === 0 ? '()' : signature.results.join(', ')}`;

function infoOf(w: Writer): ts.Expression {
  const { ast, result } = w;
  const big = w.lowered.signature.results[0] === 'i64';
  const negative = result?.encoding === 'value-or-negative-error';
  const code = negative
    ? big
      ? ast.call('BigInt', minus(ast, 'code'))
      : minus(ast, 'code')
    : big
      ? ast.call('BigInt', 'code')
      : ast.ex('code');
  const number = (c: Case | undefined): Ex => (c === undefined ? ast.undef() : ast.num(Number(c.value)));
  return ast.pure(
    ast.call(
      'info',
      ast.str(w.id),
      ast.arr((result?.errors ?? []).map((d) => ast.str(d.id))),
      ast.arrow(['code'], code),
      number(w.roleCase('internal')),
      number(w.roleCase('busy', 'internal')),
    ),
  );
}

const minus = (ast: Ast, name: string): ts.Expression => ast.bin(ast.num(0), '-', name);

/** Calls the host; whatever it throws becomes a value that no result is. */
function hostCall(w: Writer, args: readonly Ex[], before: readonly St[]): St[] {
  const { ast, lowered } = w;
  const { func } = lowered;
  const call = ast.set('returned', ast.call(ast.prop('host', w.names.method(lowered)), ...args));
  const pumps = func.pumps.map((s) => ast.do(ast.call(ast.prop(ast.call(w.glue('streamsOf'), 'guest', streamInfo(w, s)), 'pump'))));
  // A method that only gets and gives numbers has no view that re-entry could detach.
  const guarded = !func.effects.reenters && lowered.passings.some((p) => p.by !== 'value');
  const body = guarded ? [ast.set('guest.busy', ast.bool(true)), call] : [call];
  if (func.noreturn)
    return [
      ...before,
      ast.try([ast.do(ast.call(ast.prop('host', w.names.method(lowered)), ...args))], 'cause', [ast.do(ast.call('guest.end', 'cause'))]),
    ];
  const keeps = lowered.passings.some((p) => p.param.whenShort?.kind === 'error' && p.param.whenShort.item === 'kept');
  const attempt = [
    ast.try([...body, ...pumps], 'cause', [ast.set('returned', ast.call('threw', 'cause'))]),
    ...(guarded ? [ast.set('guest.busy', ast.bool(false))] : []),
  ];
  w.glue('threw');
  if (!keeps) return [...before, ast.let('returned'), ...attempt];
  w.glue('Kept');
  w.setup.push(ast.const('kept', ast.create('Kept')));
  const key = keyOf(w);
  return [...before, ast.let('returned', ast.call('kept.take', ...key)), ast.if(ast.bin('returned', '===', ast.undef()), attempt)];
}

/** The resource to which a kept value belongs: that of the first handle. */
export const keyOf = (w: Writer): string[] => {
  const handle = w.lowered.passings.find((p) => p.by === 'value' && isTracked(p));
  return handle ? [w.local(handle, 'resource')] : [];
};

export const isTracked = (p: Passing): boolean => {
  const base = baseType(p.param.type);
  return base.kind === 'handle' && base.issuedBy === 'glue';
};

export const streamInfo = (w: Writer, type: { readonly id: string }): string => {
  w.uses.add(`stream:${type.id}`);
  return `${camelCase(type.id.replace('.', '-'))}Exports`;
};
