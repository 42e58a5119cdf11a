import { type Postgres, startPostgres } from "@agent-webhooks/server/testing/postgres";
import { afterAll, beforeAll, describe } from "vitest";

/** Runs a suite on each database that the service has. `database` answers the options that start it on an empty one. */
export function describeEachDatabase(suite: (database: () => Promise<{ databaseUrl?: string }>) => void): void {
  describe("on the embedded database", () => suite(async () => ({})));

  describe("on Postgres", () => {
    let postgres: Postgres;
    beforeAll(async () => {
      postgres = await startPostgres();
    });
    afterAll(() => postgres?.close());
    suite(async () => ({ databaseUrl: await postgres.createDatabase() }));
  });
}
