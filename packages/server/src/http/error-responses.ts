import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { FastifyReply, FastifyRequest } from "fastify";
import { isDatabaseAway } from "../database/availability.ts";
import { genericRefusal, internal, notFound, ServiceError, unavailable } from "../lib/errors.ts";
import { securityHeaders } from "./response-headers.ts";

/** Answers any error in the words of the spec. What was not meant to happen is logged, never shown. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = refusalOf(error);
  if (refusal.status >= 500) {
    request.log.error({ err: error, status: refusal.status }, "request failed");
    reply.header("x-request-id", request.id);
  }
  reply.status(refusal.status).headers(refusal.headers).send(refusal.toBody());
}

/** Answers what the router itself refuses: an id with broken percent-encoding, or of absurd length, names nothing. */
export function answerRouterError(_error: unknown, _request: FastifyRequest, reply: FastifyReply): void {
  const refusal = notFound("Path");
  // The router refuses before any hook.
  reply.status(refusal.status).headers(securityHeaders).send(refusal.toBody());
}

function refusalOf(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  if (isDatabaseAway(error)) return unavailable();
  const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
  if (status >= 400 && status < 500 && error instanceof Error) return genericRefusal(status, error.message);
  return internal();
}

const socketRefusals: Readonly<Record<string, ServiceError>> = {
  HPE_HEADER_OVERFLOW: genericRefusal(431, "The request line and headers are too large."),
  ERR_HTTP_REQUEST_TIMEOUT: genericRefusal(408, "The request took too long to arrive."),
};

const malformed = genericRefusal(400, "the request is not valid HTTP/1.1");

/** The latest request of each connection, and its answer. */
const latest = new WeakMap<Socket, { readonly request: IncomingMessage; readonly response: ServerResponse }>();

/** Remembers which requests were answered before they had come to their end. */
export function watchAnswers(server: Server): void {
  // Not of "checkContinue": whoever listens to that has to answer it.
  for (const event of ["request", "checkExpectation"]) {
    server.prependListener(event, (request: IncomingMessage, response: ServerResponse) => {
      latest.set(request.socket, { request, response });
    });
  }
}

/** Answers a client whose bytes are not an HTTP request: no route, no request object, only a socket. */
export function answerMalformedRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const last = latest.get(socket);
  if (last?.response.headersSent && !last.request.complete) {
    // The rest of a request that has its answer: another one would be taken for that of the next request.
    socket.destroySoon();
    return;
  }
  const refusal = socketRefusals[error.code ?? ""] ?? malformed;
  socket.end(rawResponse(refusal.status, JSON.stringify(refusal.toBody())));
}

function rawResponse(status: number, body: string): string {
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "Content-Type: application/json; charset=utf-8",
    ...Object.entries(securityHeaders).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
    "",
    body,
  ].join("\r\n");
}
