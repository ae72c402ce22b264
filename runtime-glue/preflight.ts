import { boundaryOf, compare, type Difference, type ImportTable, type InstantiateOptions, type ModuleBoundary } from './link.js';
import { shown } from './names.js';

/** A guest that `readBytes` of the entry `./bytes` read, and held to the core types of the ABI. */
export interface GuestBoundary extends ModuleBoundary {
  /** As an engine would list them. `unfit` are those that `differences` tells of. */
  readonly imports: readonly (ModuleBoundary['imports'][number] & { readonly unfit: boolean })[];
  /** Limits that fit what the guest declares for the memory and the table that it imports: for the options of `instantiate`. */
  readonly limits: Pick<InstantiateOptions, 'memory' | 'functionTable'>;
  /** What does not fit the ABI on a target for its type, its limits, or being shared. */
  differences(target: string): readonly Difference[];
}

const wasRead = (guest: WebAssembly.Module | GuestBoundary): guest is GuestBoundary => 'differences' in guest;

/** What keeps a guest from running as it should: of a compiled one by its names and kinds, of one that was read by its types too. */
export function preflightOf(
  table: ImportTable,
  guest: WebAssembly.Module | GuestBoundary,
  options?: Pick<InstantiateOptions, 'modules' | 'peers'>,
): Difference[] {
  if (!wasRead(guest)) return compare(table, boundaryOf(guest), options);
  // Of an import with another type nothing else is to be said.
  const imports = guest.imports.filter(({ unfit }) => !unfit);
  return [
    ...guest.differences(table.target).map((told) => ({ ...told, message: shown(told.message) })),
    ...compare(table, { ...guest, imports }, options),
  ];
}
