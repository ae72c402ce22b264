import type { ExternType, WasmModule } from '../../runtime-glue/wasm/module.js';

/** A module to infer from. `path` names it in messages. */
export interface GivenModule {
  readonly path: string;
  readonly module: WasmModule;
}

/** An import as all modules together have it. */
export interface FoundImport {
  readonly module: string;
  readonly name: string;
  /** Its type; the limits of a memory or table are the widest of all modules. */
  readonly type: ExternType;
  /** Paths of the modules that import it. */
  readonly paths: readonly string[];
  /** What the debug names of a module call it, where they do. */
  readonly debugName: string | undefined;
  readonly debugParams: readonly (string | undefined)[];
}

/** What the source of a host tells of the function that it gives for an import. */
export interface HostFunction {
  /** The name that the host itself has for it. */
  readonly name: string | undefined;
  readonly params: readonly (string | undefined)[];
  readonly doc: string | undefined;
  readonly async: boolean;
  /** Whether it calls exports of the guest. */
  readonly reenters: boolean;
  /** What it reaches: `time`, `random`, `network`, `files`, `storage`, `process`. */
  readonly reaches: readonly string[];
}

export interface HostSource {
  /** The function that the host gives for an import. */
  readonly functionFor: (module: string, name: string) => HostFunction | undefined;
  /** Names of guest exports that the host uses. */
  readonly exports: ReadonlySet<string>;
}

/** What a person must look at, the gravest first. */
export const topics = [
  'conflict',
  'open',
  'unstable-name',
  'buffer',
  'status',
  'convention',
  'known',
  'capability',
  'export',
  'target',
  'effect',
  'number',
  'name',
  'doc',
] as const;
export type Topic = (typeof topics)[number];

/** One guess, or one thing that is missing, with its place in the draft: `file` is empty where the draft has nothing for it. */
export interface Note {
  readonly topic: Topic;
  /** What it is about, as people call it: `env.log`. */
  readonly about: string;
  readonly file: string;
  readonly pointer: string;
  readonly text: string;
}
