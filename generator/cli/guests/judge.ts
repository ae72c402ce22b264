import { concernsOf } from '../../../compat-policy/guests/concerns.js';
import type { GuestsReport } from '../../../compat-policy/report/model.js';
import type { Result } from '../../diagnostics/diagnostic.js';
import { nodeHost } from '../../source/node-host.js';
import { type Surface, surfaceOf } from '../../verify/surface.js';
import type { Checked } from '../check/run.js';
import type { Progress } from '../progress.js';
import { preparedSurfaces } from '../verify/prepared.js';
import type { compileSurfaces as Compile } from '../verify/surfaces.js';
import type { Inspected } from './inspect.js';
import { scan } from './scan.js';

/** What a change means to modules, and, if asked for, the census of what they use. */
export interface JudgedGuests {
  readonly report: GuestsReport;
  /** JSON lines. */
  readonly census: string | undefined;
}

/** How modules are looked at. The compiler is given, since it is loaded already. */
export interface Judging {
  readonly census: boolean;
  readonly progress: Progress;
  readonly compileSurfaces: typeof Compile;
}

/** Holds modules against both versions of a check, and its findings against what the modules use. */
export async function judgeGuests(
  paths: readonly string[],
  checked: Checked,
  { census, progress, compileSurfaces }: Judging,
): Promise<Result<JudgedGuests>> {
  const releases = census ? releasesOf(checked, compileSurfaces) : undefined;
  if (releases && !releases.value) return { value: undefined, diagnostics: releases.diagnostics };
  const { baseline, candidate, verdict, against } = checked;
  const surface = ({ lowered, found }: Checked['baseline']) => surfaceOf(lowered, { released: found.released, removals: new Map() });
  // Of several baselines, modules are held against the one that the check is named after.
  const ofBaseline = verdict.findings.filter(({ fingerprint }) => against.get(fingerprint)?.includes(baseline.found.version) ?? true);
  const inspected = await scan(
    paths,
    {
      baseline: surface(baseline),
      candidate: surface(candidate),
      concerns: concernsOf({ from: baseline.side, to: candidate.side }, ofBaseline),
      releases: releases?.value,
    },
    { onDone: (done) => progress.step(`looking at modules (${done} of ${paths.length})`) },
  );
  return { value: { report: reportOf(inspected), census: census ? censusOf(inspected) : undefined }, diagnostics: [] };
}

/** The surface of every release beside the candidate, lowest first. */
function releasesOf({ candidate: { at } }: Checked, compile: typeof Compile): Result<readonly Surface[]> {
  const prepared = at.host === nodeHost ? preparedSurfaces(at.abi) : undefined;
  const { value, diagnostics } = prepared ? { value: prepared, diagnostics: [] } : compile(at.host, at.abi);
  return { value: value?.filter(({ released }) => released), diagnostics };
}

export function reportOf(inspected: readonly Inspected[]): GuestsReport {
  const fates = inspected.map(({ fate }) => fate);
  return {
    modules: fates.length,
    broken: fates.flatMap((fate) => (fate.kind === 'broken' ? [fate.guest] : [])),
    unreadable: fates.flatMap((fate) => (fate.kind === 'unreadable' ? [fate.guest] : [])),
    notOnBaseline: fates.flatMap((fate) => (fate.kind === 'stranger' ? [fate.guest] : [])),
  };
}

/** The lines of the census, in the order of the modules. */
export const censusOf = (inspected: readonly Inspected[]): string => inspected.map(({ line = '' }) => line).join('');

/** Whether modules keep the verdict from passing: one that breaks, and one of which nothing is known. */
export const guestsPass = ({ broken, unreadable }: GuestsReport): boolean => broken.length + unreadable.length === 0;
