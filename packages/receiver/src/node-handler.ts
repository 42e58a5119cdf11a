import type { Answer } from "./answer.ts";
import { isRaw, join } from "./body.ts";
import type { WebhookHeaders } from "./headers.ts";

/** What is used of Node's `http.IncomingMessage`, and of what Express and serverless platforms add to it. */
export interface NodeRequest extends AsyncIterable<Uint8Array> {
  readonly method?: string | undefined;
  readonly headers: WebhookHeaders;
  /** Something has read the stream already. */
  readonly readableDidRead?: boolean;
  /** The body, when a parser has read the stream. */
  readonly rawBody?: unknown;
  readonly body?: unknown;
}

/** What is used of Node's `http.ServerResponse`. */
export interface NodeResponse {
  readonly headersSent: boolean;
  writeHead(status: number, headers: Record<string, string>): { end(): unknown };
}

/** A handler of Node's requests. Never rejects. */
export type NodeHandler = (request: NodeRequest, response: NodeResponse) => Promise<void>;

export const createNodeHandler =
  (answer: Answer, maxBodyBytes: number): NodeHandler =>
  async (request, response) => {
    const status = await answer(request.method, request.headers, () => {
      const parsed = request.rawBody ?? request.body;
      return isRaw(parsed) || request.readableDidRead ? parsed : join(request, maxBodyBytes);
    });
    // Something else may have answered meanwhile, such as a timeout.
    if (!response.headersSent) response.writeHead(status, { allow: "POST" }).end();
  };
