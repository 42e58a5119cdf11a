import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";

/** The response of an endpoint. */
export interface EndpointResponse {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  /** The first bytes of the body, as text. */
  readonly excerpt: string;
}

/** Of the body. */
const excerptBytes = 1_024;

/**
 * Reads the response of one request, as a handler of undici. A stream for each body would cost as much as the rest of the
 * delivery, and all of the body but its beginning is thrown away.
 */
export class ResponseReader implements Dispatcher.DispatchHandler {
  /** Resolves with every response that has a status, even if its body breaks off. */
  readonly response: Promise<EndpointResponse>;
  #resolve!: (response: EndpointResponse) => void;
  #reject!: (error: Error) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #cancelled: Error | undefined;
  #statusCode = 0;
  #headers: IncomingHttpHeaders = {};
  readonly #chunks: Buffer[] = [];
  #keptBytes = 0;

  constructor() {
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Ends the request: `response` is what has arrived so far, or is rejected with `reason`. */
  cancel(reason: Error): void {
    this.#cancelled = reason;
    this.#end(reason);
    this.#controller?.abort(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Cancelled while it waited for a connection.
    if (this.#cancelled !== undefined) controller.abort(this.#cancelled);
  }

  onResponseStart(_: Dispatcher.DispatchController, statusCode: number, headers: IncomingHttpHeaders): void {
    this.#statusCode = statusCode;
    this.#headers = headers;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#keptBytes < excerptBytes) this.#chunks.push(chunk.subarray(0, excerptBytes - this.#keptBytes));
    this.#keptBytes += Math.min(chunk.length, excerptBytes - this.#keptBytes);
  }

  onResponseEnd(): void {
    this.#end();
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#end(error);
  }

  /** Settles `response`, the first time it is called. */
  #end(error?: Error): void {
    if (this.#statusCode === 0) {
      this.#reject(error ?? new Error("The response has no status."));
      return;
    }
    // Postgres cannot store NUL in text.
    const excerpt = this.#chunks.length === 0 ? "" : Buffer.concat(this.#chunks).toString().replaceAll("\0", "\uFFFD");
    this.#resolve({ statusCode: this.#statusCode, headers: this.#headers, excerpt });
  }
}
