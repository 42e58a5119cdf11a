import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench } from "../row.ts";
import { type DatabasePlace, openDatabase } from "./database.ts";

export type StoreName = "Postgres" | "PGlite";

/** A database for one service, empty at first. */
export interface Store {
  readonly name: StoreName;
  readonly place: DatabasePlace;
  /** The service's settings for it. */
  readonly settings: Readonly<Record<string, string>>;
  /** Runs one statement. PGlite must not be in use meanwhile. */
  query(statement: string, parameters?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
}

export async function newStore(name: StoreName, bench: Bench): Promise<Store> {
  return name === "Postgres" ? onPostgres(bench) : embedded(bench);
}

async function onPostgres(bench: Bench): Promise<Store> {
  const postgres = await bench.postgres();
  const url = await postgres.createDatabase();
  return store("Postgres", { url }, { DATABASE_URL: url });
}

async function embedded({ cleanUp }: Bench): Promise<Store> {
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
