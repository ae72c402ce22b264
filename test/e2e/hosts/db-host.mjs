/**
 * A host for the interface `db`, written from the README of the generated package: SQLite answers, in the same process.
 * A request is only taken note of in `query` and `exec`; the work is done a step at a time when the guest polls.
 */
import { encode } from '@msgpack/msgpack';
import initSqlJs from 'sql.js';

/** A database in memory, after some statements. */
export async function openDatabase(statements) {
  const { Database } = await initSqlJs();
  const database = new Database();
  for (const statement of statements) database.run(statement);
  return database;
}

/** Rows in each frame of a streamed reply. */
const rowsPerFrame = 2;

/**
 * @param database a database of sql.js
 * @param arrow encodes some rows for the format arrow_ipc; a package for it is the embedder's choice
 */
export function dbHost(database, arrow) {
  const running = [];
  const accept = (request, reply, token) => {
    running.push({ token, reply, steps: answer(database, request, arrow) });
    return undefined;
  };
  return {
    query: accept,
    exec: accept,
    hostPoll() {
      for (const one of [...running]) {
        const cancelled = one.token?.isCancelled() ?? false;
        const { value, done } = cancelled ? one.steps.return() : one.steps.next();
        if (value !== undefined) one.reply.send(value);
        if (!done) continue;
        one.reply.close();
        running.splice(running.indexOf(one), 1);
      }
      return undefined;
    },
  };
}

const header = (fields) => encode(fields, { ignoreUndefined: true });

/** The frames of one reply. */
function* answer(database, request, arrow) {
  const codec = request.result_format ?? 'json';
  let rows;
  try {
    rows = read(database, request);
  } catch (error) {
    yield header({ status: 'invalid_input', codec, error: error.message });
    return;
  }
  if (codec !== 'arrow_ipc') {
    const payload = codec === 'json' ? new TextEncoder().encode(JSON.stringify(rows)) : encode(rows);
    yield header({ status: 'ok', codec, payload });
    return;
  }
  yield header({ status: 'ok', codec });
  for (let i = 0; i < rows.rows.length; i += rowsPerFrame) yield arrow(rows.columns, rows.rows.slice(i, i + rowsPerFrame));
}

/** Runs a statement; writing is refused by SQLite unless the request allows it. */
function read(database, { sql, params, max_rows: most = Number.POSITIVE_INFINITY, allow_write: write = false }) {
  database.run(`PRAGMA query_only = ${write ? 'OFF' : 'ON'}`);
  const statement = database.prepare(sql);
  try {
    statement.bind(bindings(params));
    const rows = [];
    while (rows.length < most && statement.step()) rows.push(statement.get());
    return { columns: statement.getColumnNames(), rows };
  } finally {
    statement.free();
  }
}

const plain = (entry) => {
  const value = typeof entry === 'object' && entry !== null && 'value' in entry ? entry.value : entry;
  return typeof value === 'bigint' ? Number(value) : value;
};

function bindings(params) {
  if (params === undefined) return [];
  if (params.mode === 'positional') return params.values.map(plain);
  return Object.fromEntries(params.values.map((entry) => [`:${entry.name}`, plain(entry)]));
}
