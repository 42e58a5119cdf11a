import type { FastifyInstance } from "fastify";
import { type Kysely, sql } from "kysely";
import type { Schema } from "../database/schema.ts";
import { unavailable } from "../lib/errors.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { Admission } from "./admission.ts";

export interface HealthDependencies {
  readonly db: Kysely<Schema>;
  readonly admission: Admission;
}

/** `/healthz`: the process answers. `/readyz`: its database does too. Neither needs a token. */
export async function serveHealth(app: FastifyInstance, { db, admission }: HealthDependencies): Promise<void> {
  const config = { probe: true };
  app.get("/healthz", { config }, () => ({ status: "ok" }));
  app.get("/readyz", { config }, async () => {
    if (!admission.isOpen) throw unavailable();
    await sql`select 1`.execute(db);
    return { status: "ok" };
  });
}

/** `/metrics`: numbers, for Prometheus. Needs no token, and says nothing about a single webhook. */
export async function serveMetrics(app: FastifyInstance, { metrics }: { metrics: Metrics }): Promise<void> {
  app.get("/metrics", async (_request, reply) => {
    const text = await metrics.text();
    return reply.type(metrics.contentType).send(text);
  });
}
