/**
 * The clients against a Prism mock of their spec. Every operation, status, example and parameter comes from the spec,
 * and every exchange must keep it.
 */
import {
  AuthenticationError,
  ConflictError,
  createWebhooksClient,
  NotFoundError,
  PermissionError,
  RateLimitError,
  RequestError,
  ServerError,
  ValidationError,
} from "@agent-webhooks/client";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { contractFetch, type Exchange, type Mock, startMock } from "../src/index.ts";
import { type Api, apis, found } from "./calls.ts";

/** The error that each status of the specs arrives as. A status that a spec gets fails here until it has one. */
const errorClasses: Record<number, new (...parameters: never[]) => Error> = {
  400: ValidationError,
  401: AuthenticationError,
  403: PermissionError,
  404: NotFoundError,
  409: ConflictError,
  413: RequestError,
  415: RequestError,
  429: RateLimitError,
  500: ServerError,
  503: ServerError,
};

const token = "a-token-of-the-mock";

describe.each(apis)("the client of the $name API", ({ spec, operations, examples, connect }) => {
  let mock: Mock;
  let exchanges: Exchange[];
  let call: ReturnType<Api["connect"]>;

  beforeAll(async () => {
    mock = await startMock({ spec });
    const fetch = contractFetch({ onExchange: (exchange) => exchanges.push(exchange) });
    call = connect({ baseUrl: mock.url, token, maxRetries: 0, fetch });
  });
  beforeEach(() => {
    exchanges = [];
  });
  afterAll(() => mock?.close());

  describe.each(operations)("$id", (operation) => {
    const { id, method } = operation;
    const { parameters, request, responses } = found(examples, id);

    test("is sent as the spec says", async () => {
      await call(id);
      expect(exchanges).toMatchObject([{ method, operation: { id } }]);
    });

    test.each(operation.success)("%i arrives as its result, in each of its examples", async (status) => {
      const named = Object.entries(responses[status] ?? {});
      if (operation.responses[status]?.schema === undefined) {
        expect(await call(id, {}, prefer(status, "default"))).toBeUndefined();
      } else {
        expect(named.length).toBeGreaterThan(0);
      }
      for (const [name, example] of named) {
        expect(await call(id, {}, prefer(status, name))).toMatchObject(example);
      }
    });

    test.each(operation.errors)("%i arrives as its typed error, in each of its examples", async (status) => {
      const named = Object.entries(responses[status] ?? {});
      expect(named.length).toBeGreaterThan(0);
      for (const [name, example] of named) {
        const error = await rejection(call(id, {}, prefer(status, name)));
        expect(error.constructor).toBe(errorClasses[status]);
        expect(error).toMatchObject({ status, body: example, request: { method } });
        if (error instanceof ValidationError) expect(error.issues).toEqual(issuesOf(example));
        if (error instanceof RateLimitError) expect(error.retryAfter).toBe(30);
      }
    });

    test("without a token is an AuthenticationError", async () => {
      const withoutToken = contractFetch({
        fetch: (input, init) => {
          const request = new Request(input, init);
          request.headers.delete("authorization");
          return fetch(request);
        },
      });
      const anonymous = connect({ baseUrl: mock.url, token, maxRetries: 0, fetch: withoutToken });
      expect(await rejection(anonymous(id))).toBeInstanceOf(AuthenticationError);
    });

    test.each(Object.entries(request))("sends the example %s as it stands", async (_, example) => {
      await call(id, { body: structuredClone(example) });
      expect(JSON.parse(exchanges[0]?.requestBody ?? "")).toMatchObject(example);
    });

    test.each(Object.keys(operation.parameters.query))("sends the parameter %s", async (name) => {
      await call(id, { query: { [name]: parameters[name] } });
      expect([...(exchanges[0]?.url.searchParams ?? [])]).toEqual([[name, String(parameters[name])]]);
    });

    test.each(Object.keys(operation.parameters.path))(
      "sends %s as one segment of the path, whatever is in it",
      async (name) => {
        const prefix = String(parameters[name]).replace(/_.*/, "_");
        await call(id, { path: { ...(parameters as Record<string, string>), [name]: `${prefix}a/b?c#d%é` } });
        const path = operation.path.replace(`{${name}}`, `${prefix}a%2Fb%3Fc%23d%25%C3%A9`);
        expect(exchanges[0]?.url.pathname).toBe(path);
      },
    );
  });
});

test("parameters arrive as they were given, alone or together", async () => {
  await using mock = await startMock();
  const urls: URL[] = [];
  const fetch = contractFetch({ onExchange: ({ url }) => urls.push(url) });
  const client = createWebhooksClient({ baseUrl: mock.url, token, fetch });
  await client.list({ ascending: false, limit: 1, page_token: "t/+ =&" });
  await client.list();
  expect(urls.map(({ searchParams }) => Object.fromEntries(searchParams))).toEqual([
    { ascending: "false", limit: "1", page_token: "t/+ =&" },
    {},
  ]);
});

function issuesOf(example: object) {
  const { errors } = example as { errors: Record<string, string[]> };
  return Object.entries(errors).flatMap(([path, messages]) => messages.map((message) => ({ path, message })));
}

/** Asks Prism for a status, and for one of its examples by name; `default` is the one that has no name. */
function prefer(status: number, example: string) {
  return { headers: { prefer: `code=${status}${example === "default" ? "" : `, example=${example}`}` } };
}

async function rejection(promise: PromiseLike<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("it did not reject with an error");
}
