import type { FastifyInstance } from "fastify";
import { type Kysely, sql } from "kysely";
import type { Schema } from "../database/schema.ts";

/** `/healthz`: the process answers. `/readyz`: its database does too. Neither needs a token. */
export async function serveHealth(app: FastifyInstance, { db }: { readonly db: Kysely<Schema> }): Promise<void> {
  app.get("/healthz", () => ({ status: "ok" }));
  app.get("/readyz", async () => {
    await sql`select 1`.execute(db);
    return { status: "ok" };
  });
}
