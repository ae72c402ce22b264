import type { Outcome } from '../../../runtime-glue/testing.js';

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

/** What the command asks of the process in which the tested host runs. Each question has one answer, and is asked after the last one's. */
export interface Questions {
  /** Loads the file of the host. Answers which function it is tested by. */
  readonly load: (file: string) => 'createHost' | 'run';
  /** Names the folder of the generated package on which `createHost` runs. */
  readonly use: (folder: string) => undefined;
  readonly run: (request: Request) => Outcome;
  /** Closes the host. What is under way so many milliseconds later keeps the process from ending. */
  readonly close: (patience: number) => undefined;
}

export type Question = {
  readonly [K in keyof Questions]: { readonly ask: K; readonly with: Parameters<Questions[K]>[0] };
}[keyof Questions];

/** `unlinked`: the host does not fit the package. `open`: what keeps the process from ending, after `close`. */
export type Answer =
  | { readonly value: unknown }
  | { readonly error: string; readonly unlinked?: boolean }
  | { readonly open: readonly string[] };

/** Thrown where the host does not fit the package, so that no guest ran on it. */
export class NotLinked extends Error {}

/** Thrown for everything that is asked after the host was lost. */
export class NotAsked extends Error {}
