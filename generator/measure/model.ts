/** What was timed, in the order in which a host does it. */
export const phases = ['compile', 'instantiate', 'call'] as const;
export type Phase = (typeof phases)[number];

/** Times of one phase, in milliseconds. */
export interface Times {
  readonly median: number;
  /** By nearest rank: of fewer than 20 samples the longest. */
  readonly p95: number;
  /** One for each process, in the order in which they ran. */
  readonly samples: readonly number[];
}

/** Lengths in bytes: as it is, and as servers send it. */
export interface Lengths {
  readonly raw: number;
  readonly gzip: number;
  readonly brotli: number;
}

export interface SectionSize {
  /** As in `type` and `code`; of a custom section its own name; `header` is what every module begins with. */
  readonly name: string;
  readonly custom: boolean;
  readonly bytes: number;
}

export interface ImportModuleSize {
  readonly module: string;
  readonly imports: number;
  /** Of its entries in the import section. */
  readonly bytes: number;
}

export interface ModuleSize extends Lengths {
  /** In the order of the file. Their sum is `raw`. */
  readonly sections: readonly SectionSize[];
  readonly importModules: readonly ImportModuleSize[];
}

/** What one import, or all of one module of imports, takes of the bindings: over those of a guest that imports nothing. */
export interface Share {
  readonly module: string;
  /** Null: all imports of the module. */
  readonly name: string | null;
  readonly raw: number;
  readonly gzip: number;
}

/** The generated bindings of the module on a target: the files that its entry loads, as they are generated. */
export interface GlueLengths extends Lengths {
  readonly target: string;
  readonly files: number;
}

export interface GlueSize extends GlueLengths {
  /** Bytes of the bindings of a guest that imports nothing. */
  readonly base: number;
  readonly shares: readonly Share[];
}

/** What became of the first call. */
export interface FirstCall {
  readonly export: string;
  /** What the guest or its bindings threw; null: it returned. */
  readonly threw: string | null;
}

/** Cold starts of one module in one host. */
export interface HostTimes {
  readonly target: string;
  readonly host: string;
  /** As the host tells its version. */
  readonly version: string;
  readonly compile: Times;
  readonly instantiate: Times;
  /** Null: there is no export to call. */
  readonly call: Times | null;
  readonly firstCall: FirstCall | null;
}

/** A target without times, and why. */
export interface LeftOut {
  readonly target: string;
  /** Null: none is known. */
  readonly host: string | null;
  readonly why: string;
}

export interface Machine {
  readonly platform: string;
  readonly architecture: string;
  readonly processor: string;
  readonly processors: number;
}

/** What both reports and baselines have. */
export interface Measured {
  readonly module: { readonly path: string; readonly sha256: string; readonly bytes: number };
  readonly size: ModuleSize;
  readonly glue: readonly GlueLengths[];
  readonly hosts: readonly HostTimes[];
}

export interface Ratio {
  /** `raw`, `gzip`, `brotli`, `glue`, `glueGzip`, `compile`, `instantiate` or `call`. */
  readonly of: string;
  /** Null: of the module itself. */
  readonly target: string | null;
  readonly baseline: number;
  readonly measured: number;
  /** Of times that were measured in pairs, the median of the ratios of the pairs. Null: the baseline is 0. */
  readonly ratio: number | null;
}

export interface Comparison {
  /** `module`: measured in this run, in turns with the other; `report`: of an earlier run. */
  readonly kind: 'module' | 'report';
  readonly path: string;
  readonly sha256: string;
  /** Whether times can be held against each other: taken in this run, or on a machine and with hosts that look the same. */
  readonly comparable: boolean;
  readonly ratios: readonly Ratio[];
}

/** One limit of a budget. */
export interface Judged {
  /** As the budget names it: `gzip`, `sections.name`, `ratio.compile`. */
  readonly limit: string;
  readonly target: string | null;
  readonly most: number;
  /** Null: nothing was measured that it could be held against. */
  readonly measured: number | null;
  readonly pass: boolean;
  /** Why it was not judged; null: it was. */
  readonly why: string | null;
}

/** What `molt-abi measure --format json` writes; see `schemas/measure-report.schema.json`. */
export interface MeasureReport extends Measured {
  readonly kind: 'measure';
  readonly tool: { readonly name: string; readonly version: string };
  readonly abi: { readonly name: string; readonly version: string; readonly digest: string };
  readonly machine: Machine;
  readonly glue: readonly GlueSize[];
  /** Processes of each host. */
  readonly runs: number;
  readonly leftOut: readonly LeftOut[];
  readonly baseline: Comparison | null;
  readonly budget: { readonly path: string; readonly limits: readonly Judged[] } | null;
  readonly pass: boolean;
}
