import { describe, expect, test } from 'vitest';
import { compile, createContext, emit, emitters, type Host, memoryHost } from '../../generator/index.js';
import { files } from './abi.js';

/** Group B of the hostile cases, as far as it is about what a program passes to the library. */
const good = Object.fromEntries(Object.entries(files()).map(([name, text]) => [`abi/${name}`, text]));
const host = memoryHost(good);

describe('case 24: a host whose answers are of other types', () => {
  const readings: [string, unknown][] = [
    ['text', '{}'],
    ['null', null],
    ['undefined', undefined],
    ['an array of bytes', [123, 125]],
    ['an object with a length', { length: 2, 0: 123, 1: 125 }],
    ['a proxy of bytes', new Proxy(new TextEncoder().encode('{}'), {})],
    ['an ArrayBuffer', new ArrayBuffer(2)],
    ['a Uint16Array', new Uint16Array(2)],
    [
      'an object with a getter',
      {
        get length() {
          throw new Error('evil');
        },
      },
    ],
    ['a document that was parsed already', { abi: 'demo', version: '1.0.0' }],
  ];
  const answers: [string, Partial<Record<keyof Host, unknown>>][] = [
    ...readings.map(([name, value]): [string, Partial<Record<keyof Host, unknown>>] => [
      `readFile gives ${name}`,
      { readFile: () => value },
    ]),
    [
      'readFile throws no error',
      {
        readFile: () => {
          throw 'evil';
        },
      },
    ],
    [
      'readFile throws a proxy',
      {
        readFile: () => {
          throw new Proxy(
            {},
            {
              get: () => {
                throw new Error('evil');
              },
            },
          );
        },
      },
    ],
    ['list gives text', { list: () => 'abi.json' }],
    ['list gives numbers', { list: () => [1, 2] }],
    ['list gives a way out', { list: () => ['../../etc/passwd.json'] }],
    ['list gives null', { list: () => null }],
    ['kind gives another word', { kind: () => 'socket' }],
    ['kind gives an object', { kind: () => ({ toString: () => 'file' }) }],
    ['realPath gives a number', { realPath: () => 1 }],
    ['realPath gives an object', { realPath: () => ({ startsWith: () => true, replace: () => '' }) }],
  ];
  test.each(answers)('%s', (_, answer) => {
    const { value, diagnostics } = compile({ ...host, ...answer } as Host, 'abi');
    expect(value).toBeUndefined();
    expect(diagnostics.length).toBeGreaterThan(0);
    for (const d of diagnostics) expect([d.code, d.message]).toEqual(['io/read', expect.not.stringContaining('evil')]);
  });

  test('bytes that change while they are read are read once', () => {
    let reads = 0;
    const readFile = (path: string) => {
      reads++;
      return host.readFile(path);
    };
    expect(compile({ ...host, readFile }, 'abi').value).toBeDefined();
    expect(reads).toBe(2);
  });
});

describe('case 25: an Object.prototype that was polluted before the library is called', () => {
  const made = async () => {
    const { value, diagnostics } = compile(host, 'abi');
    if (!value) return diagnostics;
    const emitted = await emit(value.lowered, emitters, createContext({ targets: ['wasi'], strictHost: false }));
    return emitted.value ?? emitted.diagnostics;
  };
  /** What a test adds to Object.prototype; `extra` is what it is called. */
  async function polluted<T>(key: PropertyKey, descriptor: PropertyDescriptor, run: () => Promise<T>): Promise<T> {
    Object.defineProperty(Object.prototype, key, descriptor);
    try {
      return await run();
    } finally {
      Reflect.deleteProperty(Object.prototype, key);
    }
  }

  test.each([
    'data',
    'compat',
    'blockParams',
    'get',
    'value',
    'writable',
    'encoding',
    '0',
    'length',
    'then',
    'toJSON',
    Symbol.iterator,
    Symbol.toPrimitive,
  ])('%s changes no byte, and is there again afterwards', async (key) => {
    const usual = await made();
    const descriptor = Object.assign(Object.create(null), { value: 'evil', enumerable: true, configurable: true, writable: true });
    const [found, kept] = await polluted(key, descriptor, async () => [
      await made(),
      Object.getOwnPropertyDescriptor(Object.prototype, key)?.value,
    ]);
    expect(found).toEqual(usual);
    expect(kept).toBe('evil');
  });

  test('an accessor is put back as it was', async () => {
    const get = () => 'evil';
    const after = await polluted('data', { get, configurable: true }, async () => {
      await made();
      return Object.getOwnPropertyDescriptor(Object.prototype, 'data');
    });
    expect(after).toEqual({ get, set: undefined, enumerable: false, configurable: true });
  });

  test('runs that overlap put it back once, after the last', async () => {
    const usual = await made();
    const [first, second] = await polluted('data', { value: 'evil', configurable: true, enumerable: true }, async () =>
      Promise.all([made(), made()]),
    );
    expect(first).toEqual(usual);
    expect(second).toEqual(usual);
    expect('data' in {}).toBe(false);
  });
});
