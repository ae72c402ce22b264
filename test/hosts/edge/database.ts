/** The store behind `db.query` and `db.exec`. It answers later, so a reply has no frame until then and the guest polls again. */
import type { DbRequest } from '@molt/abi-host/edge';
import { dbHost, type Frames, payload, type Rows, refusal } from '../shared/database.js';
import type { Events } from '../shared/run.js';
import { bound } from '../shared/statement.js';
import { ask, type StoreBinding } from './store.js';

/**
 * A statement that cannot write: what stands in brackets after FROM can only be a SELECT, and without a semicolon nothing can follow
 * it. This platform has no other way to open a database for reading; where yours has one, use that.
 */
function readOnly(text: string): string {
  const sql = text.replace(/;\s*$/, '');
  if (sql.includes(';')) throw new SyntaxError('a query is one SELECT without a semicolon; give texts as parameters');
  return `SELECT * FROM (\n${sql}\n)`;
}

async function run(binding: StoreBinding, request: DbRequest, write: boolean): Promise<Uint8Array> {
  const codec = request.result_format ?? 'json';
  try {
    if (codec === 'arrow_ipc') throw new TypeError('this host answers json and msgpack');
    const sql = write ? request.sql : readOnly(request.sql);
    const most = write || request.max_rows === undefined ? undefined : Number(request.max_rows);
    const rows: Rows = await ask(binding, 'default', { sql, values: bound(request), most });
    return payload(codec, rows);
  } catch (error) {
    return refusal(request, error);
  }
}

/** A request that the guest has left belongs to the store, which ends it: nothing of it stays open here. */
export const storeHost = (binding: StoreBinding, events: Events) =>
  dbHost(function* (request, write): Frames {
    let reply: Uint8Array | undefined;
    void run(binding, request, write).then((frame) => {
      reply = frame;
      events.happened();
    });
    while (reply === undefined) yield undefined;
    yield reply;
  }).host;
