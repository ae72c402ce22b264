import type { FailureMode, Party, Severity } from '../finding.js';
import type { Bump } from '../rule.js';
import type { Removal } from '../verdict/verdict.js';

/** A place in a file as a reader can open it. Lines and columns are 1-based, columns in UTF-16 units. */
export interface Location {
  /** With forward slashes; relative to what the format says (`ReportFormat.paths`); inside a revision: to its root. */
  readonly file: string;
  /** JSON pointer (RFC 6901). */
  readonly pointer: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A version that was compared. */
export interface VersionReport {
  /** As it was asked for: `v1.2`, `git:main`, a folder. */
  readonly ref: string;
  readonly abi: string;
  readonly version: string;
  readonly date: string | null;
  readonly digest: string;
}

export interface FindingReport {
  readonly rule: string;
  readonly severity: Severity;
  readonly failureMode: FailureMode;
  readonly bump: Bump;
  readonly breaks: readonly Party[];
  readonly targets: readonly string[];
  readonly item: string;
  readonly message: string;
  readonly help: string;
  /** In the candidate; for what is gone, the nearest that contained it and is still there. */
  readonly location: Location | null;
  /** In the baseline; null for what is new. */
  readonly baselineLocation: Location | null;
  readonly fingerprint: string;
  readonly waivedBy: string | null;
  /** Item of the change that this follows from; findings with the same one belong together. */
  readonly cause: string;
  /** Items through which it shows. */
  readonly places: readonly string[];
  /** A payload that shows it. */
  readonly example: string | null;
  /** What a real guest on a real host did, where it was tried. */
  readonly witness: WitnessReport | null;
  /** The live releases against which it was found, where there are several. */
  readonly against: readonly string[];
}

export interface WitnessReport {
  /** What was built and called, in one line. */
  readonly staged: string;
  /** `LinkError`, `TypeError`, `trap`, `value`. */
  readonly outcome: string;
  /** What was seen, such as `the guest read 0; the old host answers 7`. */
  readonly seen: string;
}

/** What a rule says of itself, for readers who meet it in a finding. */
export interface RuleReport {
  readonly id: string;
  readonly summary: string;
  readonly why: string;
  readonly fix: string;
}

/** Whether guests of one version run on hosts of another. */
export type Fit = 'runs' | FailureMode | 'floor';

export interface MatrixReport {
  /** Versions, oldest first, the candidate last. */
  readonly versions: readonly string[];
  /** A row for each host, in it a cell for each guest. */
  readonly cells: readonly (readonly MatrixCell[])[];
}

export interface MatrixCell {
  readonly host: string;
  readonly guest: string;
  /** `runs`; `floor`: only guests that use nothing newer than the host; else how a guest fails at worst. */
  readonly fit: Fit;
  /** Ids of the rules that say so. */
  readonly rules: readonly string[];
}

/** What a change means to modules that were built for the baseline. */
export interface GuestsReport {
  /** How many were looked at. */
  readonly modules: number;
  /** Those that ran on the baseline and break, by path. */
  readonly broken: readonly GuestReport[];
  /** Files that are no module, or could not be read. */
  readonly unreadable: readonly UnreadableGuest[];
  /** Those that did not run on the baseline already, so that the change is not to blame. */
  readonly notOnBaseline: readonly StrangerReport[];
}

/** A module, and what of it does not fit, or is touched by a finding. */
export interface GuestReport {
  readonly path: string;
  /** Of its bytes, in hex digits. */
  readonly sha256: string;
  readonly imports: readonly GuestImport[];
  readonly exports: readonly GuestExport[];
  /** What is wrong with it as a whole. */
  readonly other: readonly GuestFault[];
}

export interface StrangerReport extends GuestReport {
  /** Whether it runs on the candidate. */
  readonly runsOnCandidate: boolean;
}

/** Something wrong, as `molt-abi verify` says it: the code of the diagnostic and the sentence. */
export interface GuestFault {
  readonly rule: string;
  readonly message: string;
}

export interface GuestImport {
  readonly module: string;
  readonly name: string;
  /** Why it does not link; null if it does. */
  readonly fault: GuestFault | null;
  /** Fingerprints of the findings that break it. */
  readonly findings: readonly string[];
}

export interface GuestExport {
  readonly name: string;
  /** Why hosts do not take it; null if they do. */
  readonly fault: GuestFault | null;
  readonly findings: readonly string[];
}

export interface UnreadableGuest extends GuestFault {
  readonly path: string;
}

/** Everything that a check or a comparison found, as data. Every format is made of this and of nothing else. */
export interface CheckReport {
  readonly tool: { readonly name: string; readonly version: string };
  /** Date of the check; null for a comparison that needs none. */
  readonly asOf: string | null;
  readonly baseline: VersionReport;
  readonly candidate: VersionReport;
  /** Null for `diff`. */
  readonly verdict: { readonly pass: boolean; readonly requiredBump: Bump; readonly declaredBump: Bump } | null;
  readonly findings: readonly FindingReport[];
  readonly removals: readonly Removal[];
  readonly matrix: MatrixReport | null;
  /** Null where no modules were named. */
  readonly guests: GuestsReport | null;
  /** The releases in the ledger, for the timeline. */
  readonly releases: readonly ReleaseReport[];
  /** The rules that fired, in code-point order. */
  readonly rules: readonly RuleReport[];
}

export interface ReleaseReport {
  readonly version: string;
  /** UTC calendar date, `YYYY-MM-DD`. */
  readonly date: string;
}

/** What a format may ask for besides the report. */
export interface ReportContext {
  /** Text of a file that a location of the candidate names; undefined if it is not at hand. */
  readonly sourceOf: (file: string) => string | undefined;
  readonly color: boolean;
}

/** One way to write a report down. */
export interface ReportFormat {
  readonly name: string;
  /** What locations are relative to: the current folder where people open them, the repository's root where services do. */
  readonly paths: 'folder' | 'repository';
  /** The text, or its parts where each finding takes many lines: all of it at once can be tens of megabytes. */
  readonly render: (report: CheckReport, context: ReportContext) => string | Generator<string>;
}
