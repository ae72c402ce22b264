import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url).pathname;
const read = (path: string): Json => JSON.parse(readFileSync(join(root, path), 'utf8')) as Json;

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Node = { readonly [key: string]: Json };

const language = read('schemas/abi.schema.json') as Node;
const folder = 'schemas/parity/1.0.0';
const documents = readdirSync(join(root, folder)).map((file) => read(join(folder, file)));

/**
 * What of the language the parity ABI does not use, and why. An entry that it comes to use, or that the language has no more,
 * is an error too.
 */
const exceptions: Readonly<Record<string, string>> = {
  'typePayload.codec=cbor': 'Crosses as msgpack does: the host brings the codec, which the glue treats alike.',
  'typePayload.codec=arrow-ipc': 'Crosses as msgpack does: the host brings the codec, which the glue treats alike.',
  'memory.shared=true': 'An ABI has one memory for guests that import it; those of the area `threads` share memory of their own.',
  'abiDocument.payloadWriters=any': 'What an ABI says once for all its payloads: this one says the other.',
  'table.element=externref': 'An ABI makes one table for its guests, and the one for functions is the one that they use.',
  'target.threads=required': 'No target of the specification needs threads.',
};

const definitions = language.$defs as Readonly<Record<string, Node>>;
const refOf = (node: Node): string | undefined => (typeof node.$ref === 'string' ? node.$ref.replace('#/$defs/', '') : undefined);
/** Words that any item may have, and that stand for readers alone, count once for the whole language. */
const common = new Set([
  'doc',
  'since',
  'status',
  'stability',
  'deprecated',
  'aliases',
  'normative',
  'normativeChanges',
  'unit',
  '$schema',
]);

/** Keywords and enumerated values of the language: `param.pass`, `param.pass=inout`. */
function wordsOf(): Set<string> {
  const words = new Set<string>();
  const visit = (node: Node, at: string): void => {
    for (const value of (node.enum as readonly Json[] | undefined) ?? []) words.add(`${at}=${String(value)}`);
    if (node.type === 'boolean' && !at.endsWith('?')) words.add(`${at}=true`);
    for (const [key, inner] of Object.entries((node.properties ?? {}) as Node)) {
      const name = common.has(key) ? `*.${key}` : `${at}.${key}`;
      if ((inner as Node).const === undefined) words.add(name);
      visit(inner as Node, name);
    }
    for (const list of ['anyOf', 'oneOf'] as const)
      for (const inner of (node[list] as readonly Node[] | undefined) ?? []) if (refOf(inner) === undefined) visit(inner, at);
    if (node.items !== undefined && refOf(node.items as Node) === undefined) visit(node.items as Node, at);
  };
  // `type` is the choice between the sorts of types.
  for (const [name, node] of Object.entries(definitions)) if (name !== 'type') visit(node, name);
  return words;
}

/** The same words, as the documents of the parity ABI use them. */
function usedWords(): Set<string> {
  const used = new Set<string>();
  const visit = (value: Json, node: Node, at: string): void => {
    const ref = refOf(node);
    if (ref !== undefined) {
      const target = definitions[ref] as Node;
      // Scalars that are defined once keep the name of the keyword too: `memory.index=i64` and `wideIndex=i64`.
      if (target.enum !== undefined) used.add(`${ref}=${String(value)}`);
      visit(value, target, target.enum === undefined ? ref : at);
      return;
    }
    if (typeof value !== 'object' || value === null) {
      used.add(`${at}=${String(value)}`);
    } else if (Array.isArray(value)) {
      for (const inner of value) visit(inner as Json, (node.items ?? {}) as Node, at);
    } else {
      const kind = (value as Node).kind;
      const branches = ((node.oneOf ?? []) as readonly Node[]).map((b) => definitions[refOf(b) ?? ''] as Node);
      const chosen = branches.find((b) => ((b.properties as Node).kind as Node).const === kind);
      if (chosen) {
        visit(value, chosen, Object.keys(definitions).find((name) => definitions[name] === chosen) as string);
        return;
      }
      for (const [key, inner] of Object.entries(value as Node)) {
        const known = ((node.properties ?? {}) as Node)[key] as Node | undefined;
        const name = common.has(key) ? `*.${key}` : `${at}.${key}`;
        if (known !== undefined) {
          used.add(name);
          visit(inner, known, name);
        } else if (typeof node.additionalProperties === 'object') visit(inner, node.additionalProperties as Node, at);
      }
    }
    for (const list of ['anyOf', 'oneOf'] as const)
      for (const inner of (node[list] as readonly Node[] | undefined) ?? []) if (fits(value, inner)) visit(value, inner, at);
  };
  for (const document of documents)
    visit(
      document,
      definitions['abi' in (document as Node) ? 'abiDocument' : 'interfaceDocument'] as Node,
      'abi' in (document as Node) ? 'abiDocument' : 'interfaceDocument',
    );
  return used;
}

/** Whether a branch is the one for a value: by its type, and by the keys that it requires. */
function fits(value: Json, branch: Node): boolean {
  const node = refOf(branch) === undefined ? branch : (definitions[refOf(branch) as string] as Node);
  const type = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
  const wanted = node.type === 'integer' ? 'number' : node.type;
  if (wanted !== undefined ? wanted !== type : node.anyOf === undefined) return false;
  if (type !== 'object') return node.enum === undefined || (node.enum as readonly Json[]).includes(value);
  return ((node.required ?? []) as readonly string[]).every((key) => key in (value as Node));
}

describe('the parity ABI', () => {
  const words = wordsOf();
  const used = usedWords();

  it('uses every keyword and every enumerated value of the language, but for the exceptions', () => {
    const missing = [...words].filter((word) => !used.has(word)).sort();
    expect(missing).toEqual(Object.keys(exceptions).sort());
  });

  it('has exceptions that the language still knows, each with a reason', () => {
    for (const [word, why] of Object.entries(exceptions)) {
      expect(words.has(word)).toBe(true);
      expect(why.length).toBeGreaterThan(20);
    }
  });

  it('gives every function that a host answers a contract', () => {
    const functions = documents.flatMap((d) => Object.entries(((d as Node).functions ?? {}) as Readonly<Record<string, Node>>));
    const silent = functions.filter(([, f]) => f.normative === undefined && !['tombstone', 'reserved'].includes(String(f.status)));
    expect(silent.map(([name]) => name)).toEqual([]);
  });
});
