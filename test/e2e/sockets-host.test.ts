import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket as Stream } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, expect, test, vi } from 'vitest';
import { ExampleHosts } from './example-hosts.js';

type Address = { readonly kind: 'inet'; readonly port: number; readonly address: Uint8Array };
type Answer = object | number | undefined;

/** What these tests use of test/hosts. */
interface Sockets {
  new (family: number, type: number, protocol: number, fileno: bigint | null): Answer;
  readonly bind: (socket: Answer, address: Address) => Answer;
  readonly listen: (socket: Answer, backlog: number) => Answer;
  readonly accept: (socket: Answer) => Answer;
  readonly connect: (socket: Answer, address: Address) => Answer;
  readonly connectState: (socket: Answer) => Answer;
  readonly send: (socket: Answer, data: Uint8Array) => Answer;
  readonly recv: (socket: Answer, data: Uint8Array, flags: number) => Answer;
  readonly poll: (socket: Answer, events: number) => Answer;
  readonly shutdown: (socket: Answer, how: number) => Answer;
  readonly clone: (socket: Answer) => Answer;
  readonly close: (socket: Answer) => Answer;
  readonly getsockname: (socket: Answer) => Address;
  readonly getpeername: (socket: Answer) => Answer;
  readonly getsockopt: (socket: Answer, level: number, name: number) => Uint8Array;
}
interface Waiting {
  next(): Promise<void>;
}
interface Modules {
  socketHost(
    reach: object,
    events: Waiting,
  ): { readonly host: Sockets & Record<'new', (...values: unknown[]) => Answer>; closeAll(): void };
  readonly Events: new () => Waiting;
}

const hosts = new ExampleHosts();
const { socketHost } = await hosts.load<Modules>('node/sockets.ts');
const { Events } = await hosts.load<Modules>('shared/run.ts');

/** Reads all that comes, as one text. */
async function readAll(socket: Answer): Promise<string> {
  const room = new Uint8Array(64);
  let text = '';
  for (;;) {
    const count = (await until(() => host.recv(socket, room, 0), 'EAGAIN')) as number;
    if (count === 0) return text;
    text += Buffer.from(room.subarray(0, count)).toString();
  }
}

/** A socket of the host that listens, its server, and a way to connect to it. */
async function listening({ host } = made, backlog = 8) {
  const socket = host.new(2, 1, 0, null) as { readonly server: Server; readonly waiting: readonly unknown[] };
  expect(host.listen(socket, backlog)).toBe(undefined);
  await until(() => host.getsockname(socket), 'EAGAIN');
  const dial = async (): Promise<Stream> => {
    const client = createConnection({ ...address, port: host.getsockname(socket).port, allowHalfOpen: true }).on('error', () => {});
    await once(client, 'connect');
    return client;
  };
  return { socket, dial, connections: () => promisify(socket.server.getConnections.bind(socket.server))() };
}

const address = { host: '127.0.0.1' };
const loopback = (port: number): Address => ({ kind: 'inet', port, address: Uint8Array.of(127, 0, 0, 1) });
const name = (answer: Answer): unknown => (typeof answer === 'object' && 'name' in answer ? answer.name : answer);
const [READ, WRITE, ERROR, PEEK] = [1, 2, 4, 2];

/** A server whose connections the test holds. */
const streams: Stream[] = [];
const server: Server = createServer((stream) => streams.push(stream.on('error', () => {})));
await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
const { port } = server.address() as { port: number };

const events = new Events();
const reach = { connect: ['127.0.0.1:*'], listen: ['127.0.0.1:*'] };
const made = socketHost(reach, events);
const { host, closeAll } = made;
const make = (): Answer => host.new(2, 1, 0, null);
afterAll(() => {
  closeAll();
  for (const stream of streams) stream.destroy();
  server.close();
});

/** Asks again after every event, until the answer is not the one that says to wait. */
async function until(ask: () => Answer, wait: unknown): Promise<Answer> {
  let answer = ask();
  while (name(answer) === wait) {
    await events.next();
    answer = ask();
  }
  return answer;
}

async function connected(): Promise<[socket: Answer, other: Stream]> {
  const socket = make();
  expect(name(host.connect(socket, loopback(port)))).toBe('EINPROGRESS');
  expect(host.connectState(socket)).toBe(1);
  expect(await until(() => host.connectState(socket), 1)).toBe(2);
  while (!streams.some((stream) => stream.remotePort === host.getsockname(socket).port)) await new Promise(setImmediate);
  return [socket, streams.find((stream) => stream.remotePort === host.getsockname(socket).port) as Stream];
}

test('a connection is made, carries bytes both ways, and ends', async () => {
  const [socket, other] = await connected();
  expect(host.getpeername(socket)).toEqual(loopback(port));
  const room = new Uint8Array(3);
  expect(name(host.recv(socket, room, 0))).toBe('EAGAIN');
  expect(host.poll(socket, READ | WRITE)).toBe(WRITE);
  other.end('hello');
  expect(await until(() => host.recv(socket, room, PEEK), 'EAGAIN')).toBe(3);
  expect(host.recv(socket, room, 0)).toBe(3);
  expect(Buffer.from(room).toString()).toBe('hel');
  expect(host.recv(socket, room, 0)).toBe(2);
  expect(await until(() => host.recv(socket, room, 0), 'EAGAIN')).toBe(0);
  expect(host.poll(socket, READ)).toBe(READ);
});

test('a peer that does not read is waited for', async () => {
  const [socket, other] = await connected();
  other.pause();
  const chunk = new Uint8Array(1 << 20).fill(7);
  let sent = 0;
  for (let answer = host.send(socket, chunk); name(answer) !== 'EAGAIN'; answer = host.send(socket, chunk)) {
    sent += answer as number;
    await new Promise(setImmediate);
  }
  expect(host.poll(socket, WRITE)).toBe(0);
  let received = 0;
  other.on('data', (part) => (received += part.length)).resume();
  expect(await until(() => host.poll(socket, WRITE), 0)).toBe(WRITE);
  expect(host.send(socket, Uint8Array.of(1))).toBe(1);
  host.close(socket);
  await new Promise((ended) => other.on('end', ended));
  expect(received).toBe(sent + 1);
});

test('what is sent is copied at once: guest memory changes after the call', async () => {
  const [socket, other] = await connected();
  const data = Buffer.from('first');
  expect(host.send(socket, data)).toBe(5);
  data.write('other');
  expect(String(await new Promise((got) => other.once('data', got)))).toBe('first');
});

test('a refused connection is an error, told once by SO_ERROR', async () => {
  const closed = createServer();
  await new Promise<void>((listening) => closed.listen(0, '127.0.0.1', listening));
  const free = (closed.address() as { port: number }).port;
  await new Promise((done) => closed.close(done));
  const socket = make();
  host.connect(socket, loopback(free));
  expect(name(await until(() => host.connectState(socket), 1))).toBe('ECONNREFUSED');
  expect(host.poll(socket, READ)).toBe(READ | ERROR);
  expect([...host.getsockopt(socket, 1, 4)]).toEqual([111, 0, 0, 0]);
  expect([...host.getsockopt(socket, 1, 4)]).toEqual([0, 0, 0, 0]);
  expect(name(host.connectState(socket))).toBe('ECONNREFUSED');
});

test('an address that is taken is an error of accept', async () => {
  const socket = make();
  expect(host.bind(socket, loopback(port))).toBe(undefined);
  expect(host.listen(socket, 1)).toBe(undefined);
  expect(name(await until(() => host.accept(socket), 'EAGAIN'))).toBe('EADDRINUSE');
});

test('a socket is open until its last handle is closed', async () => {
  const [socket, other] = await connected();
  const ended = new Promise((end) => other.on('end', end).resume());
  expect(host.clone(socket)).toBe(socket);
  host.close(socket);
  expect(host.send(socket, Uint8Array.of(1))).toBe(1);
  host.close(socket);
  await ended;
});

test('a peer that has ended its side still gets an answer, whoever made the connection', async () => {
  const { socket, dial } = await listening();
  const client = await dial();
  client.end('question');
  const taken = (await until(() => host.accept(socket), 'EAGAIN')) as { readonly connection: Answer };
  expect(await readAll(taken.connection)).toBe('question');
  expect(host.send(taken.connection, Buffer.from('answer'))).toBe(6);
  host.close(taken.connection);
  expect(String(await client.setEncoding('utf8').toArray())).toBe('answer');

  const [asking, other] = await connected();
  other.end('question');
  expect(await readAll(asking)).toBe('question');
  expect(host.send(asking, Buffer.from('answer'))).toBe(6);
  expect(String(await new Promise((got) => other.once('data', got)))).toBe('answer');
});

test('a connection that was reset before it is accepted is given up', async () => {
  const { socket, dial, connections } = await listening();
  const client = await dial();
  while (socket.waiting.length === 0) await new Promise(setImmediate);
  await once(client.resetAndDestroy(), 'close');
  expect(name(host.accept(socket))).toBe('ECONNABORTED');
  while ((await connections()) > 0) await new Promise(setImmediate);
});

test('as many connections wait as the guest said, and the others are ended', async () => {
  const { socket, dial, connections } = await listening(made, 2);
  const clients = [await dial(), await dial(), await dial()];
  await once((clients[2] as Stream).resume(), 'end');
  expect(await connections()).toBe(2);
  for (const _ of [1, 2]) expect(host.accept(socket)).toMatchObject({ address: { kind: 'inet' } });
  expect(name(host.accept(socket))).toBe('EAGAIN');
  for (const client of clients) client.destroy();
});

test('there is an end of sockets; one that waits to be accepted counts, and one that is closed does not', async () => {
  const few = socketHost({ ...reach, most: 3 }, events);
  const { socket, dial } = await listening(few);
  const more = (): Answer => few.host.new(2, 1, 0, null);
  const second = more();
  const client = await dial();
  while (socket.waiting.length === 0) await new Promise(setImmediate);
  expect(name(more())).toBe('EMFILE');
  const refused = await dial();
  await once(refused.resume(), 'end');
  expect(few.host.accept(socket)).toMatchObject({ address: { kind: 'inet' } });
  expect(name(more())).toBe('EMFILE');
  few.host.close(second);
  expect(more()).toHaveProperty('handles', 1);
  few.closeAll();
  await once(client.resume(), 'end');
});

test('a peer that does not read keeps what was sent to it only for a while after the end of the guest', async () => {
  const { host, closeAll } = socketHost(reach, events);
  const socket = host.new(2, 1, 0, null) as { readonly stream: Stream };
  const known = streams.length;
  host.connect(socket, loopback(port));
  await until(() => host.connectState(socket), 1);
  while (streams.length === known) await new Promise(setImmediate);
  const other = (streams.at(-1) as Stream).pause();
  const chunk = new Uint8Array(1 << 20);
  while (name(host.send(socket, chunk)) !== 'EAGAIN') await new Promise(setImmediate);
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  try {
    closeAll();
    vi.advanceTimersByTime(1000);
    expect(socket.stream.destroyed).toBe(false);
    vi.advanceTimersByTime(9000);
    expect(socket.stream.destroyed).toBe(true);
  } finally {
    vi.useRealTimers();
    other.destroy();
  }
});

test('case 91: a guest reaches only what the host named', () => {
  const { host } = socketHost({ connect: ['127.0.0.1:80', '10.0.0.1:*'], listen: ['127.0.0.1:0'] }, events);
  const socket = (): Answer => host.new(2, 1, 0, null);
  for (const address of [loopback(port), loopback(8080), { ...loopback(80), address: Uint8Array.of(127, 0, 0, 2) }])
    expect(name(host.connect(socket(), address))).toBe('EACCES');
  expect(name(host.bind(socket(), loopback(8080)))).toBe('EACCES');
  expect(name(host.bind(socket(), { ...loopback(0), address: Uint8Array.of(0, 0, 0, 0) }))).toBe('EACCES');
  expect(name(socketHost({}, events).host.listen(socket(), 1))).toBe('EACCES');
  expect(name(host.new(2, 1, 0, 5n))).toBe('EBADF');
  expect([name(host.new(10, 1, 0, null)), name(host.new(2, 2, 0, null))]).toEqual(['EAFNOSUPPORT', 'ESOCKTNOSUPPORT']);
});
