/** How long something deprecated stays: both must have passed. */
export interface Window {
  /** Published minors that carry the marker, the announcing one included. */
  readonly minors: number;
  /** Days since the release of the first of them. */
  readonly days: number;
}

/** What an ABI promises to those who depend on it. The ledger keeps the windows that each release was made under. */
export interface Windows {
  readonly stable: Window;
  /** For what has no replacement. */
  readonly noReplacement: Window;
  readonly preview: Window;
  readonly experimental: Window;
  /** Before 1.0.0, where the second number carries breaks. */
  readonly beforeOne: Window;
  /** How long hosts serve the major before. */
  readonly overlap: { readonly days: number; readonly majors: number };
  /** Days between two majors. */
  readonly majorGap: number;
}

/** Leave to break a rule once, for a time. */
export interface Waiver {
  readonly id: string;
  readonly rule: string;
  readonly item: string;
  readonly fingerprint: string;
  /** Fingerprints of findings that follow from the waived one. */
  readonly covers: readonly string[];
  readonly reason: string;
  /** An advisory or a decision that stands behind it. */
  readonly advisory: string | undefined;
  readonly approvers: readonly string[];
  /** UTC dates. */
  readonly granted: string;
  readonly expires: string;
  /** JSON pointer in the policy file. */
  readonly pointer: string;
}

export interface Policy {
  readonly windows: Windows;
  readonly waiverDays: number;
  readonly waiverApprovers: number;
  readonly waivers: readonly Waiver[];
  /** File that overrides the defaults, for messages; undefined where there is none. */
  readonly file: string | undefined;
}
