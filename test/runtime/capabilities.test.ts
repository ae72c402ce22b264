import { describe, expect, test } from 'vitest';
import { call, changes, load, type Package, puppet, type Rig, rig, stub } from './support.js';

const EACCES = -13;
const ENOSYS = -38;
const pkg: Package = await load('caps');
const page = 65536;

const running = async (options: object = {}, hosts: (host: object) => object = (net) => ({ net })) => {
  const host = stub({ value: () => 5n, read: () => 0 });
  return { host, guest: await rig(pkg, hosts(host.host), options) };
};
/** What each import answers. */
const answers = (guest: Rig) =>
  Object.fromEntries(
    [['net_read', 0, 0], ['net_both'], ['net_either'], ['net_free'], ['net_value']].map(([field, ...values]) => [
      field,
      call(guest, field as string, ...(values as number[])),
    ]),
  );
const denied = { net_read: EACCES, net_both: EACCES, net_either: EACCES, net_free: 0, net_value: -1n };
const allowed = { net_read: 0, net_both: 0, net_either: 0, net_free: 0, net_value: 5n };

describe('without a grant', () => {
  test('case 91: an import answers its denial, before it looks at any pointer, and the host is not called', async () => {
    const { host, guest } = await running();
    expect(answers(guest)).toEqual(denied);
    expect(changes(guest, () => call(guest, 'net_read', page + 1, -1))).toEqual({ result: EACCES, at: [] });
    expect(host.calls).toHaveLength(1);
  });

  test('one that has no error to say so traps', async () => {
    const { guest } = await running({ grants: ['net.read'] });
    expect(() => call(guest, 'net_silent', 1)).toThrow('net_silent is denied: its capability was not granted');
    expect(() => call(guest, 'net_both')).toThrow(pkg.entry.AbiTrap);
  });

  test('case 94: no grants, no options and empty grants are the same', async () => {
    for (const options of [undefined, {}, { grants: [] }, { grants: undefined }])
      expect(answers((await running(options)).guest)).toEqual(denied);
  });
});

describe('grants', () => {
  test.each([
    [['net.read'], { ...allowed, net_both: EACCES }],
    [['net.recv'], { ...allowed, net_both: EACCES }],
    [['net.write'], { ...denied, net_either: 0 }],
    [['net.read', 'net.write'], allowed],
    [['net'], allowed],
    [['net.*'], allowed],
    [['clock'], denied],
  ])('%j', async (grants, expected) => {
    expect(answers((await running({ grants })).guest)).toEqual(expected);
  });

  test.each(['toString', '__proto__', 'constructor', 'hasOwnProperty', 'Net.read', 'net.', '*', '.*', '', 'net.raed'])(
    'case 95: %j names nothing',
    async (grant) => {
      await expect(running({ grants: [grant] })).rejects.toThrow(pkg.entry.AbiLinkError);
    },
  );

  test('case 95: a polluted prototype grants nothing', async () => {
    const polluted = { grants: ['net'], 'net.raed': {}, implies: ['net'], threads: true };
    const { net } = { net: stub({ value: () => 5n, read: () => 0 }).host };
    const create = (grants?: string[]) => pkg.entry.createImports({ net }, grants === undefined ? {} : { grants });
    const free: unknown[] = [];
    for (const [name, value] of Object.entries(polluted))
      Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
    try {
      free.push(create().imports.env?.net_both?.(), create(['clock']).imports.env?.net_both?.());
      expect(() => create(['net.raed'])).toThrow('there is no capability "net.raed"');
    } finally {
      for (const name of Object.keys(polluted)) Reflect.deleteProperty(Object.prototype, name);
    }
    expect(free).toEqual([EACCES, EACCES]);
  });

  test('case 96: options that change after createImports change nothing', async () => {
    const grants: string[] = [];
    const blamed: unknown[] = [];
    const options = { grants, threads: false, onHostError: ({ cause }: { cause: unknown }) => void blamed.push(cause) };
    const { host, guest } = await running(options);
    grants.push('net');
    options.onHostError = () => expect.unreachable();
    options.threads = true;
    host.answers.free = () => 'no';
    expect(answers(guest)).toEqual({ ...denied, net_free: -5 });
    expect(blamed).toHaveLength(1);
  });
});

describe('what is granted', () => {
  const made = (grants: readonly string[]) => pkg.entry.createImports({ net: stub().host }, { grants });

  test('is printed with the bindings: each capability of the target, and the grant that gave it', () => {
    const bindings = made(['net.recv', 'net.write', 'net.*']);
    expect(bindings.granted).toEqual(['net.read', 'net.write']);
    expect(JSON.stringify(bindings.capabilities)).toBe('{"clock":null,"net":null,"net.read":"net.recv","net.write":"net.write"}');
    expect(made(['net']).capabilities).toMatchObject({ net: 'net', 'net.read': 'net', 'net.write': 'net', clock: null });
    expect(made([]).granted).toEqual([]);
  });

  test('case 96: cannot be changed, and changing it would change nothing', () => {
    const bindings = made([]);
    for (const change of [
      () => Object.assign(bindings, { granted: ['net'] }),
      () => (bindings.granted as string[]).push('net'),
      () => Object.assign(bindings.capabilities, { net: 'net' }),
      () => Object.assign(bindings.capabilities, { toString: 'net' }),
    ])
      expect(change).toThrow(TypeError);
    expect(bindings.imports.env?.net_both?.()).toBe(EACCES);
  });
});

describe('an audit', () => {
  const seen: object[] = [];
  const layers = [pkg.entry.audit((use) => void seen.push(use))];
  const uses = () => seen.splice(0);

  test('is told of each use of a capability, denied ones included, and of nothing else', async () => {
    const { guest } = await running({ grants: ['net.read'], layers });
    expect(uses()).toEqual([]);
    expect(answers(guest)).toEqual({ ...allowed, net_both: EACCES });
    expect(uses()).toEqual([
      { function: 'net.read', capabilities: ['net.read'], needs: 'all', granted: true },
      { function: 'net.both', capabilities: ['net.read', 'net.write'], needs: 'all', granted: false },
      { function: 'net.either', capabilities: ['net.read', 'net.write'], needs: 'any', granted: true },
      { function: 'net.value', capabilities: ['net.read'], needs: 'all', granted: true },
    ]);
    expect(() => call(guest, 'net_silent', 1)).toThrow('net_silent is denied');
    expect(uses()).toEqual([{ function: 'net.silent', capabilities: ['net.write'], needs: 'all', granted: false }]);
    expect(() => call(guest, 'net_read', 0, 0)).toThrow(pkg.entry.AbiTrap);
    expect(uses()).toEqual([]);
  });

  test('stands in the way of nothing that needs no capability', () => {
    const link = (used: object[]) => pkg.entry.createImports({ net: stub().host }, { layers: used }).imports.env;
    const run = link([(_: object, run: object) => Object.assign(run, { plain: true }), ...layers]);
    expect(run?.net_free).toHaveProperty('plain', true);
    expect(run?.net_read).not.toHaveProperty('plain');
  });

  test('changes nothing for the guest when its hook throws, and the hook cannot enter the guest', async () => {
    const inside: unknown[] = [];
    const layer = pkg.entry.audit(() => {
      try {
        guest.bindings.imports.env?.net_free?.();
      } catch (cause) {
        inside.push(cause);
      }
      inside.push(call(guest, 'net_free'));
      throw new Error('mine');
    });
    const { guest } = await running({ grants: ['net'], layers: [layer] });
    expect(call(guest, 'net_both')).toBe(0);
    expect([inside, guest.blamed]).toEqual([[-16], [new Error('mine')]]);
  });

  test('blames a hook whose promise is rejected, and refuses what is no hook', async () => {
    const { guest } = await running({ grants: ['net'], layers: [pkg.entry.audit(() => Promise.reject(new Error('later')))] });
    expect(call(guest, 'net_both')).toBe(0);
    await new Promise((later) => setTimeout(later));
    expect(guest.blamed).toEqual([new Error('later')]);
    expect(() => pkg.entry.audit(undefined as never)).toThrow(new TypeError('an audit tells a function of each use; it is undefined'));
  });
});

describe('interfaces that are lacking', () => {
  test('are answered by their own errors, and every guest links', async () => {
    const { guest } = await running({ grants: ['net', 'clock'] }, () => ({}));
    expect(answers(guest)).toEqual({ net_read: ENOSYS, net_both: ENOSYS, net_either: ENOSYS, net_free: ENOSYS, net_value: -1n });
    expect(() => call(guest, 'clock_now')).toThrow('clock_now is not available here');
    const browser = await load('caps', 'browser');
    const elsewhere = await rig(browser, { net: stub().host }, { grants: ['net'] });
    expect([call(elsewhere, 'net_local'), call(elsewhere, 'net_free')]).toEqual([ENOSYS, 0]);
  });

  test('may be answered by core functions, with the same denials and the same end', async () => {
    const seen: unknown[] = [];
    const core = {
      seen,
      net_read(this: { seen: unknown[] }, ...values: number[]) {
        this.seen.push(values);
        return 3;
      },
    };
    const { guest } = await running({ grants: ['net.read'] }, () => ({ net: pkg.entry.raw(core) }));
    expect([call(guest, 'net_read', 1, 2), call(guest, 'net_free'), seen]).toEqual([3, ENOSYS, [[1, 2]]]);
    expect(() => call(guest, 'net_silent', 1)).toThrow(pkg.entry.AbiTrap);
    expect(() => call(guest, 'net_read', 1, 2)).toThrow(pkg.entry.AbiTrap);
    expect(() => call(guest, 'net_value')).toThrow(pkg.entry.AbiTrap);
  });
});

test('a guest that uses memory before it is attached traps', async () => {
  const host = stub({ read: () => 0 });
  const bindings = pkg.entry.createImports({ net: host.host }, { grants: ['net'] });
  expect(() => bindings.imports.env?.net_read?.(0, 0)).toThrow('called an import that needs memory before its memory was attached');
  expect(puppet(pkg.lowered)).toContain('net_read');
});
