import type { Fact } from './facts.js';
import { found, none, type Result, unknown, unspoken } from './result.js';

/** Strings beyond this length are not written down. */
const longString = 200;

/** Formats that each hold of some text of which the others do not, except where one is named here as part of another. */
const standard = ['date', 'date-time', 'time', 'duration', 'email', 'uuid', 'ipv4', 'ipv6', 'uri', 'iri', 'uri-reference', 'iri-reference'];
const parts: Readonly<Record<string, readonly string[]>> = {
  uri: ['uri-reference', 'iri', 'iri-reference'],
  iri: ['iri-reference'],
  'uri-reference': ['iri-reference'],
  email: ['idn-email'],
  hostname: ['idn-hostname'],
};

/** A string of which all facts are true. */
export function findString(facts: readonly Fact[]): Result {
  let [least, most] = [0, Number.POSITIVE_INFINITY];
  let among: readonly unknown[] | undefined;
  const except = new Set<unknown>();
  const is: string[] = [];
  const not: string[] = [];
  for (const fact of facts) {
    if (fact.is === 'size') [least, most] = [Math.max(least, fact.least), Math.min(most, fact.most)];
    else if (fact.is === 'among') among = among ? among.filter((value) => fact.values.some((v) => v === value)) : fact.values;
    else if (fact.is === 'except') for (const value of fact.values) except.add(value);
    else if (fact.is === 'format') (fact.holds ? is : not).push(fact.name);
  }
  if (least > most || is.some((name) => not.some((other) => other === name || parts[name]?.includes(other)))) return none;
  if (among) {
    const value = among.find((v) => typeof v === 'string' && lengthOf(v) >= least && lengthOf(v) <= most && !except.has(v));
    if (value === undefined) return none;
    return is.length + not.length > 0 ? unknown : found(String(value));
  }
  if (is.length + not.length > 0) return formatted(is, not, least, most);
  for (let length = least; length <= most; length++) {
    if (length > longString) return found(unspoken);
    if (length === 0 && !except.has('')) return found('');
    for (let i = 0; length > 0 && i <= except.size; i++) {
      const value = String.fromCodePoint(i < 26 ? 0x61 + i : 0x4e00 + i).padEnd(length, 'a');
      if (!except.has(value)) return found(value);
    }
  }
  return none;
}

/** In code points, lone surrogates too. */
const lengthOf = (text: string): number => [...text].length;

/** What a format holds of is not known here; that it holds of something, and not of everything, is. */
function formatted(is: readonly string[], not: readonly string[], least: number, most: number): Result {
  if (is.length === 0) return most > 0 ? found(unspoken) : unknown;
  if (is.length > 1 || least > 0 || most !== Number.POSITIVE_INFINITY) return unknown;
  const apart = is.every((name) => standard.includes(name)) && not.every((name) => standard.includes(name));
  return not.length === 0 || apart ? found(unspoken) : unknown;
}
