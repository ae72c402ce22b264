import { baseType, type Deterministic, type EnumType, type FuncResult, type Origin, type Param, type Type } from '../ir/abi.js';
import { scalarOf } from '../ir/scalars.js';
import type * as Raw from '../schema/raw.generated.js';
import { child, entriesOf } from './context.js';
import { isIntScalar, valueIn } from './numbers.js';
import type { TypeResolver } from './types.js';

/** What the host of a function answers. */
interface Output {
  readonly name: string;
  readonly type: Type;
  /** Whether the host fills a view of bytes whole. */
  readonly filled: boolean;
  readonly canBeAbsent: boolean;
}

/** The parts of a function that say whether the kit of deterministic mode can answer it. */
interface Answered {
  readonly name: string;
  readonly origin: Origin;
  readonly params: readonly Param[];
  readonly result: FuncResult | undefined;
  readonly nondeterministic: boolean;
  readonly hosted: boolean;
}

const kinds = ['random', 'clock', 'sleep', 'values', 'error'] as const;
const exactTimes: ReadonlySet<string | undefined> = new Set(['s64', 'u64', 'f64']);

/** The keyword `deterministic` of one function. Whatever the kit could not answer by the function's own types is reported. */
export function deterministic({ context }: TypeResolver, raw: Raw.Deterministic | undefined, func: Answered): Deterministic | undefined {
  if (raw === undefined) return undefined;
  const at = child(func.origin, 'deterministic');
  const wrong = (why: string, ...path: string[]): undefined => {
    context.report('resolve/function', child(at, ...path), { function: func.name, why });
  };
  const [kind, second] = kinds.filter((k) => raw[k] !== undefined);
  if (!func.nondeterministic) return wrong('every run gets the same answers, so `deterministic` says nothing');
  if (!func.hosted) return wrong('no host answers it, so `deterministic` says nothing');
  if (kind === undefined || second !== undefined) return wrong(`\`deterministic\` takes one of ${kinds.join(', ')}`);
  const timed = kind === 'clock' || kind === 'sleep';
  if (timed !== (raw.unit !== undefined)) return wrong(timed ? `\`${kind}\` needs its \`unit\`` : '`unit` belongs to `clock` and `sleep`');
  if ((typeof raw.clock === 'object') !== (raw.by !== undefined)) return wrong('`by` and clocks by case belong together');
  const unit = raw.unit ?? 'ns';
  const domain = func.result?.errors[0];
  if (raw.error !== undefined) {
    if (!domain) context.report('resolve/no-errors', at, { what: `\`deterministic\` of ${func.name}` });
    const found = domain && context.caseOf(domain, raw.error, child(at, 'error'));
    return found && { kind: 'error', case: found };
  }
  if (func.params.some((p) => baseType(p.type).kind === 'payload'))
    return wrong('it has a payload, which only a host can read; give an `error`', kind);
  const outputs = outputsOf(func);
  if (raw.values !== undefined) return values(raw.values, outputs);
  if (raw.sleep !== undefined) {
    const param = func.params.find((p) => p.name === raw.sleep && p.pass === 'in');
    const scalar = param && scalarOf(param.type);
    if (scalar === undefined || scalar === 'bool') return wrong(`there is no parameter ${raw.sleep} that carries a time`, 'sleep');
    if (outputs.length > 0) return wrong('it has outputs, which a sleep does not tell', 'sleep');
    return { kind: 'sleep', param: raw.sleep, unit };
  }
  const [output, more] = outputs;
  if (output === undefined || more !== undefined) return wrong('it must have one output', kind);
  if (raw.clock === undefined) {
    const plain = baseType(output.type).kind === 'scalar' && output.type.kind !== 'alias';
    return output.filled || plain
      ? { kind: 'random' }
      : wrong(`${output.name} is neither bytes that the host fills whole nor a plain number`, kind);
  }
  if (baseType(output.type).kind !== 'scalar' || !exactTimes.has(scalarOf(output.type)))
    return wrong(`${output.name} must be s64, u64 or f64, so that every time fits`, kind);
  if (typeof raw.clock === 'string') return { kind: 'clock', clock: raw.clock, unit };
  return clocks(raw.clock, raw.by ?? '');

  function clocks(byCase: Readonly<Record<string, Raw.Clock>>, by: string): Deterministic | undefined {
    const param = func.params.find((p) => p.name === by && p.pass === 'in');
    const type = param && baseType(param.type);
    if (type?.kind !== 'enum') return wrong(`there is no parameter ${by} that is an enum`, 'by');
    const invalid = domain?.roles.invalid;
    if (!invalid) return wrong('there is no `invalid` error for the other clocks', 'clock');
    const found = entriesOf(byCase).flatMap(([name, clock]) => {
      const known = (type as EnumType).cases.find((c) => c.name === name);
      if (!known) wrong(`${type.id} has no case ${name}`, 'clock', name);
      return known ? [{ case: known, clock }] : [];
    });
    return { kind: 'clocks', by, clocks: found, invalid, unit };
  }

  function values(given: NonNullable<Raw.Deterministic['values']>, wanted: readonly Output[]): Deterministic | undefined {
    const lost = wanted.filter((o) => !Object.hasOwn(given, o.name)).map((o) => o.name);
    const extra = Object.keys(given).filter((name) => !wanted.some((o) => o.name === name));
    if (lost.length + extra.length > 0)
      return wrong(lost.length > 0 ? `\`values\` lacks ${lost.join(', ')}` : `it has no output ${extra.join(', ')}`, 'values');
    const found = entriesOf(given).map(([name, value]) => {
      const output = wanted.find((o) => o.name === name) as Output;
      const { type } = output;
      const scalar = scalarOf(type);
      const plain = ['scalar', 'opaque'].includes(baseType(type).kind);
      if (value === null && output.canBeAbsent) return { name, value };
      if (baseType(type).kind === 'string' && typeof value === 'string') return { name, value };
      if (plain && scalar === 'bool' && typeof value === 'boolean') return { name, value };
      if (plain && scalar !== undefined && isIntScalar(scalar) && (typeof value === 'number' || /^-?\d+$/.test(String(value))))
        return { name, value: valueIn(context, value as number | string, type, child(at, 'values', name)) };
      wrong(`${name} cannot be ${JSON.stringify(value)}`, 'values', name);
      return { name, value: null };
    });
    return { kind: 'values', values: found };
  }
}

/** As the host answers them; an error text is written only for errors. */
function outputsOf({ params, result }: Answered): Output[] {
  const counted = params.some((p) => p.written === 'result');
  const out = params
    .filter((p) => p.pass === 'out' && !p.errorText)
    .map((p) => {
      const filled = baseType(p.type).kind === 'bytes' && p.written === 'all';
      return { name: p.name, type: p.type, filled, canBeAbsent: p.absent !== undefined };
    });
  if (result?.type === undefined || counted) return out;
  return [{ name: result.name, type: result.type, filled: false, canBeAbsent: result.absent !== undefined }, ...out];
}
