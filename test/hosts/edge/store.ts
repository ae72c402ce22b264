/**
 * A small database beside the worker: a Durable Object with SQLite. Workers reach it by its binding and nobody else does.
 * It takes and gives msgpack, which has 64-bit integers and bytes.
 */
import { decode, encode } from '@msgpack/msgpack';
import type { Rows, Value } from '../shared/database.js';
import type { Bound } from '../shared/statement.js';

/** The part of the platform that is used here. */
interface State {
  readonly storage: { readonly sql: { exec(sql: string, ...values: unknown[]): Cursor } };
}
interface Cursor {
  readonly columnNames: readonly string[];
  raw(): Iterable<readonly (null | number | string | ArrayBuffer)[]>;
}
export interface StoreBinding {
  idFromName(name: string): object;
  get(id: object): { fetch(url: string, init: object): Promise<Response> };
}

export interface Question {
  readonly sql: string;
  readonly values: Bound;
  /** Rows to answer; absent: all. */
  readonly most?: number | undefined;
}
type Answer = Rows | { readonly error: string };

/** This platform gives every number as a double: an integer that it may have rounded is not passed on as if it were right. */
function fromSql(value: null | number | string | ArrayBuffer): Value {
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    throw new RangeError('a number beyond 2^53; select it with CAST(.. AS TEXT)');
  return value instanceof ArrayBuffer ? new Uint8Array(value) : value;
}

export class Store {
  constructor(readonly state: State) {}

  async fetch(request: Request): Promise<Response> {
    const question = decode(await request.arrayBuffer(), { useBigInt64: true }) as Question;
    return new Response(encode(this.#answer(question)));
  }

  #answer({ sql, values, most = Number.POSITIVE_INFINITY }: Question): Answer {
    try {
      if (!Array.isArray(values)) throw new TypeError('give the parameters by their position');
      const cursor = this.state.storage.sql.exec(sql, ...values);
      const rows: Value[][] = [];
      for (const row of cursor.raw()) {
        if (rows.length >= most) break;
        rows.push(row.map(fromSql));
      }
      return { columns: cursor.columnNames, rows };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }
}

/** Asks the store of a name. */
export async function ask(binding: StoreBinding, name: string, question: Question): Promise<Rows> {
  const store = binding.get(binding.idFromName(name));
  const response = await store.fetch('http://store/', {
    method: 'POST',
    body: encode(question, { useBigInt64: true, ignoreUndefined: true }),
  });
  const answer = decode(await response.arrayBuffer(), { useBigInt64: true }) as Answer;
  if ('error' in answer) throw new Error(answer.error);
  return answer;
}
