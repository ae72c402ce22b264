import { expect, test } from 'vitest';
import { compiled, faults, fn, functionFaults, type Json, usual } from './support.js';

const value = { type: 'u32', errors: 'errno' };
const only = (answer: Json, more: Json = {}) => functionFaults({ targets: ['wasi'], lacking: { browser: answer }, result: value, ...more });

/** Functions that contradict themselves, and what is said about each. */
const wrong: readonly (readonly [more: Json, fault: string])[] = [
  [{ noreturn: true, result: value }, 'resolve/function /functions/f/result: f: it never returns and has a result'],
  [
    { effects: { whereForbidden: 'suspend' } },
    'resolve/function /functions/f/effects/whereForbidden: f: it does not block, so `whereForbidden` says nothing',
  ],
  [
    { result: { type: 'u32', encoding: 'status' } },
    'resolve/no-errors /functions/f/result: the encoding status of f needs an error domain, and the result has no `errors`',
  ],
  [
    { result: { ...value, encoding: 'value' } },
    'resolve/result /functions/f/result/encoding: the result of f: has errors, but its encoding leaves no room for them',
  ],
  [{ result: {} }, 'resolve/result /functions/f/result: the result of f: has neither a type nor errors'],
  [
    { result: { ...value, encoding: 'status' } },
    'resolve/result /functions/f/result/type: the result of f: is a status; a value would have to be an out parameter',
  ],
  [
    { result: { errors: 'errno', absent: 0 } },
    'resolve/result /functions/f/result/absent: the result of f: has no value that could be absent',
  ],
  [{ result: { type: 'u8', absent: 256 } }, 'resolve/value-range /functions/f/result/absent: 256 does not fit u8'],
  [{ result: { type: 'pointer' } }, 'resolve/result /functions/f/result/type: the result of f: is a raw pointer: that is a parameter'],
  [{ result: { errors: 'mode' } }, 'resolve/wrong-kind /functions/f/result/errors: x.mode is an enum; here only an error domain can stand'],
  [{ result: { errors: ['errno', 'nope'] } }, 'resolve/unknown-type /functions/f/result/errors/1: there is no type nope'],
  [
    { result: { errors: 'minus' } },
    'resolve/result /functions/f/result/errors: the result of f: negates error codes, and x.minus LOW is -1: it would read as a value',
  ],
  [
    { result: { errors: ['errno', 'gai'] } },
    'resolve/overlapping-errors /functions/f/result/errors: x.errno EBADF and x.gai FAIL are both 9 on the wire',
  ],
  [{ sizedBy: 'g' }, 'resolve/unknown-function /functions/f/sizedBy: there is no function x.g'],
  [{ sizedBy: 'toString' }, 'resolve/unknown-function /functions/f/sizedBy: there is no function x.toString'],
  [{ sizedBy: 'f' }, 'resolve/function /functions/f/sizedBy: f: it cannot tell its own sizes'],
  [
    { pumps: ['mode'], effects: { reenters: true } },
    'resolve/wrong-kind /functions/f/pumps/0: x.mode is an enum; here only a stream can stand',
  ],
  [{ pumps: ['nope'], effects: { reenters: true } }, 'resolve/unknown-type /functions/f/pumps/0: there is no type nope'],
  [{ pumps: ['mode'] }, 'resolve/function /functions/f/pumps: f: it pumps streams, so the host re-enters the guest: say `reenters`'],
  [{ family: { from: 0, to: 1 } }, 'resolve/function /functions/f/import: f: an arity family needs {n} in every import name'],
  [
    { import: 'f{n}', family: { from: 2, to: 1 } },
    'resolve/function /functions/f/family: f: an arity family goes from a number to a greater one, at most 100 steps',
  ],
  [
    { import: 'f{n}', family: { from: 0, to: 101 } },
    'resolve/function /functions/f/family: f: an arity family goes from a number to a greater one, at most 100 steps',
  ],
  [
    { import: 'f{n}', family: { from: -1, to: 1 } },
    'resolve/function /functions/f/family: f: an arity family goes from a number to a greater one, at most 100 steps',
  ],
  [{ answeredBy: { export: 'nope' } }, 'resolve/unknown-export /functions/f/answeredBy/export: there is no exported function nope'],
];

const types = {
  minus: { kind: 'errors', repr: 's32', cases: { LOW: -1 } },
  gai: { kind: 'errors', repr: 's32', cases: { AGAIN: 3, FAIL: 9 } },
};

test.each(wrong)('%j', (more, fault) => {
  expect(functionFaults(more, types)).toContain(fault);
});

test('what a target without the function answers is looked up, fits, and is about a target that lacks it', () => {
  expect(only({ error: 'EBADF' })).toEqual([]);
  expect(only({ trap: true })).toEqual([]);
  expect(only({ value: 7 })).toEqual([]);
  expect(only({ error: 'EIO' })).toEqual(['resolve/unknown-case /functions/f/lacking/browser/error: x.errno has no case EIO']);
  expect(only({ value: -1 })).toEqual(['resolve/value-range /functions/f/lacking/browser/value: -1 does not fit u32']);
  expect(only({ value: 1 }, { result: undefined })).toEqual([
    'resolve/function /functions/f/lacking/browser/value: f: it has no result, so it cannot answer a value',
  ]);
  expect(only({ value: 0 }, { result: { errors: 'errno' } })).toEqual([]);
  expect(only({ trap: true }, { targets: ['browser'] })).toEqual([
    'resolve/function /functions/f/lacking/browser: f: it is on target browser, so nothing is lacking there',
  ]);
  expect(functionFaults({ lacking: { toString: { trap: true } } })).toEqual([
    'resolve/unknown-target /functions/f/lacking/toString: there is no target toString',
  ]);
  expect(functionFaults({ denied: { error: 'EBADF' } })).toEqual([
    'resolve/no-errors /functions/f/denied: f needs an error domain, and the result has no `errors`',
  ]);
});

test('an answer that is not said follows from the domain, then from the absent value, and is a trap otherwise', () => {
  const roles = { ...(usual.errno as Json), roles: { denied: 'EBADF', unsupported: 'EINVAL' } };
  const answersOf = (result: Json | undefined, errno: Json = roles) => {
    const [found] = compiled({ types: { ...usual, errno }, functions: { f: fn({ result }) } }).abi.interfaces[0]?.functions ?? [];
    return [found?.denied, found?.missing].map((a) => (a?.kind === 'error' ? a.case.name : a?.kind === 'value' ? a.value : a?.kind));
  };
  expect(answersOf(value)).toEqual(['EBADF', 'EINVAL']);
  expect(answersOf(value, { ...roles, roles: { unsupported: 'EINVAL' } })).toEqual(['EINVAL', 'EINVAL']);
  expect(answersOf({ type: 's64', absent: -1 })).toEqual([-1n, -1n]);
  expect(answersOf({ type: 'u32' })).toEqual(['trap', 'trap']);
  expect(answersOf(undefined)).toEqual(['trap', 'trap']);
});

test('a family is written out: names, imports, aliases, repeated parameters and answers follow the number', () => {
  const call = fn({
    import: 'call{n}',
    importAliases: [{ name: 'old{n}' }, { module: 'm', name: 'older{n}' }],
    family: { from: 0, to: 2 },
    params: [
      { name: 'slot', type: 'u32' },
      { name: 'arg', type: 'u64', repeat: 'n' },
    ],
    answeredBy: { export: 'answer{n}' },
  });
  const exports = Object.fromEntries(
    [0, 1, 2].map((n) => [
      `answer${n}`,
      {
        export: `a${n}`,
        required: false,
        params: [{ name: 'slot', type: 'u32' }, ...Array.from({ length: n }, (_, i) => ({ name: `v${i}`, type: 'u64' }))],
      },
    ]),
  );
  const { abi, lowered } = compiled({ functions: { call }, exports });
  const members = abi.interfaces[0]?.functions ?? [];
  expect(members.map((f) => [f.id, f.field, f.params.map((p) => p.name), f.answeredBy, f.importAliases])).toEqual(
    [0, 1, 2].map((n) => [
      `x.call-${n}`,
      `call${n}`,
      ['slot', 'arg0', 'arg1'].slice(0, n + 1),
      { kind: 'export', exportId: `x.answer${n}` },
      [
        { module: 'env', field: `old${n}` },
        { module: 'm', field: `older${n}` },
      ],
    ]),
  );
  expect(lowered.interfaces[0]?.functions.map((f) => f.signature.params.join(' '))).toEqual(['i32', 'i32 i64', 'i32 i64 i64']);
});

test('functions, items and alias names are in code-point order and each a name of its own', () => {
  const { abi } = compiled({
    functions: Object.fromEntries(['b', 'B', 'a10', 'a2', 'constructor'].map((name) => [name, fn({ import: name })])),
  });
  expect(abi.interfaces[0]?.functions.map((f) => f.name)).toEqual(['B', 'a10', 'a2', 'b', 'constructor']);
  expect(faults({ functions: { f: fn({ aliases: ['g', 'h'] }), g: fn({ import: 'g', aliases: ['h'] }) } })).toEqual([
    'resolve/duplicate-name /functions/f/aliases/0: the name g is taken: g and an alias of f',
    'resolve/duplicate-name /functions/g/aliases/0: the name h is taken: an alias of f and an alias of g',
  ]);
});

test('what another answers needs no capability; effects and answers have their defaults', () => {
  const module = { import: 'demo_f', doc: 'F.', answeredBy: 'module', params: [{ name: 'a', type: 'f32' }] };
  const [found] = compiled({ functions: { f: module } }).abi.interfaces[0]?.functions ?? [];
  expect(found?.authority).toEqual({ kind: 'none', reason: 'answered by the guest itself' });
  expect(found?.effects).toEqual({
    nondeterministic: false,
    blocking: false,
    whereForbidden: 'would-block',
    reenters: false,
    threadSafe: false,
  });
  expect([found?.answeredBy, found?.denied, found?.noreturn]).toEqual([{ kind: 'module' }, { kind: 'trap' }, false]);
});
