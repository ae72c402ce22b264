/** SQLite in this process, behind `db.query` and `db.exec`. */
import type { DbRequest } from '@molt/abi-host/wasi';
import initSqlJs, { type Database, type Statement } from 'sql.js';
import { arrowStream } from '../shared/arrow.js';
import { dbHost, type Frames, header, type OpenDb, payload, type Rows, refusal, type Value } from '../shared/database.js';
import { type Bound, bound } from '../shared/statement.js';

export type { Database } from 'sql.js';

/** A database in memory, after some statements; `file` is what SQLite keeps on disk. */
export async function openDatabase(statements: readonly string[] = [], file?: Uint8Array): Promise<Database> {
  const { Database } = await initSqlJs();
  const database = new Database(file);
  for (const statement of statements) database.run(statement);
  return database;
}

/** SQLite has the names of parameters with the sign before them. */
const signed = (values: Bound): Bound =>
  Array.isArray(values) ? values : Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value]));

/** The rows that a statement has left, at most so many. */
function* rowsOf(statement: Statement, most: number): Generator<readonly Value[], void> {
  for (let i = 0; i < most && statement.step(); i++) yield statement.get(null, { useBigInt: true });
}

/** `query_only` lets pass what begins and ends transactions, and what sets the connection: a ROLLBACK takes back the writes of others. */
const query = /^\s*(select|values|with)\b/i;

function* answer(database: Database, rowsPerFrame: number, request: DbRequest, write: boolean): Frames {
  let statement: Statement | undefined;
  let begun = false;
  try {
    if (!write && !query.test(request.sql)) throw new SyntaxError('a query begins with SELECT, VALUES or WITH');
    // SQLite itself refuses to write then. It is set for each request anew, so that no request can turn it off for the next.
    database.run(`PRAGMA query_only = ${write ? 'OFF' : 'ON'}`);
    const values = signed(bound(request));
    statement = database.prepare(request.sql);
    statement.bind(values);
    const rows = rowsOf(statement, write ? Number.POSITIVE_INFINITY : Number(request.max_rows ?? Number.POSITIVE_INFINITY));
    const codec = request.result_format ?? 'json';
    if (codec === 'arrow_ipc') {
      const columns = statement.getColumnNames();
      const frames = arrowStream(columns, rows, rowsPerFrame);
      const first = frames.next().value;
      // The header promises what follows, so it is only sent once the statement has run.
      begun = true;
      yield header({ status: 'ok', codec });
      if (first) yield first;
      yield* frames;
    } else {
      const all: Rows = { rows: [...rows], columns: statement.getColumnNames() };
      yield payload(codec, all);
    }
  } catch (error) {
    // A reply that has begun can only stop: an Arrow stream without its end marker is one that failed.
    if (!begun) yield refusal(request, error);
  } finally {
    statement?.free();
  }
}

/** What SQLite says to a ROLLBACK where there is nothing to take back. */
const noTransaction = /no transaction is active/;

/**
 * Guests that write use a database one after the other: a connection has one transaction, and it is that of all.
 *
 * @param rowsPerFrame how many rows of a streamed reply go out at once
 * @returns `closeAll` ends the statements that a guest has not read to their end, and takes back the transaction that it left open
 */
export function sqliteHost(database: Database, rowsPerFrame = 256): OpenDb {
  let wrote = false;
  const { host, closeAll } = dbHost((request, write) => {
    wrote ||= write;
    return answer(database, rowsPerFrame, request, write);
  });
  const rollBack = (): void => {
    try {
      database.run('ROLLBACK');
    } catch (error) {
      if (!noTransaction.test(String(error))) throw error;
    }
  };
  return {
    host,
    closeAll() {
      closeAll();
      // Only exec begins a transaction. One that a guest without it finds open is the transaction of another.
      if (wrote) rollBack();
      wrote = false;
    },
  };
}
