import type { FastifyInstance } from "fastify";
import { type Kysely, sql } from "kysely";
import type { Schema } from "../database/schema.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { Admission } from "./admission.ts";
import { unavailable } from "./errors.ts";

export interface ProbeOptions {
  readonly db: Kysely<Schema>;
  readonly admission: Admission;
}

/** `/healthz`: the process is alive. `/readyz`: its database is ready. Neither needs a token. */
export async function serveHealth(app: FastifyInstance, { db, admission }: ProbeOptions): Promise<void> {
  const config = { probe: true };
  app.get("/healthz", { config }, () => ({ status: "ok" }));
  app.get("/readyz", { config }, async () => {
    if (!admission.isOpen) throw unavailable();
    await sql`select 1`.execute(db);
    return { status: "ok" };
  });
}

/** Counts and times the requests to each route that is added later, except health checks. */
export function measureRequests(app: FastifyInstance, { metrics }: { readonly metrics: Metrics }): void {
  app.addHook("onRoute", ({ config }) => {
    if (config?.operation !== undefined) metrics.addOperation(config.operation);
  });
  app.addHook("onResponse", async (request, reply) => {
    const { operation, probe } = request.routeOptions.config;
    if (!probe) metrics.responded(operation?.id, reply.statusCode, reply.elapsedTime);
  });
}

/** `/metrics`, for Prometheus. Needs no token, and contains nothing about a single webhook. */
export async function serveMetrics(app: FastifyInstance, { metrics }: { metrics: Metrics }): Promise<void> {
  app.get("/metrics", async (_request, reply) => {
    const text = await metrics.text();
    return reply.type(metrics.contentType).send(text);
  });
}
