import { PGlite } from "@electric-sql/pglite";
import pg from "pg";

/** A database: the URL of a server, or the directory of an embedded one. */
export type DatabasePlace = { readonly url: string } | { readonly directory: string };

/** An open database. */
export interface Database extends AsyncDisposable {
  query(statement: string, parameters: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
}

/** The session settings that the service uses. */
const settings = "set enable_seqscan = off; set enable_bitmapscan = off; set jit = off";

export async function openDatabase(place: DatabasePlace): Promise<Database> {
  if ("url" in place) {
    const pool = new pg.Pool({
      connectionString: place.url,
      onConnect: async (client) => void (await client.query(settings)),
    });
    return {
      query: async (statement, parameters) => (await pool.query(statement, [...parameters])).rows,
      [Symbol.asyncDispose]: () => pool.end(),
    };
  }
  const pglite = await PGlite.create({ dataDir: place.directory });
  await pglite.exec(settings);
  return {
    query: async (statement, parameters) =>
      (await pglite.query<Record<string, unknown>>(statement, [...parameters])).rows,
    [Symbol.asyncDispose]: () => pglite.close(),
  };
}
