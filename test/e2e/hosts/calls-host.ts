import type { Entry } from '../support.js';
import type { Calls } from './buffers-host.js';

type Fields = Readonly<Record<string, unknown>>;

/** Failures of every sort: declared ones, those of another domain, and a host that breaks. */
export function errorsHost({ Errno, Status, SmallErrno, Eai }: Entry, calls: Calls) {
  const broken = (which: number): unknown => {
    if (which === 2) return Eai.FAIL;
    if (which === 3) throw new RangeError('a bug of the host');
    return which === 4 ? Promise.resolve() : undefined;
  };
  return {
    unit: (which: number) => (which === 1 ? Errno.EPERM : broken(which)),
    long: (which: number) => [2n ** 62n, Errno.EAGAIN, -1n][which],
    status(which: number) {
      if (which === 2) throw Status.busy;
      return which === 1 ? Status.denied : undefined;
    },
    small(data: Uint8Array) {
      calls.push(['small', [...data]]);
      return SmallErrno.again;
    },
    two: (which: number) => [9, Errno.EPERM, Eai.NONAME][which],
    guarded: () => undefined,
    refused: () => 5,
    elsewhere: () => undefined,
    exit(code: number) {
      throw new Exit(code);
    },
  };
}

/** How this host ends a guest. */
export class Exit extends Error {
  constructor(readonly code: number) {
    super(`exit ${code}`);
  }
}

/** Packed encodings and payloads. */
export function encodingsHosts({ Errno }: Entry, calls: Calls) {
  const packed = {
    bind: (address: Fields) => void calls.push(['bind', address]),
    names: (names: readonly string[] | null) => void calls.push(['names', names]),
    lookup: () => ({
      total: 2n ** 64n - 1n,
      items: [
        { family: 2, name: 'ö', address: { kind: 'inet', port: 258, address: Uint8Array.of(1, 2, 3, 4) } },
        { family: 10, name: '', address: { kind: 'unix', path: 'x' } },
      ],
    }),
  };
  const payload = {
    ask(request: Fields) {
      calls.push(['ask', request]);
      return { rows: [1, 2] };
    },
    launch(launch: { readonly bindings: readonly { readonly data: Uint8Array }[] }) {
      const [first] = launch.bindings;
      if (!first) return Errno.EINVAL;
      calls.push(['launch', [...first.data]]);
      first.data.reverse();
      return undefined;
    },
    echo(value: unknown) {
      calls.push(['echo', value]);
      return value === null ? 'none' : { got: value };
    },
  };
  return { packed, payload };
}

interface Reply {
  send(bytes: Uint8Array): void;
  close(): void;
  readonly pending: number;
  readonly done: boolean;
}

/** Feeds the replies that guests ask for, one frame in each pump call. */
export function streamsHost(_entry: Entry, calls: Calls) {
  const running: { left: number; reply: Reply; token: { isCancelled(): boolean } | null }[] = [];
  return {
    start(count: number, token: { isCancelled(): boolean } | null, reply: Reply) {
      calls.push(['start', count, token === null]);
      running.push({ left: count, reply, token });
    },
    pump() {
      calls.push(['pump', running.map((r) => r.reply.pending)]);
      for (const one of [...running]) {
        const cancelled = one.token?.isCancelled() ?? false;
        if (!cancelled && one.left > 0) one.reply.send(new TextEncoder().encode(`frame ${one.left--}`));
        if (!cancelled && one.left > 0) continue;
        one.reply.close();
        running.splice(running.indexOf(one), 1);
      }
    },
  };
}
