import { randomUUID } from "node:crypto";
import { type ListWebhooksResponse, operations, type Webhook } from "@agent-webhooks/types";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { type NewToken, type Service, type ServiceOptions, startService } from "../../src/testing/index.ts";
import { createDatabase } from "./postgres.ts";
import { recordSecret, recordSecretsIn } from "./secret-scan.ts";

export const webhooksPath: string = operations.listWebhooks.path;
export const exampleUrl = "https://example.com/hooks";

/** A clock that stands still until a test moves it. */
class TestClock {
  #now = Date.parse("2026-01-16T08:00:00.000Z");

  now(): Date {
    return new Date(this.#now);
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}

export interface ApiResponse {
  status: number;
  headers: Headers;
  text: string;
  /** The body as JSON; `undefined` when it is empty. */
  json: unknown;
}

export interface RequestOptions {
  /** Sent as JSON; a string or bytes as they are. */
  body?: unknown;
  headers?: Record<string, string>;
  /** `null`: none. */
  token?: string | null;
}

/** The API as one organization uses it, over HTTP. */
export class WebhooksClient {
  readonly id: string;
  readonly token: string;
  readonly #url: string;

  constructor(url: string, id: string, token: string) {
    this.#url = url;
    this.id = id;
    this.token = token;
    recordSecret(token);
  }

  async request(method: string, path: string, options: RequestOptions = {}): Promise<ApiResponse> {
    const { body, token = this.token } = options;
    const headers: Record<string, string> = {};
    if (token !== null) headers.authorization = `Bearer ${token}`;
    if (body !== undefined) headers["content-type"] = "application/json";
    const raw = typeof body === "string" || body instanceof Uint8Array;
    const response = await fetch(this.#url + path, {
      method,
      headers: { ...headers, ...options.headers },
      ...(body !== undefined && { body: raw ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    recordSecretsIn(text);
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: text === "" ? undefined : JSON.parse(text),
    };
  }

  post(body: unknown): Promise<ApiResponse> {
    return this.request("POST", webhooksPath, { body });
  }

  patch(webhookId: string, body: unknown): Promise<ApiResponse> {
    return this.request("PATCH", `${webhooksPath}/${webhookId}`, { body });
  }

  async create(fields: Record<string, unknown> = {}): Promise<Webhook> {
    const response = await this.post({ url: exampleUrl, event_types: ["message.received"], ...fields });
    expect(response).toMatchObject({ status: 200 });
    return response.json as Webhook;
  }

  async get(webhookId: string): Promise<Webhook> {
    const response = await this.request("GET", `${webhooksPath}/${webhookId}`);
    expect(response).toMatchObject({ status: 200 });
    return response.json as Webhook;
  }

  async delete(webhookId: string): Promise<void> {
    expect(await this.request("DELETE", `${webhooksPath}/${webhookId}`)).toMatchObject({ status: 200 });
  }

  async list(query: Record<string, string | number | boolean> = {}): Promise<ListWebhooksResponse> {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) search.set(name, String(value));
    const response = await this.request("GET", `${webhooksPath}?${search}`);
    expect(response).toMatchObject({ status: 200 });
    return response.json as ListWebhooksResponse;
  }
}

export interface ServiceUnderTest {
  readonly service: Service;
  readonly clock: TestClock;
  /** Set for Postgres. */
  readonly databaseUrl: string | undefined;
  /** A new organization, so that tests do not see each other's webhooks. */
  client(token?: NewToken): Promise<WebhooksClient>;
}

/** The databases of the service: the embedded one and Postgres. */
const databases = ["PGlite", "Postgres"] as const;
export type Database = (typeof databases)[number];

export async function startUnderTest(database: Database, options: ServiceOptions = {}): Promise<ServiceUnderTest> {
  const clock = new TestClock();
  const databaseUrl = database === "Postgres" ? await createDatabase() : undefined;
  const service = await startService({
    clock,
    lookup: async () => ["93.184.215.14"],
    allowHttp: false,
    allowPrivateNetwork: false,
    ...(databaseUrl !== undefined && { databaseUrl }),
    ...options,
  });
  return {
    service,
    clock,
    databaseUrl,
    async client(token = {}) {
      const organizationId = token.organizationId ?? `org_${randomUUID()}`;
      return new WebhooksClient(service.url, organizationId, await service.createToken({ ...token, organizationId }));
    },
  };
}

export interface SuiteOptions extends ServiceOptions {
  /** Databases to run the suite on. One is enough for what does not depend on the database. @default both */
  databases?: readonly Database[];
}

/** Runs a suite on the embedded database and on Postgres, unless `databases` names others. */
export function onDatabases(suite: (under: ServiceUnderTest) => void, options: SuiteOptions = {}): void {
  const { databases: chosen = databases, ...serviceOptions } = options;
  describe.each(chosen)("on %s", (database) => {
    let running: ServiceUnderTest;
    beforeAll(async () => {
      running = await startUnderTest(database, serviceOptions);
    });
    afterAll(() => running?.service.close());
    suite({
      get service() {
        return running.service;
      },
      get clock() {
        return running.clock;
      },
      get databaseUrl() {
        return running.databaseUrl;
      },
      client: (token) => running.client(token),
    });
  });
}

/** A 400 with exactly these issues. */
export const validationError = (errors: Record<string, unknown>): object => ({
  status: 400,
  json: { name: "ValidationError", errors },
});

const errorNames: Readonly<Record<number, string>> = {
  401: "UnauthorizedError",
  403: "ForbiddenError",
  404: "NotFoundError",
  405: "MethodNotAllowedError",
  409: "ConflictError",
  413: "ContentTooLargeError",
  415: "UnsupportedMediaTypeError",
  429: "RateLimitError",
  431: "RequestHeaderFieldsTooLargeError",
  500: "InternalServerError",
  503: "ServiceUnavailableError",
};

/** An `ErrorResponse` with this status, its name and a message. */
export const serviceError = (status: number, message: unknown = expect.stringMatching(/.+/)): object => ({
  status,
  json: { name: errorNames[status], message },
});
