import type * as Raw from '../schema/raw.generated.js';
import { guessParams, maybeBuffers } from './buffers.js';
import { conventionOf } from './conventions.js';
import type { FoundImport, HostFunction, Topic } from './material.js';
import { plainText } from './text.js';
import { identifier, Unique, wordsOf } from './words.js';

/** A drafted function, with what of it is guessed. Pointers are relative to it. */
export interface DraftFunction {
  readonly raw: Raw.Function;
  readonly notes: readonly { readonly topic: Topic; readonly pointer: string; readonly text: string }[];
  /** What the host reaches in it, which names its capability. */
  readonly reaches: string | undefined;
}

type CoreType = Raw.CoreType;
type FuncType = FoundImport['type'] & { readonly kind: 'func' };

/** Integers as JavaScript gets them: signed. So a host on the draft gets the numbers that it always got. */
const numberTypes: Readonly<Record<string, string>> = { i32: 's32', i64: 's64', f32: 'f32', f64: 'f64' };

/** Describes a function that no known ABI has, from its type, its names, and what the host does for it. */
export function draftFunction(found: FoundImport, type: FuncType, host: HostFunction | undefined, where: string): DraftFunction {
  const convention = conventionOf(found);
  const notes: { topic: Topic; pointer: string; text: string }[] = [];
  const note = (topic: Topic, pointer: string, text: string) => void notes.push({ topic, pointer, text });
  const given = [telling(host?.params), telling(found.debugParams)];
  const names = type.params.map((_, i) => given.map((list) => list?.[i]).find((name) => name !== undefined));
  const params = draftParams(found, type, names, convention?.params ?? [], note);
  const [result] = type.results;
  const noreturn = convention?.noreturn === true && result === undefined;
  const reenters = host?.reenters === true || convention?.reenters === true;
  const reaches = host?.reaches[0] ?? convention?.reaches;
  const seen = host?.doc ?? convention?.doc;
  const doc = seen === undefined ? `To do: say what it does. Imported by ${where}.` : plainText(seen);
  if (convention) note('convention', '', `Taken for an import of ${convention.toolchain}: ${convention.doc}`);
  if (seen === undefined) note('doc', '/doc', 'No documentation.');
  if (result === 'i32' || result === 'i64')
    note('status', '/result', `Gives ${result}: a value, a status, an error code or an address? Described as a plain number.`);
  if (host && host.reaches.length > 0) note('capability', '/capability', `The host uses ${host.reaches.join(', ')} in it.`);
  if (host?.async) note('effect', '/effects', 'Guessed: the function of the host is async, so the guest waits for it.');
  if (reenters) note('effect', '/effects/reenters', 'Guessed: the host calls exports of the guest during the call.');
  return {
    reaches,
    notes,
    raw: {
      import: found.name,
      doc: convention && !host?.doc ? `Guessed, as of ${convention.toolchain}: ${doc}` : doc,
      ...(params.length > 0 && { params }),
      ...(result !== undefined && { result: { type: numberTypes[result] ?? 's32' } }),
      ...(noreturn && { noreturn: true }),
      effects: {
        nondeterministic: true,
        ...(host?.async && { blocking: true, whereForbidden: 'suspend' as const }),
        ...(reenters && { reenters: true }),
      },
    },
  };
}

/** Names of parameters, unless a build made them short (`a, b, c`) or numbered them (`arg0`), which tells nothing. */
function telling(names: readonly (string | undefined)[] | undefined): readonly (string | undefined)[] | undefined {
  const short = names?.every((name, i) => name === undefined || name === String.fromCharCode(97 + i) || /^(arg|p|param)_?\d*$/.test(name));
  return short ? undefined : names;
}

function draftParams(
  found: FoundImport,
  type: FuncType,
  names: readonly (string | undefined)[],
  /** Names that serve where there are no others; they are nothing to guess from. */
  otherwise: readonly string[],
  note: (topic: Topic, pointer: string, text: string) => void,
): Raw.Param[] {
  const core = type.params.map((t, i) => ({ type: t, name: names[i] }));
  const known = otherwise.length > 0;
  const taken = new Unique();
  const claim = (name: string | undefined, i: number) => taken.claim(identifier(wordsOf(name ?? ''), `arg${i}`));
  const params = guessParams(core, wordsOf(found.name)).map((guess, i): Raw.Param => {
    const { at } = guess;
    const pointer = `/params/${i}`;
    const width = type.params[at] as CoreType;
    if (guess.kind === 'number') return { name: claim(names[at] ?? otherwise[at], at), type: numberTypes[width] ?? 's32' };
    if (guess.kind === 'pointer') {
      note('buffer', pointer, `Guessed from its name: ${quoteName(names[at])} is an address. Of what, and how long?`);
      return {
        name: claim(names[at], at),
        type: 'pointer',
        ...(width === 'i64' && { addressType: 'i64' as const }),
        doc: 'Guessed from its name: an address.',
      };
    }
    const pass = guess.writes ? 'inout' : 'in';
    const lengthWidth = type.params[at + 1];
    const coreNames: [string, string] = [claim(names[at], at), claim(names[at + 1], at + 1)];
    const name = coreNames.includes(guess.name) ? guess.name : claim(guess.name, at);
    const what = guess.writes ? 'bytes that the host reads and may change in place' : 'bytes that the host reads';
    note(
      'buffer',
      pointer,
      `Guessed from their names: ${quoteName(names[at])} and ${quoteName(names[at + 1])} are the address and the length of ${what}. Is it a string, or a buffer to fill?`,
    );
    return {
      name,
      type: 'bytes',
      pass,
      coreNames,
      ...(width === 'i64' && { addressType: 'i64' as const }),
      ...(lengthWidth === 'i64' && { lengthType: 'i64' as const }),
      doc: `Guessed from the names of an address and a length: ${what}.`,
    };
  });
  if (!known && maybeBuffers(core)) note('buffer', '/params', 'Integers side by side: an address and a length? Left as numbers.');
  if (!known && core.some((p) => p.name === undefined)) note('name', '/params', 'Parameters without a name.');
  if (params.some((p) => p.type === 's32' || p.type === 's64')) note('number', '/params', 'Signed or unsigned?');
  return params;
}

const quoteName = (name: string | undefined): string => plainText(name ?? '').slice(0, 60);
