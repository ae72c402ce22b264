import { wordsOf } from './words.js';

/** A parameter that a guess is made for: its core type, and its name if somebody gave it one. */
export interface CoreParam {
  readonly type: string;
  readonly name: string | undefined;
}

/** What a run of core parameters is taken for. */
export type ParamGuess =
  | { readonly kind: 'number'; readonly at: number }
  | { readonly kind: 'pointer'; readonly at: number }
  | { readonly kind: 'buffer'; readonly at: number; readonly name: string; readonly writes: boolean };

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const addresses = set('ptr pointer addr address');
const contents = set('buf buffer str string data msg message text bytes src source dst dest path key input output');
const lengths = set('len length size sz cap capacity count n bytes num');
const written = set('buf buffer out output dst dest result ret');
const writers = set('read recv receive get fill random fetch');

/** Reads the names of parameters: an address and a length that follow each other make a buffer. */
export function guessParams(params: readonly CoreParam[], functionWords: readonly string[]): ParamGuess[] {
  const guesses: ParamGuess[] = [];
  for (let at = 0; at < params.length; at++) {
    // In `dest, src, length` the length is that of both.
    const before = guesses.at(-1);
    const shared = before !== undefined && before.kind !== 'buffer' && isPlace(params[at - 1]) && isPlace(params[at]);
    const buffer = shared ? undefined : bufferAt(params, at, functionWords);
    if (buffer) {
      guesses.push(buffer);
      at++;
    } else guesses.push({ kind: isPointer(params[at]) ? 'pointer' : 'number', at });
  }
  return guesses;
}

/** Whether two integers stand side by side that no name tells anything of: they may be an address and a length. */
export const maybeBuffers = (params: readonly CoreParam[]): boolean =>
  params.some((param, at) => {
    const next = params[at + 1];
    return isInteger(param) && param.name === undefined && next?.name === undefined && param.type === next?.type;
  });

const isInteger = (param: CoreParam | undefined): param is CoreParam => param?.type === 'i32' || param?.type === 'i64';

const lastWord = (param: CoreParam): string => wordsOf(param.name ?? '').at(-1) ?? '';
const isPointer = (param: CoreParam | undefined): boolean => isInteger(param) && addresses.has(lastWord(param));
/** Whether a name says that something lies there. */
const isPlace = (param: CoreParam | undefined): boolean =>
  isInteger(param) && (addresses.has(lastWord(param)) || contents.has(lastWord(param)));

function bufferAt(params: readonly CoreParam[], at: number, functionWords: readonly string[]): ParamGuess | undefined {
  const [address, length] = [params[at], params[at + 1]];
  if (!isInteger(address) || !isInteger(length)) return undefined;
  const words = wordsOf(address.name ?? '');
  const last = words.at(-1) ?? '';
  const second = wordsOf(length.name ?? '');
  if (!(addresses.has(last) || contents.has(last)) || !lengths.has(second.at(-1) ?? '')) return undefined;
  // `name_ptr, key_len` are parts of two things.
  const own = addresses.has(last) ? words.slice(0, -1) : words;
  const other = second.slice(0, -1);
  if (own.length > 0 && other.length > 0 && own.join() !== other.join()) return undefined;
  const writes = words.some((word) => written.has(word)) || functionWords.some((word) => writers.has(word));
  return { kind: 'buffer', at, name: (own.length > 0 ? own : other).join('-') || 'data', writes };
}
