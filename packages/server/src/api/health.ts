import type { FastifyInstance } from "fastify";
import { type Kysely, sql } from "kysely";
import type { Schema } from "../database/schema.ts";
import type { DeliveryMetrics } from "../delivery/metrics.ts";

export interface HealthDependencies {
  readonly db: Kysely<Schema>;
  readonly metrics: DeliveryMetrics;
}

/**
 * `/healthz`: the process answers. `/readyz`: its database does too. `/metrics`: numbers, for Prometheus. None needs a
 * token, none says anything about a single webhook.
 */
export async function serveHealth(app: FastifyInstance, { db, metrics }: HealthDependencies): Promise<void> {
  app.get("/healthz", () => ({ status: "ok" }));
  app.get("/readyz", async () => {
    await sql`select 1`.execute(db);
    return { status: "ok" };
  });
  app.get("/metrics", async (_request, reply) => {
    const text = await metrics.text();
    return reply.type(metrics.contentType).send(text);
  });
}
