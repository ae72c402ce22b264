import type { MemoryImport } from '../../generator/ir/abi.js';
import type { LoweredExport } from '../../generator/ir/lowered.js';
import type { AbiPair } from './pair.js';

/** A memory that guests imported and export now, known by its field or by its name. */
export interface TurnedMemory {
  readonly imported: MemoryImport;
  readonly exported: LoweredExport;
}

/** Memories that the host gave to guests in the baseline and that guests give to the host in the candidate. */
export function turnedMemories({ others, exports }: AbiPair): readonly TurnedMemory[] {
  const memories = exports.added.filter((e) => e.export.kind === 'memory');
  return others.removed.flatMap((imported): TurnedMemory[] => {
    if (imported.kind !== 'memory') return [];
    const exported = memories.find(({ export: e }) => e.field === imported.field || e.id === imported.id);
    return exported ? [{ imported, exported }] : [];
  });
}
