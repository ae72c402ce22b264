export interface Language {
  readonly language: string;
  /** Where the words come from. */
  readonly source: string;
  readonly keywords: readonly string[];
  readonly others: readonly string[];
  readonly imports: readonly string[];
}

export declare const languages: readonly Language[];
