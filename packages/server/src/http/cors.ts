import fastifyCors from "@fastify/cors";
import type { FastifyInstance } from "fastify";
import { operations } from "./operations.ts";

/** Lets pages of these origins call the API; `*`: of all. Without origins nothing says that any may. */
export async function allowOrigins(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  await app.register(fastifyCors, {
    origin: origins.includes("*") ? "*" : [...origins],
    methods: [...new Set(Object.values(operations).map(({ method }) => method))],
    allowedHeaders: ["authorization", "content-type"],
    exposedHeaders: ["allow", "retry-after", "www-authenticate", "x-request-id"],
    maxAge: 600,
    // OPTIONS without a question about origins is free, and not wrong.
    strictPreflight: false,
  });
}
