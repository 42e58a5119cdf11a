import { randomUUID } from "node:crypto";
import Fastify, { type FastifyInstance } from "fastify";
import type { KeyRing } from "../crypto/keys.ts";
import { type LogLevel, logOptions } from "../telemetry/log.ts";
import { Connections } from "./connections.ts";
import { createErrorHandler, sendExpectationError, sendMalformedRequestError, sendRouterError } from "./errors.ts";
import { createHandlers, type HandlerOptions } from "./handlers.ts";
import { operations } from "./operations.ts";
import { PageTokens } from "./page-tokens.ts";
import type { RateLimit } from "./rate-limit.ts";
import { createPathCheck } from "./resources.ts";
import { setSecurityHeaders } from "./response-headers.ts";
import { type KnownRoute, rejectUnknownRoutes, serveOperations } from "./routes.ts";

export interface AppOptions {
  readonly logLevel: LogLevel;
  /** Time in which a whole request must arrive. */
  readonly requestTimeoutMs: number;
  /** Time that a statement may take. */
  readonly databaseTimeoutMs: number;
}

/** Time in which the headers of a request must arrive. */
const headersTimeoutMs = 20_000;
/** A connection without any data is closed after this at the earliest. A response takes less by default. */
const minIdleMs = 120_000;
/** Request line and headers together. The limits of bodies are in the specs. */
const maxHeaderBytes = 16_384;

/** Creates an HTTP server that speaks JSON, without routes; it does not listen yet. */
export function createApp({ logLevel, requestTimeoutMs, databaseTimeoutMs }: AppOptions): FastifyInstance {
  const app = Fastify({
    ...logOptions(logLevel),
    genReqId: () => randomUUID(),
    requestTimeout: requestTimeoutMs,
    // Closes idle connections, also those of clients that do not read the response.
    connectionTimeout: Math.max(2 * requestTimeoutMs, 2 * databaseTimeoutMs, minIdleMs),
    // Requests that arrive while the service stops get an ordinary response.
    return503OnClosing: false,
    clientErrorHandler: sendMalformedRequestError,
    frameworkErrors: sendRouterError,
    routerOptions: { maxParamLength: 16_384 },
    http: {
      // Without it Node would send an empty 400 to a request without a Host header.
      requireHostHeader: false,
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: Math.min(headersTimeoutMs, requestTimeoutMs),
      // How late a timeout may be noticed.
      connectionsCheckingInterval: Math.min(5_000, Math.ceil(requestTimeoutMs / 4)),
    },
  });
  app.setErrorHandler(createErrorHandler());
  app.server.on("checkExpectation", sendExpectationError);
  closeConnectionsOnStop(app);
  setSecurityHeaders(app);
  return app;
}

/** Requests in progress get their response when the service stops; their connections are not kept alive. */
function closeConnectionsOnStop(app: FastifyInstance): void {
  const connections = new Connections(app.server);
  let isStopping = false;
  app.addHook("preClose", async () => {
    isStopping = true;
    // Once the server has stopped listening.
    setImmediate(() => connections.end());
  });
  app.addHook("onSend", async (_request, reply) => {
    if (isStopping) reply.header("connection", "close");
  });
}

export interface ApiOptions extends Omit<HandlerOptions, "pageTokens"> {
  readonly keys: KeyRing;
  readonly rateLimit: RateLimit;
}

/** Serves the operations of the specs. `otherRoutes` are served elsewhere in the same app. */
export async function serveApi(
  app: FastifyInstance,
  { keys, rateLimit, ...parts }: ApiOptions,
  otherRoutes: readonly KnownRoute[],
): Promise<void> {
  const [newest, ...older] = keys;
  const pageTokens = new PageTokens([newest.pageTokens, ...older.map((key) => key.pageTokens)]);
  rejectUnknownRoutes(app, [...Object.values(operations), ...otherRoutes]);
  await app.register(serveOperations, {
    authentication: { tokens: parts.tokens, rateLimit },
    checkPath: createPathCheck(parts),
    handlers: createHandlers({ ...parts, pageTokens }),
  });
}
