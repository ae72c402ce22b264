/**
 * What every database behind `db.query` and `db.exec` needs: a request is only taken note of when the guest makes it; frames go out
 * when the guest polls, one of each reply at a time, so that a reply of any length needs little memory.
 */
import { type CancelToken, type DbRequest, DbStatus, type GuestStream, type ReplyHeader } from '@molt/abi-host';
// The interface is the same on every target.
import type { DbHost } from '@molt/abi-host/edge';
import { encode } from '@msgpack/msgpack';

export type Value = null | bigint | number | string | Uint8Array;
export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

export const header = (fields: ReplyHeader): Uint8Array => encode(fields, { ignoreUndefined: true });

/** A reply that says why there are no rows. */
export const refusal = (request: DbRequest, error: unknown): Uint8Array =>
  header({
    status: 'invalid_input',
    codec: request.result_format ?? 'json',
    error: error instanceof Error ? error.message : String(error),
  });

function json(value: Value): string {
  if (value instanceof Uint8Array) throw new TypeError('JSON has no blobs; ask for msgpack');
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError('JSON has no infinite numbers; ask for msgpack');
  // A number in JSON may have any size, unlike one in JavaScript.
  return typeof value === 'bigint' ? value.toString() : JSON.stringify(value);
}

/** All rows in the header, for the formats that have no frames of their own. */
export function payload(codec: 'json' | 'msgpack', { columns, rows }: Rows): Uint8Array {
  if (codec === 'msgpack') return header({ status: 'ok', codec, payload: encode({ columns, rows }, { useBigInt64: true }) });
  const lines = rows.map((row) => `[${row.map(json).join(',')}]`);
  const text = `{"columns":${JSON.stringify(columns)},"rows":[${lines.join(',')}]}`;
  return header({ status: 'ok', codec, payload: new TextEncoder().encode(text) });
}

/** Frames of one reply; undefined while the next one is not there yet. It ends after the last. */
export type Frames = Generator<Uint8Array | undefined, void>;

/** These hosts have one database. A name is for the host to give: a guest that makes one up opens nothing by it. */
const database = 'default';

function* unknown(request: DbRequest): Frames {
  yield refusal(request, `there is no database ${request.db_alias}`);
}

/** The methods of a host, and what gives up the replies that its guest has left in the middle. */
export interface OpenDb {
  readonly host: Required<DbHost>;
  readonly closeAll: () => void;
}

interface Reply {
  readonly stream: GuestStream;
  readonly token: CancelToken | null;
  readonly frames: Frames;
}

/**
 * @param answer the frames for a request. `write` tells whether it came as exec, for which the guest has `db.write`. What the
 *   request says of itself opens nothing: a guest with `db.read` alone can put allow_write into it.
 */
export function dbHost(answer: (request: DbRequest, write: boolean) => Frames): OpenDb {
  const running = new Set<Reply>();
  const accept = (write: boolean) => (request: DbRequest, stream: GuestStream, token: CancelToken | null) => {
    const known = (request.db_alias ?? database) === database;
    running.add({ stream, token, frames: known ? answer(request, write) : unknown(request) });
    return undefined;
  };
  /** Moves a reply on by one frame; answers whether it goes on. */
  const advance = ({ stream, token, frames }: Reply): boolean => {
    const { value, done } = token?.isCancelled() ? frames.return() : frames.next();
    if (value) stream.send(value);
    if (done) stream.close();
    return !done;
  };
  const exec = accept(true);
  const host: Required<DbHost> = {
    query: accept(false),
    exec: (request, stream, token) => (request.allow_write === true ? exec(request, stream, token) : DbStatus.BAD_INPUT),
    hostPoll() {
      for (const reply of [...running]) if (!advance(reply)) running.delete(reply);
      return undefined;
    },
  };
  const closeAll = (): void => {
    for (const { frames } of running) frames.return();
    running.clear();
  };
  return { host, closeAll };
}
