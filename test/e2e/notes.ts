const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/** The notes of a group of calls: integers and floats, and bytes as Latin-1. See test/guests/everything/notes.h. */
export function notes(instance: WebAssembly.Instance, group: string): (bigint | string | number)[] {
  const call = (name: string): number => Number((instance.exports[name] as () => number)());
  const end = call(`run_${group}`) >>> 0;
  const { buffer } = (instance.exports.memory ?? instance.exports.imported_memory) as WebAssembly.Memory;
  const view = new DataView(buffer);
  const found: (bigint | string | number)[] = [];
  for (let at = call('notes_base'); at < end; ) {
    const kind = view.getUint32(at, true);
    const size = view.getUint32(at + 4, true);
    at += 8;
    if (kind === 1) found.push(latin1(new Uint8Array(buffer, at, size)));
    else if (kind === 2) found.push(view.getFloat64(at, true));
    else {
      const value = view.getBigInt64(at, true);
      found.push(Number.isSafeInteger(Number(value)) ? Number(value) : value);
    }
    at += (size + 7) & ~7;
  }
  return found;
}

/** A text as `notes` shows its UTF-8. */
export const utf8 = (text: string): string => latin1(new TextEncoder().encode(text));
