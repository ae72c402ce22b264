import { type Abi, baseType, type Func, type HandleType, type Type } from '../../../generator/ir/abi.js';
import { exportCores, exportsOf, functionsOf, mayAnswerLater, suspendable, widthOf } from '../model/shape.js';
import type { Action, Program, Script, Site } from '../program.js';
import { planFor } from './answers.js';
import { argumentsOf, type Source, Space } from './calls.js';
import { Random } from './random.js';

/** A hostile guest of a schema, which the engine suspends or not. The same seed makes the same guest. */
export function generate(abi: Abi, folder: string, seed: number, suspend = false): Program {
  const random = new Random(seed);
  const { name: target, threads } = random.pick(suspend ? abi.targets.filter((t) => suspendable(abi).includes(t.name)) : abi.targets);
  const declared = abi.interfaces.some((i) => i.memories.some((m) => m.shared));
  const known = abi.capabilities.filter((c) => c.targets.includes(target)).map((c) => c.name);
  const functions = functionsOf(abi).filter((f) => f.status !== 'reserved');
  const calls = functions.filter(() => random.chance(functions.length > 12 ? (100 * 12) / functions.length : 100));
  const chosen = calls.length > 0 ? calls : functions;
  const exports = exportsOf(abi);
  const needed = neededBy(chosen);
  const used = exports.filter((e) => needed.has(e.id) || random.chance(Math.min(50, 300 / exports.length)));
  // A guest that lacks an export which the host needs traps where it is needed.
  const present = used.filter(() => !random.chance(2));
  const hooks = random.int(3);
  const callable = { hooks, exports: present.map((e) => ({ name: e.field, params: e.params.length })) };
  const space = new Space(random);
  const sites: Site[] = [];
  /** Sites of calls that may have to be made again. */
  const asked: number[] = [];
  // An import that the guest answers itself, called from there, would be a recursion of the guest alone.
  const hosted = chosen.filter((f) => f.answeredBy.kind !== 'export');
  // An engine suspends a guest only where no host is between it and its embedder: hooks and exports call nothing that could.
  const inner = suspend ? hosted.filter((f) => !mayAnswerLater(f)) : hosted;
  const waiting = suspend ? functions.filter(mayAnswerLater) : [];
  const site = (plain: boolean): Action => {
    const any = plain && inner.length > 0 ? inner : waiting.length > 0 && random.chance(50) ? waiting : chosen;
    const closing = (plain ? inner : hosted).filter((f) => f.params.some((p) => p.own));
    // What the host holds is closed under it now and then.
    const wanted = random.pick(plain && closing.length > 0 && random.chance(25) ? closing : any);
    // Mostly a guest opens first what it then uses: there is more to get wrong than a bad handle.
    const opener = (plain ? inner : hosted).find((f) => neededFirst(wanted, space.sources).includes(handleOf(f.result?.type)));
    const opens = opener !== undefined && random.chance(75);
    const func = opens ? opener : wanted;
    const index = sites.length;
    // What hooks call has no hooks of its own: the host calls those past the glue, which then could not stop them.
    const poll = functionsOf(abi).find((f) => f.interfaceName === func.interfaceName && f.name === func.task?.poll);
    const plan = planFor(random, func, plain ? { hooks: 0, exports: callable.exports } : callable, poll);
    sites.push({ func: func.id, args: argumentsOf(random, space, func, index, opens ? 10 : 40), caught: random.chance(15), plan });
    if (mayAnswerLater(func) || func.taskPart) asked.push(index);
    return { do: 'call', site: index };
  };
  // A guest that was told to ask again does so, with the same call.
  const next = (): Action => (asked.length > 0 && random.chance(45) ? { do: 'call', site: random.pick(asked) } : site(false));
  const other = (): Action =>
    random.chance(50) ? { do: 'grow', pages: random.int(2) } : { do: 'store', at: random.int(65536), byte: random.int(256) };
  const some = (most: number, plain: boolean): Action[] =>
    Array.from({ length: random.int(most + 1) }, () => (random.chance(70) && !(suspend && inner.length === 0) ? site(plain) : other()));
  const steps = Array.from({ length: 8 + random.int(9) }, (): Action[] => [
    ...(random.chance(10) ? [other()] : []),
    next(),
    ...(random.chance(5) ? [next()] : []),
  ]);
  const callbacks = Array.from({ length: hooks }, () => some(2, true));
  const scripts = Object.fromEntries(
    present.map((e): [string, Script] => {
      const { result } = exportCores(e);
      return [
        e.field,
        {
          actions: random.chance(35) && hosted.length > 0 ? some(1, true) : [],
          bits: scripted(random, result && widthOf(result)),
          trap: random.chance(3),
        },
      ];
    }),
  );
  return {
    seed,
    abi: folder,
    target,
    grants: random.chance(70) ? known : known.filter(() => random.chance(50)),
    absent: abi.interfaces.map((i) => i.name).filter(() => random.chance(4)),
    handleSeed: random.chance(50) ? 0 : random.int(2 ** 32),
    shared: random.chance(threads === 'disabled' ? 2 : declared ? 75 : 20),
    threads: random.chance(95),
    suspend,
    segments: space.segments,
    sites,
    steps,
    hooks: callbacks,
    exports: scripts,
  };
}

/** The handle type that the glue issues, if it is one. */
function handleOf(type: Type | undefined): HandleType | undefined {
  const base = type && baseType(type);
  return base?.kind === 'handle' && base.issuedBy === 'glue' ? base : undefined;
}

/** Handle types that a function takes, and that the guest cannot have yet. */
const neededFirst = (func: Func, sources: readonly Source[]): (HandleType | undefined)[] =>
  func.params
    .filter((p) => p.pass === 'in')
    .map((p) => handleOf(p.type))
    .filter((type) => type !== undefined && !sources.some((s) => s.type === type));

/** What a guest export answers: as an allocator, good, null, at the edge, and beyond; as another, a small number or any. */
const scripted = (random: Random, width: number | undefined): bigint =>
  BigInt.asUintN(
    width ?? 32,
    random.chance(75)
      ? BigInt(random.pick([1, 0, 1, 50000, 60001, 2]))
      : random.pick([-1n, 65536n, 65530n, 1n << 31n, 1n << 32n, 1n << 63n, random.bits(64)]),
  );

/** Exports that calls of these functions take. */
function neededBy(functions: readonly Func[]): ReadonlySet<string> {
  const ids = functions.flatMap((f) => [
    ...f.params.flatMap(({ type }) => {
      const base = baseType(type);
      if (base.kind === 'stream') return [base.newExport, base.sendExport, base.closeExport, base.allocateExport, base.freeExport];
      return base.kind === 'cancel-token' ? [base.pollExport] : [];
    }),
    ...(f.answeredBy.kind === 'export' ? [f.answeredBy.exportId] : []),
  ]);
  return new Set(ids);
}
