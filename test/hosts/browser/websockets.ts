/** WebSockets of a page. Nothing waits: `connect` answers at once, and `events.happened` says when to ask again. */
import { Errno, Events as Ready, type WebsocketHost } from '@molt/abi-host/browser';
import type { Events } from '../shared/run.js';

/** A message, or a queue of messages, that is longer than this is more than this host keeps for a guest. */
const mostBytes = 16 * 1024 * 1024;

/** A connection of the guest and the messages that it has not received yet. */
class Connection {
  readonly socket: WebSocket;
  readonly messages: Uint8Array[] = [];
  waiting = 0;
  failed = false;

  constructor(url: URL, changed: () => void) {
    this.socket = new WebSocket(url);
    this.socket.binaryType = 'arraybuffer';
    this.socket.onopen = changed;
    this.socket.onclose = changed;
    this.socket.onerror = () => {
      this.failed = true;
      changed();
    };
    this.socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
      const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : new Uint8Array(data);
      // For the guest a length of 0 is the end of the connection.
      if (bytes.length === 0) return;
      this.waiting += bytes.length;
      if (this.waiting > mostBytes) {
        this.failed = true;
        this.socket.close();
      } else {
        this.messages.push(bytes);
      }
      changed();
    };
  }
}

/** What two URLs have in common that reach the same server: the case of letters, default ports and foreign letters are as one. */
const originOf = ({ protocol, host }: URL): string => `${protocol}//${host}`;
const isWebSocket = ({ protocol }: URL): boolean => protocol === 'ws:' || protocol === 'wss:';

/** Throws for what is no origin of WebSockets: no URL of a guest could ever agree with it. */
function parsedOrigin(origin: string): string {
  const parsed = URL.canParse(origin) ? new URL(origin) : undefined;
  // A star is a name like any other to URLs, and stands for nothing here.
  if (!parsed || !isWebSocket(parsed) || parsed.href !== `${originOf(parsed)}/` || origin.includes('*'))
    throw new TypeError(`${origin} is no origin such as wss://echo.example`);
  return originOf(parsed);
}

/**
 * The URL that a guest names, if it may connect there. The browser sends the cookies of that site along, so a guest with the run of all
 * URLs would speak as the visitor wherever the visitor is signed in, and reach what only this machine can. What is compared is the
 * origin of the parsed URL, never its text.
 */
function permitted(url: string, origins: ReadonlySet<string>): URL | Errno {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !isWebSocket(parsed) || parsed.hash !== '') return Errno.EINVAL;
  if (parsed.username !== '' || parsed.password !== '') return Errno.EINVAL;
  return origins.has(originOf(parsed)) ? parsed : Errno.EACCES;
}

/**
 * @param origins where the guest may connect to, such as `wss://echo.example`
 * @throws TypeError for one that is no origin of ws or wss
 */
export function websocketHost(origins: readonly string[], events: Events) {
  const allowed = new Set(origins.map(parsedOrigin));
  const open = new Set<Connection>();
  const over = ({ socket, failed }: Connection): boolean => failed || socket.readyState >= WebSocket.CLOSING;

  const host = {
    connect(url) {
      const where = permitted(url, allowed);
      if (!(where instanceof URL)) return where;
      const made = new Connection(where, events.happened);
      open.add(made);
      return made;
    },
    poll(connection, asked) {
      if (over(connection)) return asked | Ready.ERROR;
      const readable = connection.messages.length > 0 ? Ready.READ : 0;
      const writable = connection.socket.readyState === WebSocket.OPEN ? Ready.WRITE : 0;
      return (readable | writable) & asked;
    },
    send({ socket, failed }, data) {
      if (failed || socket.readyState > WebSocket.OPEN) return Errno.EPIPE;
      // What the browser queues, it queues in memory without an end.
      if (socket.readyState !== WebSocket.OPEN || socket.bufferedAmount > mostBytes) return Errno.EAGAIN;
      socket.send(data.slice());
      return undefined;
    },
    recv(connection) {
      const message = connection.messages.shift();
      if (!message) return connection.failed ? Errno.ECONNRESET : over(connection) ? new Uint8Array() : Errno.EAGAIN;
      connection.waiting -= message.length;
      return message;
    },
    close(connection) {
      open.delete(connection);
      connection.socket.close();
      return undefined;
    },
  } satisfies WebsocketHost<Connection>;

  /** Ends what the guest left open. */
  const closeAll = (): void => {
    for (const { socket } of open) socket.close();
  };
  return { host, closeAll };
}
