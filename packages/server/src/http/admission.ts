import type { ServerResponse } from "node:http";
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
 * Decides which requests are admitted: none before the database is ready, of operations no more at once than can be served in
 * time, and no writes when the disk is almost full. All others get a 503 at once.
 *
 * An operation is in progress until it has responded: a client that does not read its responses takes no place from others, and
 * one that disconnects frees its place when the work that it has started ends.
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
    const running = new WeakSet<ServerResponse>();
    const handled = new WeakSet<ServerResponse>();
    const end = (response: ServerResponse) => {
      if (running.delete(response)) this.#running--;
    };
    app.addHook("onRequest", async (request, { raw: response }) => {
      const { operation, probe } = request.routeOptions.config;
      if (probe) return;
      if (!this.#isOpen) throw unavailable();
      if (operation === undefined) return;
      if (this.#running >= maxRunning) throw overloaded();
      if (operation.method !== "GET" && !disk.hasSpace()) throw diskFull();
      this.#running++;
      running.add(response);
      response.once("close", () => {
        if (!handled.has(response)) end(response);
      });
    });
    app.addHook("preHandler", async (request, reply) => {
      const isFreed = request.routeOptions.config.operation !== undefined && !running.has(reply.raw);
      // The client has gone: what it asked for is not begun.
      if (isFreed) return reply.hijack();
      handled.add(reply.raw);
      return undefined;
    });
    app.addHook("onSend", async (_request, { raw: response }) => end(response));
  }
}
