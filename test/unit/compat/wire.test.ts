import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../compat-policy/finding.js';
import { findingsOf } from '../../../compat-policy/findings.js';
import { pairOf } from '../../../compat-policy/pair/pair.js';
import { rules } from '../../../compat-policy/registry.js';
import { base, type Json, merged, sideOfFiles } from './fixtures.js';

type Members = { readonly [name: string]: Json };

const capability = 'demo.use';
const take = (type: string): Members => ({
  take: { import: 'demo_take', doc: 'Takes.', capability, params: [{ name: 'value', type }], result: { errors: 'errno' } },
});
const give = (type: string): Members => ({ give: { import: 'demo_give', doc: 'Gives.', capability, result: { type } } });
const api = (types: Members, functions: Members = {}, exports: Members = {}): Json => ({ 'api.json': { types, functions, exports } });

/** What is found between a patch of the base and a patch of that. */
function compare(baseline: Json, candidate: Json): Finding[] {
  const old = merged(base, baseline);
  return findingsOf(pairOf(sideOfFiles(old), sideOfFiles(merged(old, candidate))), rules);
}

const lines = (findings: readonly Finding[]): string[] => findings.map((f) => `${f.bump} ${f.rule.id} ${f.item}`).sort();

const color = (more: Members = {}): Json => ({ kind: 'enum', repr: 'u8', cases: { RED: 1, GREEN: 2 }, ...more });
const blue = api({ color: { cases: { BLUE: 3 } } });

describe('a change of a type is found once, where it happens', () => {
  it('with every place where the type crosses, also inside others', () => {
    const box = { kind: 'record', fields: [{ name: 'color', type: 'color' }] };
    const [finding, ...more] = compare(
      api({ color: color(), box }, { ...take('box'), ...give('color') }),
      api({ color: { cases: { RED: 7 } } }),
    );
    expect(more).toEqual([]);
    expect(finding?.message).toBe('the value of case api.color.RED was 1, is now 7');
    expect(finding?.places).toEqual(['parameter api.take.value', 'result api.give']);
    expect(finding?.from).toEqual({ file: 'api.json', pointer: '/types/color/cases/RED' });
  });

  it('and functions that use it say nothing, although their core type changes', () => {
    expect(lines(compare(api({ color: color() }, take('color')), api({ color: { repr: 'u64' } })))).toEqual([
      'major enum-width-changed type api.color',
    ]);
  });

  it('as what it is to the worst of its readers', () => {
    expect(lines(compare(api({ color: color() }, { ...take('color'), ...give('color') }), blue))).toEqual([
      'major enum-case-added-result case api.color.BLUE',
      'minor enum-case-added-arg case api.color.BLUE',
    ]);
    expect(lines(compare(api({ color: color() }), blue))).toEqual([
      'major enum-case-added-result case api.color.BLUE',
      'minor enum-case-added-arg case api.color.BLUE',
    ]);
  });

  it('and a reader that is new has no old guests', () => {
    const candidate = merged(blue, api({}, give('color')));
    expect(lines(compare(api({ color: color() }, take('color')), candidate))).toEqual([
      'minor enum-case-added-arg case api.color.BLUE',
      'minor import-added function api.give',
    ]);
  });

  it('and guest exports are imports seen from the other side', () => {
    const exports = { paint: { export: 'paint', doc: 'Paints.', required: true, params: [{ name: 'color', type: 'color' }] } };
    expect(lines(compare(api({ color: color() }, {}, exports), blue))).toEqual(['major enum-case-added-result case api.color.BLUE']);
  });
});

describe('what is mild', () => {
  it.each<[string, Json, Json, string[]]>([
    [
      'a case more in an open enum',
      api({ color: color({ open: true }) }, give('color')),
      blue,
      ['minor enum-case-added-result case api.color.BLUE'],
    ],
    [
      'a code more in a domain that only hosts read',
      api({ fail: { kind: 'errors', repr: 's32', cases: { BAD: 1 } } }, take('fail')),
      api({ fail: { cases: { WORSE: 2 } } }),
      ['minor error-code-added case api.fail.WORSE'],
    ],
    [
      'a union of bits that were there',
      api({ access: { kind: 'flags', repr: 'u8', bits: { READ: 1, WRITE: 2 } } }, give('access')),
      api({ access: { bits: { BOTH: 3 } } }),
      ['minor flag-added-result bit api.access.BOTH'],
    ],
    [
      'opening what only hosts read',
      api({ color: color() }, take('color')),
      api({ color: { open: true } }),
      ['minor enum-opened type api.color'],
    ],
    [
      'a name that stays as an alias',
      api({ color: color() }, give('color')),
      api({ color: { cases: { RED: null, CRIMSON: { value: 1, aliases: ['RED'] } } } }),
      ['minor enum-case-renamed case api.color.RED'],
    ],
    [
      'a role that had no code, and none stood in for it',
      api({ fail: { kind: 'errors', repr: 's32', cases: { BAD: 1, GONE: 2 }, roles: { invalid: 'BAD' } } }, { ...give('fail') }),
      api({ fail: { roles: { removed: 'GONE' } } }),
      ['minor error-role-changed type api.fail'],
    ],
    [
      'another name for the type of a field',
      api({ size: { kind: 'alias', type: 'u32' }, box: { kind: 'record', fields: [{ name: 'a', type: 'u32' }] } }, take('box')),
      api({ box: { fields: [{ name: 'a', type: 'size' }] } }),
      ['minor record-field-type-changed field api.box.a'],
    ],
  ])('%s', (_, baseline, candidate, expected) => {
    expect(lines(compare(baseline, candidate))).toEqual(expected);
  });

  const boxed = { box: { kind: 'record', fields: [{ name: 'color', type: 'color' }] } };
  it.each<[string, Json, Json]>([
    ['another integer by value', api({ color: color() }, take('color')), api({ color: { repr: 'u32' } })],
    ['another sign in memory', api({ color: color(), ...boxed }, take('box')), api({ color: { repr: 's8' } })],
  ])('%s breaks nobody but the source of guests, which declares the integer', (_, baseline, candidate) => {
    const [finding, ...more] = compare(baseline, candidate);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ rule: { id: 'enum-width-changed' }, bump: 'major', failureMode: 'compile', breaks: ['guest-source'] });
  });

  it.each<[string, Json, Json, string[]]>([
    [
      'another integer by value where values may be unknown',
      api({ color: color({ open: true }) }, give('color')),
      api({ color: { repr: 'u32' } }),
      ['major enum-width-changed type api.color'],
    ],
    [
      'another integer behind an address',
      api(
        { color: color() },
        {
          fill: {
            import: 'demo_fill',
            doc: 'Fills.',
            capability,
            params: [{ name: 'value', type: 'color', pass: 'out' }],
            result: { errors: 'errno' },
          },
        },
      ),
      api({ color: { repr: 'u32' } }),
      ['major enum-width-changed type api.color'],
    ],
    [
      'a role whose code stood in for another until now',
      api({ fail: { kind: 'errors', repr: 's32', cases: { BAD: 1, PAST: 2 }, roles: { invalid: 'BAD' } } }, give('fail')),
      api({ fail: { roles: { fault: 'PAST' } } }),
      ['major error-role-changed type api.fail'],
    ],
    [
      'an alias with a range for the type of a field',
      api({ size: { kind: 'alias', type: 'u32', max: 9 }, box: { kind: 'record', fields: [{ name: 'a', type: 'u32' }] } }, take('box')),
      api({ box: { fields: [{ name: 'a', type: 'size' }] } }),
      ['major record-field-type-changed field api.box.a'],
    ],
  ])('but not %s', (_, baseline, candidate, expected) => {
    expect(lines(compare(baseline, candidate))).toEqual(expected);
  });
});

describe('the layout of what did not change itself', () => {
  const fields = (name: string, type: string) => ({
    kind: 'record',
    fields: [
      { name, type },
      { name: 'last', type: 'u8' },
    ],
  });
  const nested = api({ color: color(), inner: fields('color', 'color'), outer: fields('inner', 'inner') }, take('outer'));

  it('has the innermost change as its cause', () => {
    const findings = compare(nested, api({ color: { repr: 'u32' } }));
    expect(findings.map((f) => [f.rule.id, f.item, f.cause]).sort()).toEqual([
      ['enum-width-changed', 'type api.color', 'type api.color'],
      ['record-size-changed', 'type api.inner', 'type api.color'],
      ['record-size-changed', 'type api.outer', 'type api.color'],
    ]);
  });

  it('has the new case of a variant as its cause', () => {
    const event = { kind: 'variant', tag: 'u8', cases: { none: { value: 0 } } };
    const findings = compare(
      api({ event }, take('event')),
      api({ event: { cases: { one: { value: 1, type: 'u8' }, big: { value: 2, type: 'u32' } } } }),
    );
    const sized = findings.filter((f) => f.rule.id === 'variant-size-changed');
    expect(sized.map((f) => [f.item, f.cause, f.message])).toEqual([
      ['type api.event', 'case api.event.big', 'the size of type api.event was 1 bytes, aligned to 1, is now 8 bytes, aligned to 4'],
    ]);
  });
});

describe('reserved bytes', () => {
  const record = (...list: Json[]): Json => ({ kind: 'record', fields: list });
  const field = (name: string, type: string, reserved = false): Json => ({ name, type, reserved });
  const change = (was: Json, is: Json) => lines(compare(api({ box: was }, take('box')), api({ box: is })));

  it('may be cut in another way', () => {
    expect(
      change(
        record(field('a', 'u32'), field('b', 'u64', true)),
        record(field('a', 'u32'), field('c', 'u32', true), field('b', 'u64', true)),
      ),
    ).toEqual(['major record-field-added field api.box.c']);
    expect(
      change(
        record(field('a', 'u32'), field('b', 'u32', true)),
        record(field('a', 'u32'), field('c', 'u16', true), field('d', 'u16', true)),
      ),
    ).toEqual([]);
  });

  it('may be given to several fields, while a field that grows into them is another type', () => {
    const was = record(field('a', 'u16'), field('b', 'u16', true), field('c', 'u32', true));
    expect(change(was, record(field('a', 'u16'), field('d', 'u16'), field('e', 'u32')))).toEqual([
      'minor record-field-added-in-reserved field api.box.d',
      'minor record-field-added-in-reserved field api.box.e',
    ]);
    expect(change(was, record(field('a', 'u32'), field('c', 'u32', true)))).toContain('major record-field-type-changed field api.box.a');
  });
});
