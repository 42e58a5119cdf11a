/**
 * The clients against a Prism mock of their spec. Every operation, status, example and parameter comes from the spec,
 * and every exchange must keep it.
 */
import {
  AuthenticationError,
  ConflictError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  RequestError,
  ServerError,
  ValidationError,
} from "@agent-webhooks/client";
import { contractFetch, findingsOf, type Mock, runChecks, startMock } from "@agent-webhooks/contract-checks";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { consumerChecks } from "../src/client-checks.ts";
import type { ConsumerTarget } from "../src/client-target.ts";
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
  let target: ConsumerTarget;
  let call: ReturnType<Api["connect"]>;

  beforeAll(async () => {
    mock = await startMock({ spec });
    target = { url: mock.url, operations, examples, connect };
    call = connect({ baseUrl: mock.url, token, maxRetries: 0, fetch: contractFetch() });
  });
  afterAll(() => mock?.close());

  test.each(consumerChecks)("$id: $holds", async (check) => {
    expect(findingsOf(await runChecks([check], target, { target: "client" }))).toEqual([]);
  });

  describe.each(operations)("$id", (operation) => {
    const { id, method } = operation;
    const { responses } = found(examples, id);

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

    test("has an example of each success, for the checks to go by", () => {
      for (const status of operation.success) {
        const hasBody = operation.responses[status]?.schema !== undefined;
        expect(Object.keys(responses[status] ?? {}).length > 0).toBe(hasBody);
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
  });
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
