import { differences, expected, type Outcome, type Vector } from '../../../runtime-glue/testing.js';
import type { Abi } from '../../ir/abi.js';
import { answered, messageOf } from './answering.js';
import { areaOf, type Kit } from './kit.js';
import { functionOf, reasonOf } from './reason.js';
import type { ParityReport, ReportedVector, Result } from './report.js';

/** What a host is asked: to run a guest from its start and to tell what was seen. */
export interface Request {
  readonly id: string;
  readonly target: string;
  readonly guest: string;
  readonly module: Uint8Array<ArrayBuffer>;
  /** What is granted; absent: everything. */
  readonly grants?: readonly string[];
  /** Guest exports to call, in order and without arguments; the next one also after one that trapped. */
  readonly calls: readonly string[];
  /** What a call returns that could not wait, and is to be made again when the host had its turn; absent: none waits. */
  readonly again?: string;
  /** Memory to show after that; `at` is an address, or the export that answers it. */
  readonly ranges: readonly { readonly at: number | string; readonly size: number }[];
}

/** Runs one vector on the tested host. */
export type Run = (request: Request) => Promise<Outcome>;

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
    const found = differences(wanted, await answered(run(requestOf(kit, vector, target, wanted))));
    if (found.length > 0) return { target, outcome: 'different', reason: null, differences: found, contracts };
    return { target, outcome: reason === undefined ? 'same' : 'intended', reason: reason ?? null, differences: [], contracts: [] };
  } catch (cause) {
    return {
      target,
      outcome: 'different',
      reason: null,
      differences: [{ at: 'run', expected: 'an outcome', seen: messageOf(cause) }],
      contracts,
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
