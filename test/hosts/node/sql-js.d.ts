/** The part of sql.js that the hosts use; the package has no types of its own. */
declare module 'sql.js' {
  export type Value = null | bigint | number | string | Uint8Array;

  export interface Statement {
    bind(values: readonly Value[] | Readonly<Record<string, Value>>): boolean;
    step(): boolean;
    get(params: null, config: { readonly useBigInt: true }): readonly Value[];
    getColumnNames(): readonly string[];
    free(): boolean;
  }

  export interface Database {
    run(sql: string): Database;
    prepare(sql: string): Statement;
    export(): Uint8Array;
    close(): void;
  }

  export default function initSqlJs(): Promise<{ readonly Database: new (file?: Uint8Array) => Database }>;
}
