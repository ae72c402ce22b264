import { baseType, type ErrorDomain, type Func } from '../../../generator/ir/abi.js';
import { layoutOf, type Method, mayAnswerLater, methodOf } from '../model/shape.js';
import type { HostAction, Plan, Spec } from '../program.js';
import { packedSpec, payloadValue, plainSpec } from './encoded.js';
import type { Random } from './random.js';
import { fixedSpec, goodText, numberSpec } from './values.js';

/** What hooks and exports a host can call. */
export interface Callable {
  readonly hooks: number;
  readonly exports: readonly { readonly name: string; readonly params: number }[];
}

/** What the host does when a function is called: it answers well, mostly. `poll` is through what a task is answered. */
export function planFor(random: Random, func: Func, callable: Callable, poll: Func | undefined): Plan {
  const method = methodOf(func);
  const before: HostAction[] = [];
  const swallow = random.chance(50);
  for (const [arg, a] of method.args.entries())
    if (
      a.as === 'view' ||
      (a.as === 'value' && a.slot.param.pass !== 'in' && (a.slot.base.kind === 'bytes' || a.slot.base.kind === 'buffers'))
    )
      before.push({ do: 'fill', arg, byte: random.int(256), length: random.chance(60) ? -1 : random.int(12), swallow });
  if (random.chance(8)) before.splice(random.int(before.length + 1), 0, { do: 'grow', pages: random.int(3), swallow });
  if (callable.hooks > 0 && random.chance(8)) before.push({ do: 'hook', hook: random.int(callable.hooks), swallow });
  if (callable.exports.length > 0 && random.chance(func.effects.reenters ? 35 : 5)) {
    const { name, params } = random.pick(callable.exports);
    before.push({ do: 'enter', name, args: Array.from({ length: params }, () => random.int(1000)), swallow });
  }
  if (random.chance(30)) before.push({ do: 'send', stream: random.int(4), bytes: random.bytes(random.int(40)), swallow: true });
  if (random.chance(8)) before.push({ do: 'end', stream: random.int(4), swallow: true });
  if (method.args.some((a) => a.slot.base.kind === 'cancel-token') && random.chance(50)) before.push({ do: 'ask', swallow });
  if (method.args.some((a) => a.slot.how === 'pointer'))
    before.push({ do: 'poke', offset: random.pick([0, 1, 8, -1, 70000]), bytes: random.bytes(random.int(9)), swallow });
  if (func.noreturn)
    return { before, answer: random.pick<Spec>([{ k: 'error' }, { k: 'num', v: 7 }, { k: 'null' }]), throws: random.chance(85) };
  if (random.chance(10)) before.push({ do: 'look', swallow });
  const answered = poll ?? func;
  const waits = mayAnswerLater(func) || poll !== undefined;
  if (waits && random.chance(60)) return { before, answer: promised(random, answered), throws: false };
  if (!random.chance(22)) return { before, answer: good(random, answered, methodOf(answered)), throws: false };
  const throws = random.chance(35);
  return { before, answer: bad(random, answered, throws), throws };
}

/** What an async method answers, sooner or later. */
function promised(random: Random, func: Func): Spec {
  const after = random.pick([0, 0, 1, 1, 2, 4, 100]);
  const settled = (value: Spec, rejects: boolean): Spec => ({ k: 'promise', rejects, value, after });
  if (!random.chance(25)) return settled(good(random, func, methodOf(func)), false);
  const rejects = random.chance(50);
  return settled(bad(random, func, true), rejects);
}

/** A value that the method may return. */
function good(random: Random, func: Func, method: Method): Spec {
  const { view, outputs } = method;
  if (view?.param.written === 'result') return { k: 'num', v: random.pick([0, 1, 3, 7, 16, 40]) };
  if (outputs.length === 0) return { k: 'undefined' };
  const values = outputs.map((o): readonly [string, Spec] => [o.name, value(random, func, o)]);
  return values.length === 1 ? (values[0] as (typeof values)[0])[1] : { k: 'rec', v: values, fickle: random.chance(20) };
}

function value(random: Random, func: Func, { slot, type }: Method['outputs'][number]): Spec {
  const base = baseType(type);
  if (slot === undefined && func.result?.absent !== undefined && random.chance(25)) return { k: 'null' };
  const length = random.pick([0, 1, 5, 20, 47, 300]);
  switch (base.kind) {
    case 'handle':
      return base.issuedBy === 'glue' ? { k: 'resource', id: random.int(6) } : numberSpec(random, type);
    case 'string':
      return { k: 'str', v: random.chance(15) ? `\ud83d${goodText(random, 3)}\udc00` : goodText(random, length) };
    case 'bytes':
      if (random.chance(8)) return { k: 'window', at: random.int(60000), length };
      return { k: 'bytes', v: random.bytes(length), lying: random.chance(8) };
    case 'packed':
    case 'packed-union':
      return packedSpec(random, base);
    case 'payload':
      return plainSpec(payloadValue(random, base));
    case 'list':
      return { k: 'list', v: Array.from({ length: random.int(5) }, () => fixedSpec(random, base.of)) };
    default:
      // The size of a scattered read must not be more than there is room for.
      if (func.params.some((p) => baseType(p.type).kind === 'buffers') && layoutOf(type).size === 4) return { k: 'num', v: random.int(30) };
      return fixedSpec(random, type);
  }
}

/** What the method must not return, or may as an error. */
function bad(random: Random, func: Func, throws: boolean): Spec {
  const domains = func.result?.errors ?? [];
  if (domains.length > 0 && random.chance(55)) return failure(random, random.pick(domains));
  const made: Spec[] = [
    { k: 'undefined' },
    { k: 'null' },
    { k: 'bool', v: true },
    { k: 'num', v: -1 },
    { k: 'num', v: 2 ** 40 },
    { k: 'big', v: -(1n << 63n) },
    { k: 'str', v: 'secret' },
    { k: 'bytes', v: random.bytes(3) },
    { k: 'list', v: [{ k: 'null' }, { k: 'num', v: 1 }] },
    { k: 'rec', v: [['result', { k: 'num', v: 1 }]] },
    { k: 'thenable' },
    { k: 'hostile' },
    { k: 'error' },
    { k: 'failure', domain: 'nobody.knows', name: 'SECRET', code: 5, text: 'secret' },
    ...domains.map(
      (d): Spec => ({
        k: 'failure',
        domain: d.id,
        name: 'MADE-UP',
        code: random.pick([0, -1, 1.5, 2 ** 31, 77, Number.NaN]),
        text: 'made up',
      }),
    ),
    ...(throws ? [] : [{ k: 'promise', rejects: random.chance(50), value: { k: 'num', v: 1 }, after: random.int(3) } as const]),
  ];
  return random.pick(made);
}

function failure(random: Random, domain: ErrorDomain): Spec {
  const found = random.pick(domain.cases);
  const text = random.chance(60) ? { text: random.chance(20) ? '\udfff€€€€€' : goodText(random) } : {};
  return { k: 'failure', domain: domain.id, name: found.name, code: Number(found.value), ...text };
}
