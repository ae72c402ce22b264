import { InternalError } from '../../../diagnostics/diagnostic.js';
import type { PayloadType } from '../../../ir/abi.js';
import { bytesFormat, holderOf, type PayloadSchema } from '../../../ir/payload-schema.js';
import { rootOf } from './references.js';

/**
 * The schema of what the host sees: that of the payload, and beside every embedded address and length the view that the
 * glue puts there after the check. Where a definition holds the buffer, all that refers to it gets the view.
 */
export function schemaWithViews(type: PayloadType): PayloadSchema {
  if (type.buffers.length === 0) return rootOf(type);
  const copy = structuredClone(rootOf(type));
  for (const { at, view, doc } of type.buffers) {
    const holder = holderOf(copy, at);
    if (holder === undefined) throw new InternalError(`an embedded buffer of ${type.id} leads nowhere: ${at.join('/')}`);
    Object.assign(holder, {
      properties: { ...holder.properties, [view]: { format: bytesFormat, description: doc } },
      required: [...(holder.required ?? []), view],
    });
  }
  return copy;
}
