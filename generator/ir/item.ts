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

/** An item with a name and a life: since when, how stable, whether it is on its way out. */
export interface Named extends Item {
  readonly name: string;
  /** First ABI version that holds it; inherited from what contains it where the schema is silent. */
  readonly since: string | undefined;
  readonly status: Status;
  readonly stability: Stability;
  readonly deprecated: Deprecation | undefined;
}
