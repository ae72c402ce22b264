/** Where an item stands in the schema; the span is looked up when it is needed. */
export interface Origin {
  readonly file: string;
  readonly pointer: string;
}

export interface Item {
  readonly doc: string;
  readonly origin: Origin;
}

export type Status = 'active' | 'deprecated' | 'served' | 'tombstone' | 'reserved';
export type Stability = 'stable' | 'preview' | 'experimental';

export interface Deprecation {
  readonly in: string;
  readonly removeIn: string | undefined;
  readonly replacement: string | undefined;
  readonly noReplacement: string | undefined;
  readonly note: string | undefined;
}

/** What became of a normative text in one version. */
export interface NormativeChange {
  readonly in: string;
  readonly change: 'unchanged' | 'clarified' | 'changed';
}

/** An item whose contract stands in words, apart from its documentation. */
export interface Contractual {
  readonly normative: string | undefined;
  readonly normativeChanges: readonly NormativeChange[];
}

/** An item that can be announced for removal without a life of its own. */
export interface Announced extends Item {
  readonly deprecated: Deprecation | undefined;
}

/** An item with a name and a life: since when, how stable, whether it is on its way out. */
export interface Named extends Item {
  readonly name: string;
  /** First ABI version that holds it; inherited from what contains it where the schema is silent. */
  readonly since: string | undefined;
  readonly status: Status;
  readonly stability: Stability;
  readonly deprecated: Deprecation | undefined;
}
