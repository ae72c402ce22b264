import type ts from 'typescript';
import { camelCase } from '../../emit/names.js';
import { baseType, type Case, type FuncResult, type Param, type Role } from '../../ir/abi.js';
import type { LoweredFunc, Passing } from '../../ir/lowered.js';
import type { Ast, St } from './ast.js';
import { maySuspend } from './hosted.js';
import { type HostNames, LocalNames } from './names.js';
import type { HostMethod } from './plan.js';
import { Values } from './values.js';

/** Names that generated functions use besides their own. */
export const reservedLocals = [
  'guest',
  'host',
  'row',
  'memory',
  'returned',
  'cause',
  'kept',
  'view',
  'target',
  'i',
  'value',
  'code',
  'calls',
  'finish',
  'outcome',
  'lent',
  'context',
];

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
    /** Names of its module, and `reservedLocals`. */
    taken: ReadonlySet<string>,
  ) {
    this.values = new Values(ast);
    this.uses = uses;
    this.locals = new LocalNames(taken);
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

  /** Uses a function of the glue. */
  glue(name: string): string {
    this.uses.add(name);
    return name;
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
    return ast.ret(found ? this.encoded(found.value) : ast.call(this.glue('broken'), 'guest', 'row', ast.str(why)));
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

/** Whether the host may get live views: not where the guest can run under them and grow or change its memory. */
export const isLive = ({ lowered: { func } }: Writer): boolean => !func.effects.reenters && !maySuspend(func) && !func.task;
