import type ts from 'typescript';
import { baseType, type Case, type Deterministic, nanoseconds, type TimeUnit, type Type } from '../../ir/abi.js';
import type { LoweredFunc, LoweredInterface } from '../../ir/lowered.js';
import { scalarOf } from '../../ir/scalars.js';
import type { Ast, Ex, St } from './ast.js';
import type { HostNames } from './names.js';
import { type HostMethod, planMethod } from './plan.js';
import { isBig } from './values.js';

/** What the entry of a target tells of its functions. */
export interface EntryFacts {
  readonly ast: Ast;
  readonly names: HostNames;
  /** Interfaces of the target, with the functions that a host answers there. */
  readonly hosted: readonly { readonly iface: LoweredInterface; readonly functions: readonly LoweredFunc[] }[];
  /** The core result that says a case of the function's errors. */
  readonly coreOf: (func: LoweredFunc, found: Case) => Ex;
  /** Names a constant of `index.js`. */
  readonly constant: (name: string) => string;
}

/** `deterministic`: which functions of the target can differ from run to run, and what answers them in their host's place. */
export function deterministicMode(facts: EntryFacts, make: string): St {
  const { ast, names, hosted } = facts;
  const modules = new Map<string, (readonly [string, Ex])[]>();
  const kits: Ex[] = [];
  for (const { iface, functions } of hosted) {
    const key = names.key(iface.interface);
    const methods: (readonly [string, Ex])[] = [];
    for (const f of functions.filter(({ func }) => func.effects.nondeterministic)) {
      const { func } = f;
      const refusal = func.deterministic?.kind === 'error' ? [facts.coreOf(f, func.deterministic.case)] : [];
      for (const { module, field } of [func, ...func.importAliases])
        modules.set(module, [...(modules.get(module) ?? []), [field, ast.arr([ast.str(key), ast.str(func.id), ...refusal])]]);
      if (func.deterministic && refusal.length === 0) methods.push([names.method(f), method(facts, f, func.deterministic)]);
    }
    if (methods.length > 0) kits.push(ast.call(names.bind(iface.interface), ast.obj(methods, true)));
  }
  const table = ast.obj(
    [...modules].map(([module, fields]) => [module, ast.obj(fields, true)] as const),
    true,
  );
  const answers = ast.arrow(['clock', 'random'], ast.arr(kits, true));
  return ast.exportConst('deterministic', ast.arrow(['options'], ast.create(make, table, answers, 'options')));
}

/** A host method that answers the same in every run. Its parameters are named by place: no name can meet another. */
function method(facts: EntryFacts, f: LoweredFunc, answer: Deterministic): ts.Expression {
  const { ast, names } = facts;
  const plan = planMethod(f);
  const upTo = (param: string | undefined, body: Ex): ts.Expression => {
    const last = plan.args.findIndex((a) => a.passing.param.name === param);
    return ast.arrow(
      plan.args.slice(0, last + 1).map((_, i) => place(i)),
      ast.paren(body),
    );
  };
  const arg = (param: string): string => place(plan.args.findIndex((a) => a.passing.param.name === param));
  switch (answer.kind) {
    case 'random':
      return plan.args.some((a) => a.kind === 'view')
        ? upTo(viewOf(plan), ast.call('random.fill', arg(viewOf(plan))))
        : upTo(undefined, ast.call('random.number', ast.str(scalarOf(outputType(plan)) ?? 'u32')));
    case 'clock':
      return upTo(undefined, time(ast, plan, answer.clock, answer.unit));
    case 'clocks': {
      const by = plan.args.find((a) => a.passing.param.name === answer.by)?.passing.param.type;
      const scalar = by && scalarOf(by);
      const number = (v: bigint): Ex => ast.num(scalar !== undefined && isBig(scalar) ? v : Number(v));
      const domain = f.func.result?.errors[0];
      const invalid = ast.prop(facts.constant(domain ? names.type(domain) : ''), answer.invalid.name);
      const chosen = answer.clocks.reduceRight<Ex>(
        (rest, c) => ast.cond(ast.bin(arg(answer.by), '===', number(c.case.value)), time(ast, plan, c.clock, answer.unit), rest),
        invalid,
      );
      return upTo(answer.by, chosen);
    }
    case 'sleep':
      return upTo(answer.param, ast.call('clock.sleep', arg(answer.param), ast.num(nanoseconds[answer.unit])));
    case 'values':
      return upTo(undefined, fixed(ast, plan, answer.values));
    case 'error':
      return upTo(undefined, ast.undef());
  }
}

const place = (i: number): string => `p${i}`;
const viewOf = (plan: HostMethod): string => plan.args.find((a) => a.kind === 'view')?.passing.param.name ?? '';
const outputType = (plan: HostMethod): Type => plan.outputs[0]?.type ?? { kind: 'scalar', scalar: 'u32' };

function time(ast: Ast, plan: HostMethod, clock: string, unit: TimeUnit): ts.Expression {
  const kind = scalarOf(outputType(plan)) === 'f64' ? 'clock.number' : 'clock.ticks';
  return ast.call(kind, ast.str(clock), ast.num(nanoseconds[unit]));
}

/** The outputs as the host gives them: one as it is, several as an object. */
function fixed(ast: Ast, plan: HostMethod, values: Extract<Deterministic, { kind: 'values' }>['values']): Ex {
  const result = plan.lowered.func.result;
  const [sole, ...more] = plan.outputs.map((o) => {
    const name = o.passing?.param.name ?? result?.name;
    return [o.name, literal(ast, o.type, values.find((v) => v.name === name)?.value ?? null)] as const;
  });
  if (sole === undefined) return ast.undef();
  return more.length === 0 ? sole[1] : ast.obj([sole, ...more]);
}

function literal(ast: Ast, type: Type, value: bigint | string | boolean | null): Ex {
  if (value === null) return ast.nul();
  if (typeof value === 'string') return ast.str(value);
  if (typeof value === 'boolean') return ast.bool(value);
  const scalar = scalarOf(baseType(type));
  return ast.num(scalar !== undefined && isBig(scalar) ? value : Number(value));
}
