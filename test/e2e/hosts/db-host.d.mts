/** A database of sql.js. */
export interface Database {
  close(): void;
}

export interface DbHost {
  query(...values: readonly unknown[]): undefined;
  exec(...values: readonly unknown[]): undefined;
  hostPoll(): undefined;
}

export function openDatabase(statements: readonly string[]): Promise<Database>;

export function dbHost(
  database: Database,
  arrow: (columns: readonly string[], rows: readonly (readonly unknown[])[]) => Uint8Array,
): DbHost;
