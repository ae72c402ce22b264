import { expect, test } from 'vitest';
import { minus, molt, start } from '../guest.js';

const loopback = { kind: 'inet', port: 80, address: Uint8Array.of(127, 0, 0, 1) };

/** A guest with one socket at handle `socket`. */
async function withSocket(methods: object, imports: readonly string[]) {
  const guest = await start({
    hosts: { socket: { new: () => ({}), ...methods } },
    grants: ['net'],
    imports: ['molt_socket_new_host', ...imports],
  });
  return Object.assign(guest, { socket: guest.call('molt_socket_new_host', 2, 2, 0, -1n) });
}

test('D05 no control message is the count 0 in four bytes, on every host', async () => {
  const message = { data: Uint8Array.of(5), address: loopback, control: [], messageFlags: 0 };
  const guest = await withSocket({ recvmsg: () => message }, ['molt_socket_recvmsg_host']);
  guest.memory.fill(0xff, 300, 304);
  const received = guest.call('molt_socket_recvmsg_host', guest.socket, 0, 16, 0, 100, 32, 200, 300, 64, 400, 404);
  expect([received, guest.failures]).toEqual([1, []]);
  expect([...guest.memory.subarray(300, 304), guest.view.getUint32(400, true)]).toEqual([0, 0, 0, 0, 4]);
});

test('D05 control data that do not fit are ENOMEM, and the message is kept for the next call', async () => {
  let delivered = 0;
  const control = [{ level: 1, type: 1, data: Uint8Array.of(9, 9) }];
  const recvmsg = () => ({ data: Uint8Array.of(++delivered), address: loopback, control, messageFlags: 0 });
  const guest = await withSocket({ recvmsg }, ['molt_socket_recvmsg_host']);
  const receive = (capacity: number) =>
    guest.call('molt_socket_recvmsg_host', guest.socket, 0, 16, 0, 100, 32, 200, 300, capacity, 400, 404);
  expect(receive(0)).toBe(minus.ENOMEM);
  expect(guest.view.getUint32(400, true)).toBe(18);
  expect(receive(64)).toBe(1);
  expect([...guest.memory.subarray(300, 318)]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 9, 9]);
  expect([guest.memory[0], delivered]).toEqual([1, 1]);
});

test('D06 the host of sendmsg gets every parameter decoded, and raw kernel bytes are EINVAL', async () => {
  const sent: unknown[][] = [];
  const sendmsg = (_socket: object, data: Uint8Array, ...rest: unknown[]) => {
    sent.push([[...data], ...rest]);
    return data.length;
  };
  const guest = await withSocket({ sendmsg }, ['molt_socket_sendmsg_host']);
  guest.put(0, Uint8Array.of(1, 2));
  guest.put(16, Uint8Array.of(2, 0, 80, 0, 127, 0, 0, 1));
  guest.put(32, Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 42));
  expect(guest.call('molt_socket_sendmsg_host', guest.socket, 0, 2, 64, 16, 8, 32, 17)).toBe(2);
  expect(sent).toEqual([[[1, 2], 64, loopback, [{ level: 1, type: 2, data: Uint8Array.of(42) }]]]);
  // What Linux would take: a length of 8 bytes, a level, a type.
  guest.put(32, Uint8Array.of(20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0));
  expect(guest.call('molt_socket_sendmsg_host', guest.socket, 0, 2, 0, 0, 0, 32, 20)).toBe(minus.EINVAL);
  expect(sent).toHaveLength(1);
});

test('D07 a message for which the buffer is too small is kept by the glue, whatever the host does with it', async () => {
  const messages = [Uint8Array.of(1, 2, 3), Uint8Array.of(4)];
  const { Errno } = await molt('wasi');
  const websocket = { connect: () => ({}), recv: () => messages.shift() ?? Errno.EAGAIN };
  const guest = await start({ hosts: { websocket }, grants: ['net'], imports: ['molt_ws_connect_host', 'molt_ws_recv_host'] });
  guest.call('molt_ws_connect_host', 0, BigInt(guest.put(0, 'wss://example.org')), 512);
  const handle = guest.view.getBigInt64(512, true);
  const receive = (capacity: number) => [guest.call('molt_ws_recv_host', handle, 64, capacity, 600), guest.view.getUint32(600, true)];
  expect(receive(2)).toEqual([minus.ENOMEM, 3]);
  expect(receive(0)).toEqual([minus.ENOMEM, 3]);
  expect(receive(16)).toEqual([0, 3]);
  expect([...guest.memory.subarray(64, 67)]).toEqual([1, 2, 3]);
  expect(receive(16)).toEqual([0, 1]);
  expect(receive(16)[0]).toBe(minus.EAGAIN);
});

test('D13 a write says how much was taken, so that nothing is sent twice', async () => {
  const { Errno } = await molt('wasi');
  const taken: number[] = [];
  const process = {
    spawn: () => ({}),
    writeSome: (_process: object, data: Uint8Array) => {
      if (data.length === 0) return Errno.EAGAIN;
      taken.push(...data.subarray(0, 2));
      return Math.min(2, data.length);
    },
    write: () => 2,
  };
  const imports = ['molt_process_spawn_host', 'molt_process_write_some_host', 'molt_process_write_host'];
  const guest = await start({ hosts: { process }, grants: ['process.exec'], imports });
  expect(guest.call('molt_process_spawn_host', 0, 4, 0, 0, 0, 0, 0, 0, 0, 512)).toBe(0);
  const child = guest.view.getBigInt64(512, true);
  guest.put(64, Uint8Array.of(1, 2, 3));
  let at = 0;
  while (at < 3) at += Number(guest.call('molt_process_write_some_host', child, 64 + at, 3 - at));
  expect(taken).toEqual([1, 2, 3]);
  // The deprecated call has room for all or nothing: a count is no answer to it.
  expect(guest.call('molt_process_write_host', child, 64, 3n)).toBe(-5);
  expect(String(guest.failures[0])).toMatch(/the host answered 2, which does not fit its result$/);
});

test('D15 a connection whose address does not fit is kept, and the next accept gives it out', async () => {
  const { Errno } = await molt('wasi');
  const waiting = [{ connection: {}, address: loopback }];
  const guest = await withSocket({ accept: () => waiting.shift() ?? Errno.EAGAIN }, ['molt_socket_accept_host']);
  const accept = (capacity: number) => guest.call('molt_socket_accept_host', guest.socket, 64, capacity, 128);
  expect(accept(4)).toBe(BigInt(minus.ENOMEM));
  expect(guest.view.getUint32(128, true)).toBe(8);
  expect(accept(28)).toBeGreaterThan(0n);
  expect([...guest.memory.subarray(64, 72)]).toEqual([2, 0, 80, 0, 127, 0, 0, 1]);
  expect(accept(28)).toBe(BigInt(minus.EAGAIN));
});

test('D15 so is a datagram, and its data arrive with the address', async () => {
  const { Errno } = await molt('wasi');
  const waiting = [{ data: Uint8Array.of(7, 8), address: loopback }];
  const guest = await withSocket({ recvfrom: () => waiting.shift() ?? Errno.EAGAIN }, ['molt_socket_recvfrom_host']);
  const receive = (capacity: number) => guest.call('molt_socket_recvfrom_host', guest.socket, 0, 16, 0, 64, capacity, 128);
  expect(receive(0)).toBe(minus.ENOMEM);
  expect(receive(28)).toBe(2);
  expect([...guest.memory.subarray(0, 2), guest.memory[64]]).toEqual([7, 8, 2]);
  expect(receive(28)).toBe(minus.EAGAIN);
});

test('D18 an address above 2 GiB works, and one beyond the memory is EFAULT', { timeout: 120_000 }, async () => {
  const pages = 32_770;
  const high = 0x8000_0010;
  const guest = await start({
    hosts: { socket: { new: () => ({}), gethostname: () => 'molt' } },
    grants: ['net'],
    imports: ['molt_socket_gethostname_host'],
    pages,
  });
  expect(guest.call('molt_socket_gethostname_host', high | 0, 16, high + 64)).toBe(0);
  expect([...guest.memory.subarray(high, high + 4)]).toEqual([...Buffer.from('molt')]);
  expect(guest.view.getUint32(high + 64, true)).toBe(4);
  expect(guest.call('molt_socket_gethostname_host', pages * 65_536 - 2, 4, 0)).toBe(minus.EFAULT);
  expect(guest.call('molt_socket_gethostname_host', -1, 4, 0)).toBe(minus.EFAULT);
});
