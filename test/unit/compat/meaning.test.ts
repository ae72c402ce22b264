import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../../compat-policy/findings.js';
import { pairOf } from '../../../compat-policy/pair/pair.js';
import { rules } from '../../../compat-policy/registry.js';
import { base, type Files, foundBetween, type Json, merged, sideOfFiles } from './fixtures.js';

/** What is found when one parameter of an import changes; `more` is what else the interface has. */
const paramEdit = (was: Files, is: Files, more: Files = {}) => {
  const side = (param: Files) =>
    merged(base, {
      'api.json': merged(
        { functions: { ping: { params: [{ name: 'value', ...param }], result: { type: 'u32', errors: 'errno' } } } },
        more,
      ) as Files,
    });
  return foundBetween(side(was), side(is)).map((line) => line.replace(' parameter api.ping.value', ''));
};

describe('values', () => {
  const few = { types: { some: { kind: 'alias', type: 'u8', max: 9 }, more: { kind: 'alias', type: 's16', min: 0, max: 9 } } };
  const file = { types: { file: { kind: 'handle', repr: 'u32' } } };
  it.each<[string, Files, Files, readonly string[], Files?]>([
    ['text becomes bytes', { type: 'string' }, { type: 'bytes' }, ['major declared-type-changed', 'minor param-widened']],
    ['bytes become text', { type: 'bytes' }, { type: 'string' }, ['major declared-type-changed', 'major param-narrowed']],
    ['another integer for the same numbers', { type: 'some' }, { type: 'more' }, ['major declared-type-changed'], few],
    ['another integer that crosses as a wide one', { type: 'u16', core: 'i64' }, { type: 'u32', core: 'i64' }, ['minor param-widened']],
    ['a buffer becomes optional', { type: 'bytes' }, { type: 'bytes', optional: true }, ['minor param-widened']],
    ['a handle becomes optional', { type: 'file' }, { type: 'file', absent: 0 }, ['minor param-widened'], file],
    ['an optional handle becomes required', { type: 'file', absent: 0 }, { type: 'file' }, ['major param-narrowed'], file],
    ['a number that was legal means absent', { type: 'u32' }, { type: 'u32', absent: 0 }, ['major sentinel-changed']],
    ['address 0 means absent', { type: 'address' }, { type: 'address', absent: 0 }, ['minor param-widened']],
    ['an address is a number', { type: 'address' }, { type: 'u32' }, ['major semantic-type-changed']],
    ['another core type is the signature’s', { type: 'u32' }, { type: 'u64' }, ['major param-wasm-type-changed']],
    ['a unit is said where none was', { type: 'u32' }, { type: 'u32', unit: 'seconds' }, ['patch unit-changed']],
    ['a unit is no longer said', { type: 'u32', unit: 'seconds' }, { type: 'u32' }, ['major unit-changed']],
    [
      'a unit goes with the alias that had it',
      { type: 'span' },
      { type: 'u32' },
      ['major unit-changed'],
      { types: { span: { kind: 'alias', type: 'u32', unit: 'seconds' } } },
    ],
    [
      'a number that no case has means absent',
      { type: 'mode' },
      { type: 'mode', absent: 9 },
      ['minor param-widened'],
      { types: { mode: { kind: 'enum', repr: 'u32', cases: { A: 0 } } } },
    ],
    [
      'a set of known bits means absent',
      { type: 'bits' },
      { type: 'bits', absent: 3 },
      ['major sentinel-changed'],
      { types: { bits: { kind: 'flags', repr: 'u32', bits: { A: 1, B: 2 } } } },
    ],
    ['a wider number behind an address', { type: 'u8', pass: 'out' }, { type: 'u32', pass: 'out' }, ['major out-buffer-size-changed']],
    ['another sign behind an address', { type: 's32', pass: 'out' }, { type: 'u32', pass: 'out' }, ['major signedness-changed']],
  ])('%s', (_, was, is, expected, more) => {
    expect(paramEdit(was, is, more)).toEqual(expected);
  });

  it.each<[string, Files, Files, readonly string[]]>([
    ['of integers breaks the source of guests', { type: 'u16' }, { type: 'u32' }, ['guest-source']],
    ['of text that of hosts as well', { type: 'string' }, { type: 'bytes' }, ['host-source', 'guest-source']],
  ])('another declared type %s', (_, was, is, breaks) => {
    const side = (param: Files) =>
      sideOfFiles(merged(base, { 'api.json': { functions: { ping: { params: [{ name: 'value', ...param }] } } } }));
    const findings = findingsOf(pairOf(side(was), side(is)), rules);
    expect(findings.find(({ rule }) => rule.id === 'declared-type-changed')).toMatchObject({ failureMode: 'compile', breaks });
  });

  it('an alias that lies in a record is told by its width', () => {
    const side = (type: string) =>
      merged(base, {
        'api.json': {
          types: { t: { kind: 'alias', type }, pair: { kind: 'record', fields: [{ name: 'a', type: 't' }] } },
          functions: { ping: { params: [{ name: 'value', type: 'pair' }] } },
        },
      });
    expect(foundBetween(side('u8'), side('u16'))).toContain('major alias-target-changed type api.t');
  });

  it('types of equal structure are found through any number of types that name each other', () => {
    const chain = (prefix: string): Files =>
      Object.fromEntries(
        Array.from({ length: 14 }, (_, i) => {
          const type = i === 0 ? 'u32' : `${prefix}${i - 1}`;
          const fields = [
            { name: 'a', type },
            { name: 'b', type },
          ];
          return [`${prefix}${i}`, { kind: 'record', fields }];
        }),
      );
    const types = { ...chain('x'), ...chain('y') };
    expect(paramEdit({ type: 'x13' }, { type: 'y13' }, { types })).toEqual(['major value-type-renamed']);
  });
});

describe('conventions', () => {
  const out: Files = { type: 'bytes', pass: 'out', written: 'length', whenShort: 'truncate' };
  const error = { error: 'ERANGE', item: 'same' };
  it.each<[string, Files, Files, readonly string[]]>([
    ['the host writes what it read', { type: 'bytes' }, { type: 'bytes', pass: 'inout' }, ['major buffer-convention-changed']],
    ['a value becomes an address', { type: 'u32' }, { type: 'u32', pass: 'out' }, ['major buffer-convention-changed']],
    ['a short buffer is an error', out, { ...out, whenShort: error }, ['major buffer-convention-changed']],
    [
      'what is left is kept',
      { ...out, whenShort: error },
      { ...out, whenShort: { ...error, item: 'kept' } },
      ['major buffer-convention-changed'],
    ],
    ['the length is wider', { ...out, lengthWidth: 'u32' }, { ...out, lengthWidth: 'u64' }, ['major buffer-convention-changed']],
    [
      'the text of an error',
      { ...out, type: 'string' },
      { ...out, type: 'string', role: 'error-text' },
      ['major buffer-convention-changed'],
    ],
    [
      'the length is told in the result',
      { type: 'bytes', pass: 'out', written: 'all' },
      { type: 'bytes', pass: 'out', written: 'result' },
      ['major buffer-convention-changed'],
    ],
  ])('%s', (_, was, is, expected) => {
    expect(paramEdit(was, is)).toEqual(expected);
  });

  it('a list that is counted by another parameter', () => {
    const side = (count: string) =>
      merged(base, {
        'api.json': {
          types: { shorts: { kind: 'list', of: 'u16' } },
          functions: {
            ping: {
              params: [
                { name: 'a', type: 'shorts', count },
                { name: 'b', type: 'shorts', count: 'n' },
                { name: 'c', type: 'shorts', count: 'm' },
                { name: 'n', type: 'u32', pass: 'count' },
                { name: 'm', type: 'u32', pass: 'count' },
              ],
            },
          },
        },
      });
    expect(foundBetween(side('n'), side('m'))).toEqual(['major buffer-convention-changed parameter api.ping.a']);
  });
});

describe('what is said of functions', () => {
  const read = (patch: Files, more: Files = {}) => merged(base, { 'api.json': { functions: { read: patch }, ...more } });
  const targeted = (answer: Files) => read({ targets: ['wasi'], lacking: { browser: answer } });

  it('an answer on one target names that target', () => {
    const pair = pairOf(sideOfFiles(targeted({ error: 'ENOSYS' })), sideOfFiles(targeted({ trap: true })));
    const [finding, ...others] = findingsOf(pair, rules);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      rule: { id: 'trap-added' },
      targets: ['browser'],
      message: 'the lacking answer (browser) of function api.read was error ENOSYS, is now trap',
      to: { pointer: '/functions/read/lacking/browser' },
    });
  });

  it('an answer that nobody wrote follows from the result', () => {
    const side = (result: Json) => merged(base, { 'api.json': { functions: { ping: { result } } } });
    const lines = foundBetween(side({ type: 'u32' }), side({ type: 'u32', errors: 'errno' }));
    expect(lines.filter((line) => /trap|answer-changed/.test(line))).toEqual([]);
  });

  it('a value in place of an error', () => {
    const lines = foundBetween(read({ missing: { error: 'EIO' } }), read({ missing: { value: 0 } }));
    expect(lines).toEqual(['major answer-changed function api.read']);
  });

  it('suspending where nothing blocked is told of both', () => {
    const lines = foundBetween(read({}), read({ effects: { blocking: true, whereForbidden: 'suspend' } }));
    expect(lines).toEqual(['major may-block-added function api.read', 'major sync-to-async function api.read']);
  });

  it.each<[string, readonly { in: string; change: string }[], string]>([
    [
      'unchanged and clarified are free',
      [
        { in: '1.1.0', change: 'unchanged' },
        { in: '1.2.0', change: 'clarified' },
      ],
      'patch',
    ],
    [
      'one change is a change',
      [
        { in: '1.1.0', change: 'clarified' },
        { in: '1.2.0', change: 'changed' },
      ],
      'major',
    ],
    ['silence is a change', [], 'major'],
    ['what was said before the baseline says nothing of it', [{ in: '1.0.0', change: 'clarified' }], 'major'],
  ])('normative texts: %s', (_, normativeChanges, bump) => {
    const was = read({ normative: 'In order.' });
    const is = merged(read({ normative: 'In any order.', normativeChanges }), { 'abi.json': { version: '1.2.0' } });
    expect(foundBetween(was, is)).toEqual([`${bump} normative-text-changed function api.read`]);
  });

  it('a waiver of one change of a text does not cover the next', () => {
    const prints = ['In order.', 'In any order.'].map((text) => {
      const pair = pairOf(sideOfFiles(read({ normative: 'Once.' })), sideOfFiles(read({ normative: text })));
      return findingsOf(pair, rules).map((finding) => finding.fingerprint);
    });
    expect(prints[0]).toHaveLength(1);
    expect(prints[0]).not.toEqual(prints[1]);
  });
});
