import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyReply, FastifyRequest } from "fastify";
import { LRUCache } from "lru-cache";
import { isDatabaseFailure } from "../database/availability.ts";
import { minFreeBytes } from "../database/disk-space.ts";
import { notFound, ServiceError, ValidationError } from "../lib/errors.ts";
import { latestExchange } from "./connections.ts";
import { securityHeaders } from "./response-headers.ts";

// To import it would load fetch and WebSocket of Node, because an ES module reads every export.
const { STATUS_CODES } = process.getBuiltinModule("node:http");

export const unauthorized = (): ServiceError =>
  new ServiceError(401, "UnauthorizedError", "Send a valid token: Authorization: Bearer <token>.", {
    "www-authenticate": "Bearer",
  });

export const methodNotAllowed = (method: string, allowed: readonly string[]): ServiceError =>
  new ServiceError(405, "MethodNotAllowedError", `${method} is not allowed here. Use ${allowed.join(", ")}.`, {
    allow: allowed.join(", "),
  });

export const contentTooLarge = (maxBytes: number): ServiceError =>
  new ServiceError(413, "ContentTooLargeError", `The body is larger than ${maxBytes} bytes.`);

export const unsupportedMediaType = (message: string): ServiceError =>
  new ServiceError(415, "UnsupportedMediaTypeError", message);

const withRetryAfter = (status: number, name: string, sentence: string, seconds: number): ServiceError =>
  new ServiceError(status, name, `${sentence} Try again in ${seconds} second${seconds === 1 ? "" : "s"}.`, {
    "retry-after": String(seconds),
  });

export const rateLimited = (seconds: number): ServiceError =>
  withRetryAfter(429, "RateLimitError", "Too many requests.", seconds);

const internalError = (): ServiceError =>
  new ServiceError(
    500,
    "InternalServerError",
    "Something went wrong. Try again; if it persists, report the request id.",
  );

const unavailableFor = (seconds: number, sentence: string) =>
  withRetryAfter(503, "ServiceUnavailableError", sentence, seconds);

/** The database cannot be reached, or the service is still starting. */
export const unavailable = (): ServiceError => unavailableFor(5, "The service is temporarily unavailable.");

export const overloaded = (): ServiceError => unavailableFor(1, "The service is handling too many requests.");

export const diskFull = (): ServiceError =>
  unavailableFor(60, `Less than ${minFreeBytes / 1024 ** 2} MiB of disk free; writes are rejected.`);

/** An error of the HTTP layer, which no operation documents. */
function httpError(status: number, message: string): ServiceError {
  if (status === 400) return new ValidationError({ body: [message] });
  const words = STATUS_CODES[status] ?? "Bad Request";
  return new ServiceError(status, `${words.replaceAll(/[^A-Za-z]/g, "")}Error`, message);
}

/** Rejections for the same reason are logged once in this time: under load there are thousands a second. */
const rejectionLogMs = 10_000;
const maxReasons = 10;

/**
 * Creates the error handler of an app, which sends any error in the shape of the spec. Unexpected errors are logged;
 * their text is never sent.
 */
export function createErrorHandler(): (error: unknown, request: FastifyRequest, reply: FastifyReply) => void {
  const logged = new LRUCache<string, true>({ max: maxReasons, ttl: rejectionLogMs });
  return (error, request, reply) => {
    // Its socket reports the same code as a connection to the database that breaks.
    const serviceError = isAborted(request) ? aborted : toServiceError(error);
    const { status, headers, message } = serviceError;
    if (status >= 500) {
      if (serviceError !== error) request.log.error({ err: error, status }, "request failed");
      else if (!logged.has(message)) {
        logged.set(message, true);
        request.log.warn({ status }, `requests are rejected: ${message}`);
      }
      reply.header("x-request-id", request.id);
    }
    reply.status(status).headers(headers).send(serviceError.toBody());
  };
}

/** The client has gone before its request was complete. */
const isAborted = ({ raw }: FastifyRequest) => raw.destroyed && !raw.complete;
const aborted = httpError(400, "the request was not completed");

function toServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  if (isDatabaseFailure(error)) return unavailable();
  const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
  if (status >= 400 && status < 500 && error instanceof Error) return httpError(status, error.message);
  return internalError();
}

/** Sends a 404 for what the router rejects: a path with invalid percent-encoding, or with a very long id. */
export function sendRouterError(_error: unknown, _request: FastifyRequest, reply: FastifyReply): void {
  const error = notFound("Path");
  // No hook has run yet.
  reply.status(error.status).headers(securityHeaders).send(error.toBody());
}

/** Sends a 417 for an `Expect` header other than `100-continue`. A listener of the server's "checkExpectation". */
export function sendExpectationError(_request: IncomingMessage, response: ServerResponse): void {
  const error = httpError(417, "Only the expectation 100-continue is supported.");
  const body = JSON.stringify(error.toBody());
  response.writeHead(error.status, rawHeaders(body)).end(body);
}

const socketErrors: Readonly<Record<string, ServiceError>> = {
  HPE_HEADER_OVERFLOW: httpError(431, "The request line and headers are too large."),
  ERR_HTTP_REQUEST_TIMEOUT: httpError(408, "The request took too long to arrive."),
};

const malformed = httpError(400, "the request is not valid HTTP/1.1");

/** Responds to bytes that are not an HTTP request: there is no route and no request object, only a socket. */
export function sendMalformedRequestError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const last = latestExchange(socket);
  if (last?.response.headersSent && !last.request.complete) {
    // The rest of a request that already has its response: a second one would be taken for that of the next request.
    socket.destroySoon();
    return;
  }
  const serviceError = socketErrors[error.code ?? ""] ?? malformed;
  const body = JSON.stringify(serviceError.toBody());
  const headers = Object.entries(rawHeaders(body)).map(([name, value]) => `${name}: ${value}`);
  const status = `HTTP/1.1 ${serviceError.status} ${STATUS_CODES[serviceError.status]}`;
  socket.end([status, ...headers, "", body].join("\r\n"));
}

const rawHeaders = (body: string): Record<string, string> => ({
  ...securityHeaders,
  "content-type": "application/json; charset=utf-8",
  "content-length": String(Buffer.byteLength(body)),
  connection: "close",
});
