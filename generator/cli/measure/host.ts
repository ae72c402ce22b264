import type { Bench } from './bench.js';
import type { Sample } from './in-host.js';

/** What is measured: a folder with the module as `app.wasm`, its `job.json`, the generated package in `host/`, and `cold.js`. */
export interface Bundle {
  readonly folder: string;
  /** Every file that a host may load, relative to the folder, with forward slashes. */
  readonly files: readonly string[];
}

/** A host as it was found. */
export interface FoundHost {
  /** Takes one sample, in a process that nothing ran in before. */
  sample(bench: Bench, bundle: Bundle): Promise<Sample>;
}

/** A kind of host, and the target whose bindings it runs. */
export interface HostKind {
  readonly name: string;
  readonly target: string;
  /** Where it is looked for, for people who do not have it. */
  readonly how: string;
  /** Looks for it: at the path that was given, else where it usually is. */
  find(given: string | undefined): FoundHost | undefined;
  /** The files that it needs beside those of the bundle. `scripts` are the modules of the bundle. */
  files(scripts: readonly string[]): Readonly<Record<string, string>>;
}
