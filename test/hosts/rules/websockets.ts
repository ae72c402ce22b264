/** Rules for hosts with WebSockets. */
import type { Guest } from './guest.js';
import { demand, minus, type Rule } from './rule.js';

const [READ, WRITE, ERROR] = [1, 2, 4];
const [handleAt, urlAt, dataAt, lengthAt] = [512, 1024, 4096, 520];

function connect(guest: Guest, url: string): number {
  return guest.call('molt_ws_connect_host', urlAt, BigInt(guest.put(urlAt, url)), handleAt);
}

function connected(guest: Guest, url: string): bigint {
  demand(`a connection to ${url}`, connect(guest, url), 0);
  return guest.view.getBigInt64(handleAt, true);
}

/** One message, as text; undefined while none is there. */
function received(guest: Guest, handle: bigint): string | undefined {
  const answer = guest.call('molt_ws_recv_host', handle, dataAt, 1024, lengthAt);
  if (answer === minus.EAGAIN) return undefined;
  demand('a message is received', answer, 0);
  return guest.text(dataAt, guest.view.getUint32(lengthAt, true));
}

export const websocketRules: readonly Rule[] = [
  {
    name: 'failed-connection-is-ready',
    drift: 'D31',
    of: 'websocket.poll',
    says: 'A connection that failed or ended is ready for everything that was asked, and carries ERROR besides, asked or not.',
    needs: ['webSockets'],
    async check(guest, { webSockets }) {
      const handle = connected(guest, webSockets.dead);
      const poll = (asked: number): number => guest.call('molt_ws_poll_host', handle, asked);
      await guest.again('the failure of a connection', 0, () => poll(READ | WRITE | ERROR));
      for (const asked of [0, READ, WRITE, ERROR, READ | WRITE])
        demand(`poll of a failed connection for ${asked}`, poll(asked), asked | ERROR);
    },
  },
  {
    name: 'poll-is-about-the-connection',
    drift: 'D31',
    of: 'websocket.poll',
    says: 'A negative result is about the handle, never about the connection.',
    needs: ['webSockets'],
    async check(guest, { webSockets }) {
      const handle = connected(guest, webSockets.echo);
      await guest.again('an open connection', 0, () => guest.call('molt_ws_poll_host', handle, WRITE));
      demand('a connection that is open and has no message', guest.call('molt_ws_poll_host', handle, READ | WRITE | ERROR), WRITE);
      demand('close', guest.call('molt_ws_close_host', handle), 0);
      demand('a handle that is closed', guest.call('molt_ws_poll_host', handle, READ), minus.EBADF);
    },
  },
  {
    name: 'scheme-is-checked',
    drift: 'D14',
    of: 'websocket.connect',
    says: 'The scheme of the URL is checked before anything is opened.',
    needs: ['webSockets'],
    check(guest, { webSockets }) {
      demand('a URL of http', connect(guest, webSockets.echo.replace('ws', 'http')), minus.EINVAL);
      demand('a text that is no URL', connect(guest, 'echo'), minus.EINVAL);
    },
  },
  {
    name: 'connect-does-not-wait',
    drift: 'D14',
    of: 'websocket.connect',
    says: 'Success means that the handle exists, not that the handshake is over',
    needs: ['webSockets'],
    check(guest, { webSockets }) {
      // A host that waits for the handshake answers an error here, or never.
      demand('a connection that cannot come about', connect(guest, webSockets.dead), 0);
    },
  },
  {
    name: 'message-is-sent-once',
    drift: 'D13',
    of: 'websocket.send',
    says: 'EAGAIN means that no byte of the message was taken; 0 means that all of it was.',
    needs: ['webSockets'],
    async check(guest, { webSockets }) {
      const handle = connected(guest, webSockets.echo);
      const messages = ['one', 'two', 'three'];
      for (const message of messages) {
        const send = () => guest.call('molt_ws_send_host', handle, dataAt, BigInt(guest.put(dataAt, message)));
        demand(`to send ${message}`, await guest.again('a message that is taken', minus.EAGAIN, send), 0);
      }
      for (const message of messages) demand('what comes back', await guest.until('a message', () => received(guest, handle)), message);
    },
  },
];
