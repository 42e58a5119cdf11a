// Express has no types of its own. For handlers these are as strict as @types/express.
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
  };
  export default express;
}
