import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { diagnostic } from '../../diagnostics/catalog.js';
import { type Result, result } from '../../diagnostics/diagnostic.js';
import { visible } from '../../diagnostics/visible.js';
import type { PackageFile } from '../../measure/glue.js';
import type { HostTimes } from '../../measure/model.js';
import { timesOf } from '../../measure/statistics.js';
import type { Bench } from './bench.js';
import { writeBundle } from './bundle.js';
import type { ChosenHosts } from './hosts.js';
import type { Sample } from './in-host.js';
import type { MeasuredModule } from './subject.js';

/** A module, its bindings, and the export that the first call calls. */
export interface ColdSubject {
  readonly subject: MeasuredModule;
  readonly files: readonly PackageFile[];
  readonly call: string | undefined;
}

type Taken = Exclude<Sample, { readonly failed: string }>;

/**
 * Starts every module in every host so many times, each time in a new process. Hosts and modules take turns, and the order of the
 * modules changes from turn to turn, so that a load which comes and goes is in all of them. Gives the times by module.
 */
export async function coldStarts(
  bench: Bench,
  subjects: readonly ColdSubject[],
  { hosts }: ChosenHosts,
  runs: number,
  step: (text: string) => void,
): Promise<Result<HostTimes[][]>> {
  const bundles = subjects.map(({ subject, files, call }, i) => {
    const folder = join(bench.folder, String(i));
    mkdirSync(folder);
    return writeBundle(
      folder,
      subject,
      files,
      hosts.map(({ kind }) => kind),
      call,
    );
  });
  const taken = subjects.map(() => hosts.map((): Taken[] => []));
  for (let run = 0; run < runs; run++)
    for (const [h, { kind, found }] of hosts.entries()) {
      step(`cold start ${run + 1} of ${runs} in ${kind.name}`);
      const turn = [...bundles.entries()];
      for (const [s, bundle] of run % 2 === 0 ? turn : turn.reverse()) {
        const sample = await found
          .sample(bench, bundle)
          .catch((cause: unknown) => ({ failed: cause instanceof Error ? cause.message : String(cause) }));
        if ('failed' in sample) {
          const path = subjects[s]?.subject.path ?? '';
          return result<HostTimes[][]>(undefined, [
            diagnostic('measure/failed', undefined, { path, host: kind.name, why: visible(sample.failed) }),
          ]);
        }
        taken[s]?.[h]?.push(sample);
      }
    }
  return result(
    taken.map((byHost, s) => hosts.map(({ kind }, h) => hostTimes(kind, byHost[h] ?? [], subjects[s]?.call))),
    [],
  );
}

function hostTimes({ target, name }: { target: string; name: string }, samples: readonly Taken[], call: string | undefined): HostTimes {
  const phase = (i: number) => samples.map(({ times }) => times[i] ?? 0);
  return {
    target,
    host: name,
    version: samples[0]?.version ?? '',
    compile: timesOf(phase(0)),
    instantiate: timesOf(phase(1)),
    call: call === undefined ? null : timesOf(phase(2)),
    firstCall: call === undefined ? null : { export: call, threw: samples[0]?.threw ?? null },
  };
}
