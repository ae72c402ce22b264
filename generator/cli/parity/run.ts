import { differences, expected, type Outcome, type Vector } from '../../../runtime-glue/testing.js';
import type { Abi } from '../../ir/abi.js';
import { messageOf } from './answering.js';
import { NotAsked, NotLinked, type Request, type Run } from './asking.js';
import { areaOf, type Kit } from './kit.js';
import { checkedOutcome } from './outcome.js';
import { functionOf, reasonOf } from './reason.js';
import { noOutcome, notRun, type ParityReport, type ReportedVector, type Result } from './report.js';

/** Runs vectors on targets, one after the other, and compares. */
export async function runKit(
  kit: Pick<Kit, 'module'>,
  vectors: readonly Vector[],
  targets: readonly string[],
  run: Run,
  abi: Abi,
  host: string,
): Promise<ParityReport> {
  const reported: ReportedVector[] = [];
  for (const vector of vectors) {
    const results: Result[] = [];
    for (const target of targets) results.push(await resultOf(kit, vector, target, run, abi));
    reported.push({ id: vector.id, area: areaOf(vector), doc: vector.doc, guest: vector.guest, results });
  }
  const pass = reported.every(({ results }) => results.every((r) => r.outcome !== 'different'));
  return { kind: 'parity', abi: { name: abi.name, version: abi.version, digest: abi.digest }, host, pass, targets, vectors: reported };
}

async function resultOf(kit: Pick<Kit, 'module'>, vector: Vector, target: string, run: Run, abi: Abi): Promise<Result> {
  // Only what the schema says may differ does: for anything else the vector counts as it stands.
  const reason = vector.differs?.on[target] && reasonOf(abi, vector.differs, target);
  const wanted = reason === undefined ? expected(vector, '') : expected(vector, target);
  const contracts = contractsOf(abi, vector);
  try {
    const seen = checkedOutcome(await run(requestOf(kit, vector, target, wanted)));
    const found = differences(wanted, seen);
    if (found.length > 0) {
      const failures = (seen.failures ?? []).map(({ function: name, message }) => ({ function: name, message }));
      return { target, outcome: 'different', reason: null, differences: found, failures, contracts };
    }
    const outcome = reason === undefined ? 'same' : 'intended';
    return { target, outcome, reason: reason ?? null, differences: [], failures: [], contracts: [] };
  } catch (cause) {
    const at = cause instanceof NotAsked ? notRun : noOutcome;
    return {
      target,
      outcome: 'different',
      reason: null,
      differences: [{ at, expected: 'an outcome', seen: messageOf(cause) }],
      failures: [],
      // No method was called of a host that was never linked.
      contracts: cause instanceof NotLinked ? [] : contracts,
    };
  }
}

const requestOf = (kit: Pick<Kit, 'module'>, vector: Vector, target: string, wanted: Outcome): Request => ({
  id: vector.id,
  target,
  guest: vector.guest,
  module: kit.module(vector.guest),
  ...(vector.grants ? { grants: vector.grants } : {}),
  ...(vector.again === undefined ? {} : { again: vector.again }),
  calls: wanted.steps.map(({ call }) => call),
  ranges: (wanted.memory ?? []).map(({ at, bytes }) => ({ at, size: bytes.length / 2 })),
});

/** What the host methods of a vector must do: most differences come from one of them. */
function contractsOf(abi: Abi, vector: Vector): readonly { readonly function: string; readonly contract: string }[] {
  const called = [...new Set(vector.trace.map(([method]) => method))];
  return called.map((id) => ({ function: id, contract: functionOf(abi, id)?.normative ?? '' })).filter(({ contract }) => contract !== '');
}
