import type { LoweredExport } from '../../generator/ir/lowered.js';
import { encodeModule, forward, nothing } from './encode.js';
import { attempt, callExport, type Failure, taken } from './engine.js';

/** Calls a guest export as a plain JavaScript host does that was written against another version. */
export function exportCallBreak(guest: LoweredExport | undefined, host: LoweredExport): Failure | undefined {
  const instance = guestFor(guest, host);
  return attempt(() => {
    const answer = callExport(
      instance,
      host.export.field,
      host.signature.params.map((type) => (type === 'i64' ? 7n : 7)),
    );
    for (const type of host.signature.results) taken(type, answer);
  }).failure;
}

/** Links a module of the host, which checks types, to a guest export. */
export function exportLinkBreak(guest: LoweredExport | undefined, host: LoweredExport): Failure | undefined {
  const { signature } = host;
  const { field } = host.export;
  const caller = new WebAssembly.Module(
    encodeModule([{ module: 'guest', field, type: { kind: 'func', signature } }], [{ export: 'run', signature, body: forward(signature) }]),
  );
  const given = guestFor(guest, host).exports;
  return attempt(() => new WebAssembly.Instance(caller, { guest: given })).failure;
}

/** Whether a guest need not have, somewhere, what the host takes for granted there. */
export const leavesOut = (guest: LoweredExport, host: LoweredExport): boolean =>
  host.export.requiredOn.some((target) => !guest.export.requiredOn.includes(target));

/** A guest of its version for a host of another: it leaves out what it may. */
function guestFor(guest: LoweredExport | undefined, host: LoweredExport): WebAssembly.Instance {
  const functions =
    guest && !leavesOut(guest, host) ? [{ export: guest.export.field, signature: guest.signature, body: nothing(guest.signature) }] : [];
  return new WebAssembly.Instance(new WebAssembly.Module(encodeModule([], functions)));
}
