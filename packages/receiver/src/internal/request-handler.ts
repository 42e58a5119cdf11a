import { ReceiverError } from "../errors.ts";
import type { FetchHandler, NodeHandler, WebhookHeaders } from "../http-types.ts";
import { isRawBody, readChunks } from "./body.ts";
import type { VerifiedDelivery, Verify } from "./verify.ts";

/** Handles one request, independent of the runtime, and returns the status of the response. Never rejects. */
export type RequestHandler = (
  method: string | undefined,
  headers: WebhookHeaders,
  readBody: () => unknown,
) => Promise<number>;

export function createRequestHandler(
  verify: Verify,
  runHandlers: (delivery: VerifiedDelivery) => Promise<void>,
  onError?: (error: unknown) => unknown,
): RequestHandler {
  return async (method, headers, readBody) => {
    if (method !== "POST") return 405;
    let delivery: VerifiedDelivery | undefined;
    try {
      delivery = await verify(await readBody(), headers);
      await runHandlers(delivery);
      return 200;
    } catch (error) {
      try {
        await onError?.(error);
      } catch {
        // The status does not depend on the success of `onError`.
      }
      // An error of a handler is always a 500, even if it is a ReceiverError: the event must be sent again.
      return !delivery && error instanceof ReceiverError ? error.status : 500;
    }
  };
}

export function createFetchHandler(handle: RequestHandler, maxBodyBytes: number): FetchHandler {
  return async (request) => {
    const status = await handle(
      request.method,
      request.headers,
      () => request.bodyUsed || readChunks(request.body ?? [], maxBodyBytes),
    );
    return new Response(null, { status, headers: { allow: "POST" } });
  };
}

export function createNodeHandler(handle: RequestHandler, maxBodyBytes: number): NodeHandler {
  return async (request, response) => {
    const status = await handle(request.method, request.headers, () => {
      const parsed = request.rawBody ?? request.body;
      return isRawBody(parsed) || request.readableDidRead
        ? parsed
        : readChunks(request.iterator({ destroyOnReturn: false }), maxBodyBytes);
    });
    // Other code, such as a timeout, may have sent a response in the meantime.
    if (!response.headersSent) response.writeHead(status, { allow: "POST" }).end();
    // Discards the rest of a body that is too large, so that the next request on the connection is read.
    request.resume();
  };
}
