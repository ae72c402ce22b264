import { canonicalJson } from '../history/canonical.js';
import type { Abi, Interface } from '../ir/abi.js';
import { compare } from '../ir/version.js';
import type { JsonDocument, JsonObject } from '../source/document.js';
import type { Context, Replacement } from './context.js';

/** What an interface was made from besides its document. */
interface Made {
  readonly document: JsonDocument;
  /** Names of the other interfaces whose types or exports it names. */
  readonly mentions: ReadonlySet<string>;
  readonly replacements: readonly Replacement[];
}

/** What all interfaces of an ABI are made from. */
interface Ground {
  readonly head: string;
  readonly documents: ReadonlyMap<string, JsonDocument>;
}

const made = new WeakMap<Interface, Made>();
const grounds = new WeakMap<Abi, Ground>();

/** Notes what an ABI was made from, for the next version of it. */
export function remember(context: Context, abi: Abi): void {
  grounds.set(abi, groundOf(context));
  for (const [i, found] of abi.interfaces.entries()) {
    const document = context.source.interfaces[i];
    if (!document || made.has(found)) continue;
    const replacements = context.replacements.filter(({ origin }) => origin.file === document.file);
    made.set(found, { document, mentions: context.mentions.get(found.name) ?? new Set(), replacements });
  }
}

/**
 * The interfaces of an earlier version that are the same in this one, by name: the document is the same object, so are those
 * of all that it names, and the head of the ABI says the same. The versions of an ABI share most of what they hold.
 */
export function reusable(context: Context, earlier: Abi | undefined): ReadonlyMap<string, Interface> {
  const ground = earlier && grounds.get(earlier);
  // What is older than its `since` is an error that an earlier version would not show.
  if (!ground || !sameGround(ground, groundOf(context)) || compare(context.abi.version, earlier.version) < 0) return new Map();
  const documents = new Set(context.source.interfaces);
  const kept = new Map<string, Interface>();
  for (const found of earlier.interfaces) {
    const document = made.get(found)?.document;
    if (document && documents.has(document)) kept.set(found.name, found);
  }
  for (let before = -1; before !== kept.size; ) {
    before = kept.size;
    for (const [name, found] of kept) if (![...(made.get(found)?.mentions ?? [])].every((other) => kept.has(other))) kept.delete(name);
  }
  for (const found of kept.values()) context.replacements.push(...(made.get(found)?.replacements ?? []));
  return kept;
}

function groundOf({ source }: Context): Ground {
  const { targets, capabilities, payloadFormats, payloadWriters } = source.abi.value as JsonObject;
  // Formats and writers decide what a payload schema means.
  const head = [targets, capabilities, payloadFormats, payloadWriters].map((member) => member ?? null);
  return { head: canonicalJson(head), documents: source.documents };
}

const sameGround = (a: Ground, b: Ground): boolean =>
  a.head === b.head &&
  a.documents.size === b.documents.size &&
  [...a.documents].every(([name, document]) => b.documents.get(name) === document);
