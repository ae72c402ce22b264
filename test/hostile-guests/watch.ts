import { digest } from './host.js';

/** Node compares bytes faster than any loop; other hosts have a loop over words, which memory always is whole ones of. */
const { Buffer: fast } = globalThis as { readonly Buffer?: { compare(a: Uint8Array, b: Uint8Array): number } };

function same(a: Uint8Array, b: Uint8Array): boolean {
  if (fast !== undefined) return fast.compare(a, b) === 0;
  const [words, others] = [a, b].map((of) => new Int32Array(of.buffer, of.byteOffset, of.length / 4)) as [Int32Array, Int32Array];
  for (let i = 0; i < words.length; i++) if (words[i] !== others[i]) return false;
  return true;
}

/** Bytes that are compared at once: most of memory stays as it was. */
const block = 2048;

/** Remembers what memory held, and tells what changed since. */
export class Watch {
  #before = new Uint8Array(0);

  /** The ranges that differ, as `wrote address: hex`, and the new size if there is one. Memory that was not there before was 0. */
  changes(now: Uint8Array): string[] {
    const found: string[] = [];
    if (now.length !== this.#before.length) {
      const grown = new Uint8Array(now.length);
      grown.set(this.#before);
      this.#before = grown;
      found.push(`memory of ${now.length}`);
    }
    const before = this.#before;
    if (same(before, now)) return found;
    let from = -1;
    const end = (at: number): void => {
      if (from >= 0) found.push(`wrote ${from}: ${shown(now.subarray(from, at))}`);
      from = -1;
    };
    for (let at = 0; at < now.length; at += block) {
      if (same(before.subarray(at, at + block), now.subarray(at, at + block))) {
        end(at);
        continue;
      }
      for (let i = at; i < at + block; i++) {
        if (now[i] === before[i]) end(i);
        else if (from < 0) from = i;
      }
    }
    end(now.length);
    before.set(now);
    return found;
  }
}

const shown = (bytes: Uint8Array): string =>
  bytes.length > 64 ? `${bytes.length} bytes ${digest(bytes)}` : [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
