import { beforeEach, describe, expect, test } from 'vitest';
import { call, importsOf, load, type Package, type Rig, rig, type Stub, stub } from './support.js';

const EBUSY = -16;
const EIO = -5;
const pkg: Package = await load('streams');

interface Stream {
  send(bytes: Uint8Array): void;
  close(): void;
  readonly pending: number;
}
interface Token {
  isCancelled(): boolean;
}

/**
 * A guest whose scratch memory is where the global `scratch` says; what it receives is appended at 4096, its length at 0.
 * `alloc`, `send` and `make` are run inside the export of that name.
 */
const guestText = ({ alloc = '', send = '', make = '', own = '(local.get 0)', run = '(call $call (local.get 0))' } = {}) => `(module
  ${importsOf(pkg.lowered)}
  (memory (export "memory") 1 4)
  (global $scratch (export "scratch") (mut i32) (i32.const 1024))
  (global $cancelled (export "is_cancelled") (mut i64) (i64.const 0))
  (func (export "g_new") (param i64) (result i64) ${make} (i64.const 77))
  (func (export "g_alloc") (param i32) (result i32) ${alloc} (global.get $scratch))
  (func (export "g_free") (param i32 i32))
  (func (export "g_close") (param i64) (i32.store (i32.const 4) (i32.const 1)))
  (func (export "g_cancelled") (param i64) (result i64) (global.get $cancelled))
  (func (export "g_own") (param i32) (result i32) ${own})
  (func (export "g_run") (param i32) (result i32) ${run})
  (func (export "g_send") (param $stream i64) (param $at i32) (param $len i64) (result i64)
    (memory.copy (i32.add (i32.const 4096) (i32.load (i32.const 0))) (local.get $at) (i32.wrap_i64 (local.get $len)))
    (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.wrap_i64 (local.get $len))))
    ${send} (i64.const 0))
  ${['query', 'pump', 'call', 'read', 'exit', 'ping', 'own'].map((f) => `(export "${f}" (func $${f}))`).join(' ')})`;

let host: Stub;
let guest: Rig;
let stream: Stream;
let token: Token | null;

const start = async (parts: Parameters<typeof guestText>[0] = {}): Promise<void> => {
  guest = await rig(pkg, { db: host.host }, {}, guestText(parts));
};
const utf8 = (text: string) => new TextEncoder().encode(text);
const received = (): string => guest.text(4096, guest.view().getUint32(0, true));
const global = (name: string) => guest.exports[name] as unknown as WebAssembly.Global;
const inside = () => pkg.entry.guestExports(guest.bindings);

beforeEach(async () => {
  host = stub({
    query: (asked: Token | null, reply: Stream) => {
      stream = reply;
      token = asked;
    },
  });
  await start();
});

describe('streams', () => {
  test('deliver in order when the guest pumps, and close once', () => {
    expect([call(guest, 'query', 0n, 64), guest.view().getBigInt64(64, true)]).toEqual([0, 77n]);
    const buffer = utf8('one ');
    stream.send(buffer);
    buffer.fill(0x78);
    stream.send(utf8('two'));
    stream.close();
    expect([stream.pending, received()]).toEqual([7, '']);
    expect(() => stream.send(Uint8Array.of(1))).toThrow('closed');
    expect([call(guest, 'pump'), received(), guest.view().getUint32(4, true)]).toEqual([0, 'one two', 1]);
    expect([call(guest, 'pump'), received(), stream.pending]).toEqual([0, 'one two', 0]);
  });

  test('send bytes alone', () => {
    call(guest, 'query', 0n, 64);
    for (const value of ['text', 5, undefined, null, [1], {}, new Float64Array(1), new ArrayBuffer(4)])
      expect(() => stream.send(value as Uint8Array)).toThrow(TypeError);
    expect(stream.pending).toBe(0);
  });

  test.each([0, 65534, 65536, -1, -65536])('case 70: scratch memory at %i is checked before anything is written', (scratch) => {
    call(guest, 'query', 0n, 64);
    stream.send(Uint8Array.of(1, 2, 3));
    global('scratch').value = scratch;
    const before = guest.bytes().slice();
    expect(() => call(guest, 'pump')).toThrow(pkg.entry.AbiTrap);
    expect(guest.bytes().findIndex((byte, i) => byte !== before[i])).toBe(-1);
    expect(() => call(guest, 'ping')).toThrow('gave memory that the guest does not have');
  });

  test('case 70: memory may grow in the allocator, and misaligned scratch is no matter for bytes', async () => {
    await start({ alloc: '(drop (memory.grow (i32.const 1)))' });
    call(guest, 'query', 0n, 64);
    global('scratch').value = 65537;
    stream.send(Uint8Array.of(97, 98));
    expect([call(guest, 'pump'), received()]).toEqual([0, 'ab']);
  });

  test('case 71: imports that the allocator calls are refused; those of a delivery are not', async () => {
    await start({ alloc: '(i32.store (i32.const 8) (call $ping))', send: '(i32.store (i32.const 12) (call $ping))' });
    call(guest, 'query', 0n, 64);
    stream.send(Uint8Array.of(97));
    expect([call(guest, 'pump'), received()]).toEqual([0, 'a']);
    expect([guest.view().getInt32(8, true), guest.view().getInt32(12, true), call(guest, 'ping')]).toEqual([EBUSY, 0, 0]);
  });

  test('case 71: an allocator that calls an import without an error for it poisons the guest', async () => {
    await start({ alloc: '(drop (call $own (i32.const 1)))' });
    call(guest, 'query', 0n, 64);
    stream.send(Uint8Array.of(97));
    expect(() => call(guest, 'pump')).toThrow('own was called while the guest may not call');
  });

  test('case 90: a pump inside a delivery does not deliver again', async () => {
    await start({ send: '(drop (call $pump))' });
    call(guest, 'query', 0n, 64);
    for (const text of ['a', 'b', 'c']) stream.send(utf8(text));
    expect([call(guest, 'pump'), received()]).toEqual([0, 'abc']);
  });

  test('a guest that makes no stream, or grows its memory to make one', async () => {
    await start({ make: '(drop (memory.grow (i32.const 1)))' });
    expect([call(guest, 'query', 0n, 64), guest.view().getBigInt64(64, true)]).toEqual([0, 77n]);
    await start({ make: '(return (i64.const 0))' });
    expect(() => call(guest, 'query', 0n, 64)).toThrow('g_new made no stream');
  });

  test('a cancel token asks the guest', () => {
    call(guest, 'query', 5n, 64);
    expect(token?.isCancelled()).toBe(false);
    global('is_cancelled').value = 1n;
    expect(token?.isCancelled()).toBe(true);
    call(guest, 'query', 0n, 64);
    expect(token).toBeNull();
  });
});

describe('re-entry', () => {
  test('is refused to a host whose method does not declare it, and its guest may not call meanwhile', () => {
    const seen: unknown[] = [];
    host.answers.read = () => {
      try {
        inside().g_run?.(1);
      } catch (cause) {
        seen.push(String(cause));
      }
      // Around the guard: the engine cannot be kept from it, but the import that the guest then calls is refused.
      seen.push(call(guest, 'ping'), call(guest, 'g_run', 1));
      return 0;
    };
    expect(call(guest, 'read', 0, 8)).toBe(0);
    expect(seen).toEqual(['Error: g_run was called during an import that does not re-enter the guest', EBUSY, EBUSY]);
    expect([call(guest, 'ping'), inside().g_own?.(3)]).toEqual([0, 3]);
  });

  test('is allowed where it is declared, with guarded calls inside', () => {
    host.answers.call = (n: number) => (n === 0 ? 0 : (call(guest, 'read', 0, 8) as number) + (inside().g_run?.(n - 1) as number) + 1);
    host.answers.read = () => 0;
    expect(call(guest, 'call', 5)).toBe(5);
  });

  test('a hook of the host is no way in', async () => {
    const seen: unknown[] = [];
    const hooked = await rig(
      pkg,
      { db: host.host },
      {
        onHostError: () => {
          try {
            pkg.entry.guestExports(hooked.bindings).g_own?.(1);
          } catch (cause) {
            seen.push(String(cause));
          }
        },
      },
      guestText(),
    );
    host.answers.ping = () => 'no';
    expect([call(hooked, 'ping'), seen]).toEqual([EIO, ['Error: g_own was called during an import that does not re-enter the guest']]);
    host.answers.ping = undefined;
    expect(call(hooked, 'ping')).toBe(0);
  });

  test('case 90: recursion of host and guest without end is contained, and poisons', () => {
    host.answers.call = (n: number) => inside().g_run?.(n) ?? 0;
    expect(() => call(guest, 'call', 1)).toThrow(/256 times/);
    expect(() => call(guest, 'ping')).toThrow(pkg.entry.AbiTrap);
  });
});

describe('what ends a guest', () => {
  test('a trap inside a delivery is no error of the host, and nothing runs after it', async () => {
    await start({ send: '(unreachable)' });
    call(guest, 'query', 0n, 64);
    stream.send(Uint8Array.of(1));
    expect(() => call(guest, 'pump')).toThrow(WebAssembly.RuntimeError);
    expect(guest.blamed).toEqual([]);
    expect(() => call(guest, 'ping')).toThrow('the guest export g_send threw');
    expect(() => inside().g_own?.(1)).toThrow(pkg.entry.AbiTrap);
    expect(() => call(guest, 'own', 1)).toThrow(pkg.entry.AbiTrap);
  });

  test.each(['alloc', 'send'] as const)('a guest that is poisoned during a delivery stays so: %s', async (part) => {
    // An import whose trap the guest catches: only the glue knows that the instance has ended.
    const caught = '(try (do (call $exit (i32.const 1))) (catch_all))';
    await start({ [part]: caught });
    host.answers.exit = () => {
      throw new Error('over');
    };
    call(guest, 'query', 0n, 64);
    stream.send(utf8('one'));
    expect(() => call(guest, 'pump')).toThrow(pkg.entry.AbiTrap);
    const before = host.calls.length;
    expect(() => call(guest, 'ping')).toThrow(pkg.entry.AbiTrap);
    expect(() => call(guest, 'pump')).toThrow(pkg.entry.AbiTrap);
    expect(() => call(guest, 'query', 0n, 64)).toThrow(pkg.entry.AbiTrap);
    expect(host.calls.length).toBe(before);
  });

  test('an exit passes through every frame, with what the host threw', async () => {
    const exit = new Error('exit 3');
    host.answers.exit = () => {
      throw exit;
    };
    await start({ send: '(call $exit (i32.const 3))' });
    call(guest, 'query', 0n, 64);
    stream.send(Uint8Array.of(1));
    expect(() => call(guest, 'pump')).toThrow(exit);
    expect(() => call(guest, 'ping')).toThrow('the guest has ended');
    expect(host.calls.at(-1)).toEqual([3]);
  });

  test('an exit that comes back', () => {
    expect(() => call(guest, 'exit', 1)).toThrow('came back, and must not');
  });

  test('an async exit comes back too, and what it is rejected with ends no process', async () => {
    host.answers.exit = () => Promise.reject(new Error('exit 3'));
    expect(() => call(guest, 'exit', 1)).toThrow('came back, and must not');
    // An unhandled rejection would fail the run.
    await new Promise((later) => setTimeout(later));
  });

  test('a host that keeps the end to itself does not undo it', async () => {
    await start({ run: '(unreachable)' });
    host.answers.call = () => {
      try {
        inside().g_run?.(1);
      } catch {}
      return 5;
    };
    expect(() => call(guest, 'call', 1)).toThrow('the guest export g_run threw');
  });
});

describe('forwarding', () => {
  test('reaches the export of the guest, and no member of every object', async () => {
    expect(call(guest, 'own', 4)).toBe(4);
    const bindings = pkg.entry.createImports({ db: host.host });
    const bare = { exports: Object.create(null) as object } as WebAssembly.Instance;
    pkg.entry.attach(bindings, bare);
    expect(() => bindings.imports.env?.own?.(1)).toThrow('is not exported by the guest, which imports it');
  });
});
