import { randomUUID } from "node:crypto";
import Fastify, { type FastifyInstance } from "fastify";
import type { Kysely } from "kysely";
import type { Clock } from "../clock.ts";
import type { Keys } from "../crypto/keys.ts";
import { createSecretBox } from "../crypto/secret-box.ts";
import type { Schema } from "../database/schema.ts";
import type { EgressPolicy } from "../egress/policy.ts";
import { genericRefusal } from "../errors.ts";
import type { Tokens } from "../tokens/tokens.ts";
import { Webhooks } from "../webhooks/webhooks.ts";
import { createHandlers } from "./handlers.ts";
import { serveHealth } from "./health.ts";
import { compileRouteRefusal } from "./known-paths.ts";
import { type LogOptions, logOptions } from "./log.ts";
import { serveOperations } from "./operations.ts";
import { PageTokens } from "./page-token.ts";
import { answerError, answerMalformedRequest, answerRouterError } from "./refusals.ts";
import { operations } from "./spec.ts";

export interface ApiDependencies {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly keys: Keys;
  readonly egress: EgressPolicy;
  readonly tokens: Tokens;
  readonly log: LogOptions;
}

/** A whole request must have arrived after this. */
const requestTimeoutMs = 60_000;

/** The HTTP API, not yet listening. */
export async function createApi({ db, clock, keys, egress, tokens, log }: ApiDependencies): Promise<FastifyInstance> {
  const app = Fastify({
    ...logOptions(log),
    genReqId: () => randomUUID(),
    requestTimeout: requestTimeoutMs,
    // A request that arrives while the service stops is answered like any other.
    return503OnClosing: false,
    clientErrorHandler: answerMalformedRequest,
    frameworkErrors: answerRouterError,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 16_384 },
    // Without a Host header too there is an answer, where Node would send a bare 400.
    http: { requireHostHeader: false },
  });
  app.setErrorHandler(answerError);
  app.server.on("checkExpectation", (_request, response) => {
    const refusal = genericRefusal(417, "The only expectation that can be met is 100-continue.");
    const body = JSON.stringify(refusal.toBody());
    response.writeHead(refusal.status, {
      "content-type": "application/json; charset=utf-8",
      "content-length": Buffer.byteLength(body),
    });
    response.end(body);
  });

  const refuseRoute = compileRouteRefusal(Object.values(operations));
  // In a hook, not in the handler: the body of a request without a route is nobody's business.
  app.addHook("onRequest", async (request) => {
    if (request.is404) throw refuseRoute(request.method, request.url);
  });

  closeConnectionsOnStop(app);

  const webhooks = new Webhooks({ db, clock, egress, secretBox: createSecretBox(keys) });
  await app.register(serveHealth, { db });
  await app.register(serveOperations, {
    tokens,
    handlers: createHandlers({ webhooks, tokens, pageTokens: new PageTokens(keys.pageTokens) }),
    resources: {
      webhook_id: { name: "Webhook", exists: (organizationId, id) => webhooks.exists(organizationId, id) },
    },
  });
  return app;
}

/** A request that runs while the service stops is answered, and its connection not kept for another one. */
function closeConnectionsOnStop(app: FastifyInstance): void {
  let stopping = false;
  app.addHook("preClose", async () => {
    stopping = true;
  });
  app.addHook("onSend", async (_request, reply) => {
    if (stopping) reply.header("connection", "close");
  });
}
