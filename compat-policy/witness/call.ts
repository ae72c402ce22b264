import type { Func, Param } from '../../generator/ir/abi.js';
import type { LoweredFunc, Signature } from '../../generator/ir/lowered.js';
import { itemKey } from '../pair/items.js';
import { matchParams, type ParamChanges } from '../pair/params.js';
import { encodeModule, forward, unreachable } from './encode.js';
import { attempt, callExport, type Failure, HostEnded, taken } from './engine.js';
import { signatureText } from './link.js';
import { type Core, type Reading, readResult, readValue, resultSamples, type Sample, sameReading, samplesOf } from './reading.js';

/** What went wrong in a call, as one of the two parties saw it. */
export interface Misread {
  readonly outcome: Failure['outcome'] | 'value';
  readonly message: string;
  /** What the guest and its own host made of the same. */
  readonly control: string;
  /** Key of the parameter or result of the guest that was misread, and what was meant by it. */
  readonly at?: string;
  readonly meant?: string;
}

/** What one call passes and what the host answers. */
interface Script {
  /** By core parameter of the guest. */
  readonly args: readonly Core[];
  /** What the guest means by its parameters that are one value each. */
  readonly means: ReadonlyMap<Param, Reading>;
  readonly answer: Sample | undefined;
}

/**
 * Calls a host that was written against one version from a guest that was built for another, with every value that tells the
 * types apart, and reports what is read otherwise than it was meant. The host is plain JavaScript and checks no types.
 */
export function misreadings(guest: LoweredFunc, host: LoweredFunc, callerFor: CallerFor): readonly Misread[] {
  const found: Misread[] = [];
  const call = callerFor(guest);
  const params = matchParams(guest.func.params, host.func.params);
  for (const script of scriptsOf(guest, host)) {
    const stub = stubOf(guest, host, script);
    const called = attempt(() => call(stub.method, script.args));
    if (called.failure)
      found.push(...(guest.func.noreturn && host.func.noreturn ? [] : [{ ...called.failure, control: 'on its own host it worked' }]));
    else
      found.push(...misreadParams(guest, host, params, script, stub.read()), ...misreadResult(guest, host, script, called.value as Core));
  }
  return found;
}

type Method = (...given: readonly unknown[]) => unknown;

/** Calls a host method from a guest with these arguments, and gives what the guest got. */
type Call = (method: Method, args: readonly Core[]) => unknown;

/** A guest that has one import and calls it. */
export type CallerFor = (guest: LoweredFunc) => Call;

/**
 * Guests that are made once for each signature: a guest has no state, and its import goes by any name, since no failure of a
 * call tells it. Of thousands of functions few differ in their core types.
 */
export function callers(): CallerFor {
  const known = new Map<string, Call>();
  return ({ func: { noreturn }, signature }) => {
    const key = `${signatureText(signature)} ${noreturn}`;
    const call = known.get(key) ?? callerOf(signature, noreturn);
    known.set(key, call);
    return call;
  };
}

/** The export `run` of the guest calls the import with what it was called with itself. */
function callerOf(signature: Signature, noreturn: boolean): Call {
  const body = [...forward(signature), ...(noreturn ? unreachable : [])];
  const bytes = encodeModule([{ module: 'host', field: 'call', type: { kind: 'func', signature } }], [{ export: 'run', signature, body }]);
  let current: Method | undefined;
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    host: { call: (...given: readonly unknown[]) => current?.(...given) },
  });
  return (method, args) => {
    current = method;
    return callExport(instance, 'run', args);
  };
}

/** A host method as its version has it: it takes its parameters by their core types, and answers as it must. */
function stubOf(guest: LoweredFunc, { func, signature }: LoweredFunc, { answer }: Script) {
  const promises = awaits(guest.func, func);
  let read: readonly Core[] = [];
  const method: Method = (...given) => {
    read = signature.params.map((type, i) => taken(type, given[i]));
    if (func.noreturn) throw new HostEnded('the host ended the guest');
    if (func.status === 'tombstone' && !answer) throw new HostEnded('the host says that the function was removed');
    return promises ? Promise.resolve(answer?.core) : answer?.core;
  };
  return { method, read: () => read };
}

/** Whether the host may answer by a promise, for which the guest was not built. */
const awaits = (guest: Func, host: Func): boolean => suspends(host) && !suspends(guest);

const suspends = ({ effects }: Func): boolean => effects.blocking && effects.whereForbidden === 'suspend';

/** One call with ordinary values, then one for each further value of a parameter or an answer. */
function* scriptsOf(guest: LoweredFunc, host: LoweredFunc): Iterable<Script> {
  const answers = answersOf(host);
  const values = new Map(guest.passings.flatMap((p) => (p.by === 'value' ? [[p.param, paramSamples(guest, p.param)] as const] : [])));
  const ordinary = new Map([...values].map(([param, samples]) => [param, samples[0]] as const));
  const script = (chosen: ReadonlyMap<Param, Sample | undefined>, answer: Sample | undefined): Script => ({
    // Parts that are no value of their own, such as an address, are told apart by their places.
    args: guest.coreParams.map(({ param, type }, i) => chosen.get(param)?.core ?? (type === 'i64' ? BigInt(8 * (i + 1)) : 8 * (i + 1))),
    means: new Map([...chosen].flatMap(([param, sample]) => (sample ? [[param, sample.means] as const] : []))),
    answer,
  });
  yield script(ordinary, answers[0]);
  for (const [param, samples] of values)
    for (const sample of samples.slice(1)) yield script(new Map([...ordinary, [param, sample]]), answers[0]);
  for (const answer of answers.slice(1)) yield script(ordinary, answer);
}

function paramSamples({ coreParams }: LoweredFunc, param: Param): readonly Sample[] {
  const carrier = coreParams.find((core) => core.param === param)?.type ?? 'i32';
  return samplesOf(param.type, param.absent, carrier);
}

function answersOf({ func: { result, status }, signature }: LoweredFunc): readonly Sample[] {
  const [carrier] = signature.results;
  if (!result || !carrier) return [];
  const all = resultSamples(result, carrier);
  if (status !== 'tombstone') return all;
  const removed = result.errors[0]?.roles.removed;
  return removed ? all.filter(({ means }) => means.text === removed.name) : [];
}

/** Parameters of the host that it read otherwise than the guest meant them. */
function* misreadParams(
  guest: LoweredFunc,
  host: LoweredFunc,
  { kept, added }: ParamChanges<Param>,
  { args, means }: Script,
  read: readonly Core[],
): Iterable<Misread> {
  for (const { from, to } of kept) {
    const [sent, place] = [partsOf(guest, from), partsOf(host, to)];
    const meant = means.get(from);
    for (const [i, at] of place.entries()) {
      const core = read[at];
      const other = args[sent[i] ?? -1];
      if (core === undefined) continue;
      const was = meant ?? { text: other === undefined ? 'nothing' : String(other), aliases: [] };
      const is = byValue(host, to) && meant ? readValue(to.type, to.absent, core) : { text: String(core), aliases: [] };
      const message = `the guest passed ${was.text} as ${from.name}, and the host read ${is.text}`;
      const control = `its own host read ${was.text}`;
      if (!sameReading(was, is)) yield { outcome: 'value', message, control, at: itemKey.param(guest.func, from.name), meant: was.text };
    }
  }
  for (const param of added)
    for (const at of partsOf(host, param)) {
      const message = `the guest passed nothing as ${param.name}, and the host read ${String(read[at])}`;
      yield { outcome: 'value', message, control: 'its own host takes no such parameter' };
    }
}

const partsOf = ({ coreParams }: LoweredFunc, param: Param): readonly number[] =>
  coreParams.flatMap((core, i) => (core.param === param ? [i] : []));

const byValue = ({ passings }: LoweredFunc, param: Param): boolean => passings.some((p) => p.by === 'value' && p.param === param);

/** An answer that the guest read otherwise than the host meant it. */
function* misreadResult(guest: LoweredFunc, host: LoweredFunc, { answer }: Script, returned: Core | undefined): Iterable<Misread> {
  if (!guest.func.result || returned === undefined) return;
  const is = readResult(guest.func.result, returned);
  const special = specialAnswer(guest.func, host.func, answer);
  if (answer && special === undefined && sameReading(answer.means, is)) return;
  const meant = special ?? answer?.means.text ?? 'nothing';
  const own = answersOf(guest).map(({ means }) => means.text);
  yield {
    outcome: 'value',
    message: `the host answered ${meant}, and the guest read ${is.text}`,
    control: `from its own host it read ${own.includes(meant) ? meant : (own[0] ?? 'the same')}`,
    at: itemKey.result(guest.func),
    meant,
  };
}

/** An answer that is not what the guest called for, whatever it reads. */
function specialAnswer(guest: Func, host: Func, answer: Sample | undefined): string | undefined {
  if (awaits(guest, host)) return `a promise of ${answer?.means.text ?? 'nothing'}`;
  return host.status === 'tombstone' && guest.status !== 'tombstone' ? 'that the function was removed' : undefined;
}
