import { describe, expect, test } from 'vitest';
import { c } from '../../../generator/emitters/c/index.js';
import { cInteger, cMask } from '../../../generator/emitters/c/literal.js';
import { cNames } from '../../../generator/emitters/c/names.js';
import { compile } from '../../../generator/pipeline.js';
import { memoryHost } from '../../../generator/source/memory-host.js';
import { compileCase, contextFor, emitted } from './corpus.js';

const namesOf = (name: string) => Object.fromEntries(cNames(compileCase(name)).names.functions);

describe('names', () => {
  test('a function has its link name where that is free in C', () => {
    expect(namesOf('several-interfaces')).toEqual({ 'zeta.a': 'demo_a', 'zeta.b': 'demo_b', 'alpha.use': 'use_it' });
  });

  test('and else the name of the ABI, the interface and the function', () => {
    const names = namesOf('odd-names');
    expect([names['odd.f0'], names['odd.f31'], names['odd.same-one'], names['odd.same-two'], names['odd.plain']]).toEqual([
      'demo_odd_f0',
      'demo_odd_f31',
      'demo_odd_same_one',
      'demo_odd_same_two',
      'demo_odd_plain',
    ]);
  });

  test('an import and the export that answers it are told apart', () => {
    expect(namesOf('families')).toMatchObject({ 'call.import-it': 'demo_call_import_it', 'guest.import-it': 'demo_guest_import_it' });
  });

  test('two constants of one name are reported with both', async () => {
    const types = {
      sock: { kind: 'enum', repr: 'u8', cases: { 'opt-x': 1 } },
      'sock-opt': { kind: 'enum', repr: 'u8', cases: { x: 1 } },
    };
    const host = memoryHost({
      'abi.json': JSON.stringify({
        abi: 'demo',
        version: '1.0.0',
        targets: { wasi: { threads: 'disabled', blocking: 'allowed' } },
        capabilities: {},
        interfaces: ['a.json'],
      }),
      'a.json': JSON.stringify({ interface: 'a', module: 'env', types }),
    });
    const { value, diagnostics: problems } = compile(host, '.');
    if (!value) throw new Error(problems.map((d) => d.message).join('\n'));
    const { value: files, diagnostics } = await c.emit(value.lowered, contextFor(value.lowered));
    expect(files).toBeUndefined();
    expect(diagnostics.map((d) => [d.code, d.message, d.span?.pointer])).toEqual([
      ['emit/collision', 'a.sock.opt-x and a.sock-opt.x are both DEMO_SOCK_OPT_X in C', '/types/sock-opt/cases/x'],
    ]);
  });
});

test('integers have the literal of their representation', () => {
  expect([
    cInteger(-128n, 's8'),
    cInteger(-1n, 's32'),
    cInteger(5n, 'u16'),
    cInteger(-(1n << 63n), 's64'),
    cInteger((1n << 64n) - 1n, 'u64'),
  ]).toEqual([
    '(-INT8_C(127) - 1)',
    '(-INT32_C(1))',
    'UINT16_C(5)',
    '(-INT64_C(9223372036854775807) - 1)',
    'UINT64_C(18446744073709551615)',
  ]);
  expect([cMask(255n, 'u8'), cMask(-(1n << 31n), 's32')]).toEqual(['UINT8_C(0xff)', '(-INT32_C(2147483647) - 1)']);
});

test('what is not declared to guests is not in the header', async () => {
  const [file] = await emitted(c, compileCase('deprecated'));
  expect(file?.text).not.toMatch(/demo_(served|tombstone|reserved)/);
});
