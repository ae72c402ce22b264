/** What the WebAssembly JavaScript interface lets a module have at most: engines refuse a module with more. */
export const most = {
  moduleBytes: 2 ** 30,
  types: 1_000_000,
  imports: 1_000_000,
  exports: 1_000_000,
  dataSegments: 100_000,
  params: 1_000,
  results: 1_000,
  fields: 10_000,
  supertypes: 1,
  // Items of each kind that the module defines itself.
  func: 1_000_000,
  table: 100_000,
  memory: 100,
  global: 1_000_000,
  tag: 1_000_000,
} as const;
