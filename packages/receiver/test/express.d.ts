// Express brings no types of its own. These are as strict as those of @types/express where a handler is passed.
declare module "express" {
  import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";

  interface Request extends IncomingMessage {
    body: unknown;
    rawBody?: unknown;
  }
  type Next = (error?: unknown) => void;
  type Handler = (request: Request, response: ServerResponse, next: Next) => unknown;
  type ErrorHandler = (error: unknown, request: Request, response: ServerResponse, next: Next) => unknown;
  interface Application extends RequestListener {
    use(handler: Handler | ErrorHandler): this;
    use(path: string, ...handlers: Handler[]): this;
    post(path: string, ...handlers: Handler[]): this;
  }
  interface ParserOptions {
    type?: string;
    limit?: string;
    verify?: (request: Request, response: ServerResponse, body: Buffer) => void;
  }
  const express: {
    (): Application;
    json(options?: ParserOptions): Handler;
    raw(options?: ParserOptions): Handler;
    text(options?: ParserOptions): Handler;
    urlencoded(options?: ParserOptions): Handler;
  };
  export default express;
}
