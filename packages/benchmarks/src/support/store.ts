import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RowContext } from "../row.ts";
import { type DatabasePlace, openDatabase } from "./database.ts";

export type StoreName = "Postgres" | "PGlite";

/** An empty database for one service. */
export interface Store {
  readonly name: StoreName;
  readonly place: DatabasePlace;
  /** The settings that make the service use it. */
  readonly settings: Readonly<Record<string, string>>;
  /** Runs one statement. No other process may have the PGlite directory open. */
  query(statement: string, parameters?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
}

export async function createStore(name: StoreName, bench: RowContext): Promise<Store> {
  return name === "Postgres" ? onPostgres(bench) : embedded(bench);
}

async function onPostgres(bench: RowContext): Promise<Store> {
  const postgres = await bench.postgres();
  const url = await postgres.createDatabase();
  return store("Postgres", { url }, { DATABASE_URL: url });
}

async function embedded({ cleanUp }: RowContext): Promise<Store> {
  const directory = await mkdtemp(join(tmpdir(), "agent-webhooks-bench-"));
  cleanUp.defer(() => rm(directory, { recursive: true, force: true }));
  return store("PGlite", { directory: join(directory, "database") }, { DATA_DIR: directory });
}

function store(name: StoreName, place: DatabasePlace, settings: Record<string, string>): Store {
  return {
    name,
    place,
    settings,
    async query(statement, parameters = []) {
      await using database = await openDatabase(place);
      return await database.query(statement, parameters);
    },
  };
}
