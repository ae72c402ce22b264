import type { Result } from '../diagnostics/diagnostic.js';
import type { LoweredAbi } from '../ir/lowered.js';

/** One file of output: a path with forward slashes, relative to the output folder, and its text. */
export interface EmittedFile {
  readonly path: string;
  readonly text: string;
}

/** Editions of Rust that are emitted; from 2024 on extern blocks are marked `unsafe`. */
export const rustEditions = ['2021', '2024'] as const;
export type RustEdition = (typeof rustEditions)[number];

/** What an emitter may use besides the ABI. It touches no disk, clock or environment of its own. */
export interface EmitContext {
  /** Targets to emit, in code-point order. */
  readonly targets: readonly string[];
  /** Whether every host method is required, also those added after `x.0.0`. */
  readonly strictHost: boolean;
  /** Whether host packages are deterministic unless their user says otherwise. */
  readonly deterministic?: boolean | undefined;
  /** Edition of the emitted Rust; 2021 where none is named. */
  readonly rustEdition?: RustEdition | undefined;
  /** Renders `templates/<name>` with a view model of plain data. Strict: a field that is missing throws. */
  readonly render: (template: string, view: object) => string;
  /** Text of a file of the runtime glue, compiled: `memory.js`, `memory.d.ts`. */
  readonly glue: (file: string) => string;
}

/** An output format. Pure: the same ABI and context give the same bytes. */
export interface Emitter {
  readonly name: string;
  /** One line for `--help`. */
  readonly summary: string;
  /** Templates that it renders, relative to `templates/`; a test holds each against its view model. */
  readonly templates: readonly string[];
  readonly emit: (abi: LoweredAbi, context: EmitContext) => Result<EmittedFile[]> | Promise<Result<EmittedFile[]>>;
}
