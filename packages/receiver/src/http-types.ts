/** A body as it was received. A string stands for its UTF-8 bytes. */
export type RawBody = string | Uint8Array | ArrayBuffer;

/**
 * The headers of a request: `Headers`, Node's `request.headers`, or a record with names in any letter case. A value may
 * be an array.
 */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/** A handler of web-standard requests. Never rejects. */
export type FetchHandler = (request: Request) => Promise<Response>;

/** A handler of Node's requests. Never rejects. */
export type NodeHandler = (request: NodeRequest, response: NodeResponse) => Promise<void>;

/** The part of Node's `http.IncomingMessage` that is used, and what Express and serverless platforms add to it. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly headers: WebhookHeaders;
  /** Iterates without destroying the request, and with it the connection, when the loop is left early. */
  iterator(options: { destroyOnReturn: boolean }): AsyncIterable<Uint8Array>;
  /** Discards what was not read. */
  resume(): unknown;
  /** Whether the stream has been read, at least partly. */
  readonly readableDidRead?: boolean;
  /** The body, if a parser has read the stream. */
  readonly rawBody?: unknown;
  readonly body?: unknown;
}

/** The part of Node's `http.ServerResponse` that is used. */
export interface NodeResponse {
  readonly headersSent: boolean;
  writeHead(status: number, headers: Record<string, string>): { end(): unknown };
}
