import type { Borrowed } from './known.js';
import type { FoundImport } from './material.js';
import { type Conflict, indescribable } from './merge.js';

/** An import that has no description, and why. */
export interface OpenImport {
  readonly found: FoundImport;
  readonly why: string;
  /** Whether its module is open in the draft; one with a conflict is not, or what conflicts would pass. */
  readonly opened: boolean;
}

/** Parts the imports that the language can describe from those that it cannot. An ABI has one imported memory. */
export function sortOut(
  imports: readonly FoundImport[],
  borrowed: readonly Borrowed[],
  conflicts: readonly Conflict[],
): { readonly described: FoundImport[]; readonly open: OpenImport[] } {
  const closed = new Set(conflicts.map((c) => c.module));
  const described: FoundImport[] = [];
  const open: OpenImport[] = [];
  let memories = borrowed.flatMap((b) => b.interfaces).filter((d) => d.memories !== undefined).length;
  for (const found of imports) {
    const second = found.type.kind === 'memory' && memories++ > 0 ? 'it is a second memory' : undefined;
    const why = indescribable(found.type) ?? second;
    if (why === undefined) described.push(found);
    else open.push({ found, why, opened: !closed.has(found.module) });
  }
  return { described, open };
}
