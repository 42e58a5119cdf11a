import fastifyCors from "@fastify/cors";
import type { FastifyInstance } from "fastify";
import { operations } from "./operations.ts";

/** Lets web pages of these origins call the API; `*` allows every origin. Without origins no CORS headers are sent. */
export async function allowCorsOrigins(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  await app.register(fastifyCors, {
    origin: origins.includes("*") ? "*" : [...origins],
    methods: [...new Set(Object.values(operations).map(({ method }) => method))],
    allowedHeaders: ["authorization", "content-type"],
    exposedHeaders: ["allow", "retry-after", "www-authenticate", "x-request-id"],
    maxAge: 600,
    // An OPTIONS request that is not a preflight is not an error.
    strictPreflight: false,
  });
}
