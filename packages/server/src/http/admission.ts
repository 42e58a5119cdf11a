import type { Operation } from "@agent-webhooks/types";
import type { FastifyInstance } from "fastify";
import type { DiskSpace } from "../database/disk-space.ts";
import { diskFull, overloaded, unavailable } from "./errors.ts";

export interface AdmissionOptions {
  /** How many requests may be in progress at once. */
  readonly maxRunning: number;
  readonly disk: DiskSpace;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** The operation that the route serves. */
    operation?: Operation;
    /** A health check: always admitted. */
    probe?: boolean;
  }
}

/**
 * Decides which requests are admitted: none before the database is ready, no more at once than can be served in time,
 * and no writes when the disk is almost full. All others get a 503 at once.
 */
export class Admission {
  readonly #options: AdmissionOptions;
  #isOpen = false;
  #running = 0;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Admits requests from now on. */
  open(): void {
    this.#isOpen = true;
  }

  /** Guards every route of `app` except probes, including those added later. */
  guard(app: FastifyInstance): void {
    const { maxRunning, disk } = this.#options;
    app.addHook("onRequest", async (request, reply) => {
      const { operation, probe } = request.routeOptions.config;
      if (probe) return;
      if (!this.#isOpen) throw unavailable();
      if (this.#running >= maxRunning) throw overloaded();
      if (operation !== undefined && operation.method !== "GET" && !disk.hasSpace()) throw diskFull();
      this.#running++;
      reply.raw.once("close", () => {
        this.#running--;
      });
    });
  }
}
