import type { Operation } from "@agent-webhooks/types";
import type { FastifyInstance } from "fastify";
import type { DiskSpace } from "../database/disk-space.ts";
import { diskFull, overloaded, unavailable } from "../lib/errors.ts";

export interface AdmissionOptions {
  /** Requests that are worked on at once. */
  readonly maxRunning: number;
  readonly disk: DiskSpace;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** The operation that a route serves. */
    operation?: Operation;
    /** Asked by whoever looks after the process: answered whatever else goes on. */
    probe?: boolean;
  }
}

/**
 * Decides which requests are begun at all: none before the database can be used, not more at once than can be served
 * in good time, and no change when the disk is nearly full. Everybody else gets a 503 at once, which costs next to
 * nothing, and not an answer that comes too late.
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

  /** From now on requests are begun. */
  open(): void {
    this.#isOpen = true;
  }

  /** Guards every route of `app` that is no probe, the ones that are added later, too. */
  guard(app: FastifyInstance): void {
    const { maxRunning, disk } = this.#options;
    app.addHook("onRequest", async (request, reply) => {
      const { operation, probe } = request.routeOptions.config;
      if (probe) return;
      if (!this.#isOpen) throw unavailable();
      if (this.#running >= maxRunning) throw overloaded();
      if (operation !== undefined && operation.method !== "GET" && !disk.hasRoom()) throw diskFull();
      this.#running++;
      reply.raw.once("close", () => {
        this.#running--;
      });
    });
  }
}
