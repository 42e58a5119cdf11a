import { randomUUID } from "node:crypto";
import Fastify, { type FastifyInstance } from "fastify";
import type { KeyRing } from "../crypto/keys.ts";
import type { Deliveries } from "../deliveries/deliveries.ts";
import { genericRefusal } from "../lib/errors.ts";
import type { Publisher } from "../publish/publisher.ts";
import { type LogOptions, logOptions } from "../telemetry/log.ts";
import type { Tokens } from "../tokens/tokens.ts";
import type { Webhooks } from "../webhooks/webhooks.ts";
import type { Admission } from "./admission.ts";
import { answerError, answerMalformedRequest, answerRouterError, watchAnswers } from "./error-responses.ts";
import { createHandlers } from "./handlers.ts";
import { compileRouteRefusal, type KnownRoute } from "./known-paths.ts";
import { type OperationId, operations } from "./operations.ts";
import { PageTokens } from "./page-tokens.ts";
import type { RateLimit } from "./rate-limit.ts";
import { securityHeaders, setSecurityHeaders } from "./response-headers.ts";
import { serveOperations } from "./routes.ts";

export interface ApiDependencies {
  readonly keys: KeyRing;
  readonly tokens: Tokens;
  readonly rateLimit: RateLimit;
  readonly webhooks: Webhooks;
  readonly publisher: Publisher;
  readonly deliveries: Deliveries;
}

export interface AppOptions {
  readonly log: LogOptions;
  /** A whole request must have arrived after this. */
  readonly requestTimeoutMs: number;
  readonly admission: Admission;
}

/** The headers of a request must have arrived after this. */
const headersTimeoutMs = 20_000;
/** Request line and headers, together. Body sizes are those of the specs. */
const maxHeaderBytes = 16_384;

/** An HTTP server that speaks JSON, not yet listening, without routes. */
export function createApp({ log, requestTimeoutMs, admission }: AppOptions): FastifyInstance {
  const app = Fastify({
    ...logOptions(log),
    genReqId: () => randomUUID(),
    requestTimeout: requestTimeoutMs,
    // A connection on which nothing at all happens: somebody who does not read their answer, too.
    connectionTimeout: 2 * requestTimeoutMs,
    // A request that arrives while the service stops is answered like any other.
    return503OnClosing: false,
    clientErrorHandler: answerMalformedRequest,
    frameworkErrors: answerRouterError,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 16_384 },
    // Without a Host header too there is an answer, where Node would send a bare 400.
    http: {
      requireHostHeader: false,
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: Math.min(headersTimeoutMs, requestTimeoutMs),
      // How late a time-out may be noticed.
      connectionsCheckingInterval: Math.min(5_000, Math.ceil(requestTimeoutMs / 4)),
    },
  });
  app.setErrorHandler(answerError);
  watchAnswers(app.server);
  app.server.on("checkExpectation", (_request, response) => {
    const refusal = genericRefusal(417, "The only expectation that can be met is 100-continue.");
    const body = JSON.stringify(refusal.toBody());
    response.writeHead(refusal.status, {
      ...securityHeaders,
      "content-type": "application/json; charset=utf-8",
      "content-length": Buffer.byteLength(body),
      connection: "close",
    });
    response.end(body);
  });

  closeConnectionsOnStop(app);
  setSecurityHeaders(app);
  admission.guard(app);
  return app;
}

/** Refuses requests that no route takes. `served` are those that have one. */
export function refuseOtherRoutes(app: FastifyInstance, served: readonly KnownRoute[]): void {
  const refuseRoute = compileRouteRefusal(served);
  // In a hook, not in the handler: the body of a request without a route is nobody's business.
  app.addHook("onRequest", async (request) => {
    if (request.is404) throw refuseRoute(request.method, request.url);
  });
}

/** Operations on a webhook that know deleted ones too, to say that they are. */
const onDeletedToo: ReadonlySet<OperationId> = new Set(["recoverWebhook", "sendTestEvent"]);

/** Serves the operations of the specs. `others` are served beside them. */
export async function serveApi(
  app: FastifyInstance,
  dependencies: ApiDependencies,
  others: readonly KnownRoute[],
): Promise<void> {
  const { keys, tokens, rateLimit, webhooks, publisher, deliveries } = dependencies;
  const [newest, ...older] = keys;
  const pageTokens = new PageTokens([newest.pageTokens, ...older.map((key) => key.pageTokens)]);
  refuseOtherRoutes(app, [...Object.values(operations), ...others]);
  await app.register(serveOperations, {
    authentication: { tokens, rateLimit },
    handlers: createHandlers({ webhooks, publisher, deliveries, tokens, pageTokens }),
    resources: {
      webhook_id: {
        name: "Webhook",
        exists: (organizationId, id, operation) =>
          onDeletedToo.has(operation)
            ? deliveries.knowsWebhook(organizationId, id)
            : webhooks.exists(organizationId, id),
      },
    },
  });
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
