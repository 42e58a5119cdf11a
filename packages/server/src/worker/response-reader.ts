import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";

/** What an endpoint answered. */
export interface Answer {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  /** The beginning of the body, as text. */
  readonly excerpt: string;
}

/** Of a response's body no more is read than this. */
const maxResponseBytes = 65_536;
const excerptBytes = 1_024;

/**
 * One request and its answer, as undici's own handler: a stream for each body would cost as much as all the rest of a
 * delivery, and the body is thrown away but for its beginning.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  /** Rejects unless a status came. How the body ends changes nothing. */
  readonly answer: Promise<Answer>;
  #resolve!: (answer: Answer) => void;
  #reject!: (error: Error) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #cancelled: Error | undefined;
  #statusCode = 0;
  #headers: IncomingHttpHeaders = {};
  readonly #chunks: Buffer[] = [];
  #kept = 0;
  #read = 0;

  constructor() {
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Gives it up: the answer is what came so far, or `reason`. */
  cancel(reason: Error): void {
    this.#cancelled = reason;
    this.#end(reason);
    this.#controller?.abort(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It waited for a connection until now.
    if (this.#cancelled !== undefined) controller.abort(this.#cancelled);
  }

  onResponseStart(_: Dispatcher.DispatchController, statusCode: number, headers: IncomingHttpHeaders): void {
    // 1xx only announces an answer.
    if (statusCode < 200) return;
    this.#statusCode = statusCode;
    this.#headers = headers;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#kept < excerptBytes) this.#chunks.push(chunk.subarray(0, excerptBytes - this.#kept));
    this.#kept += Math.min(chunk.length, excerptBytes - this.#kept);
    this.#read += chunk.length;
    // Closes the connection.
    if (this.#read >= maxResponseBytes) controller.abort(new Error("The answer is long enough."));
  }

  onResponseEnd(): void {
    this.#end();
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#end(error);
  }

  /** What comes second changes nothing any more. */
  #end(error?: Error): void {
    if (this.#statusCode === 0) {
      this.#reject(error ?? new Error("The answer has no status."));
      return;
    }
    // NUL cannot be stored as text.
    const excerpt = this.#kept === 0 ? "" : Buffer.concat(this.#chunks).toString("utf8").replaceAll("\0", "\uFFFD");
    this.#resolve({ statusCode: this.#statusCode, headers: this.#headers, excerpt });
  }
}
