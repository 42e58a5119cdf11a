/**
 * The clients against a Prism mock of their spec. Operations, statuses, examples and parameters come from the spec, and
 * every request and response is checked against it.
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
import { clientChecks } from "../client-checks/client-checks.ts";
import { type CallOperation, type ClientTarget, preferExample } from "../client-checks/observe-call.ts";
import { apis, lookUp } from "./call-operation.ts";

/** The error class of each status. A new status of a spec fails here until it has one. */
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
  let target: ClientTarget;
  let call: CallOperation;

  beforeAll(async () => {
    mock = await startMock({ spec });
    target = { url: mock.url, operations, examples, connect };
    call = connect({ baseUrl: mock.url, token, maxRetries: 0, fetch: contractFetch() });
  });
  afterAll(() => mock?.close());

  test.each(clientChecks)("$id: $holds", async (check) => {
    expect(findingsOf(await runChecks([check], target, { target: "client" }))).toEqual([]);
  });

  describe.each(operations)("$id", (operation) => {
    const { id, method } = operation;
    const { responses } = lookUp(examples, id);

    test.each(operation.errors)("%i rejects with its error class, for each example", async (status) => {
      const named = Object.entries(responses[status] ?? {});
      expect(named.length).toBeGreaterThan(0);
      for (const [name, example] of named) {
        const error = await rejection(call(id, {}, { headers: { prefer: preferExample(status, name) } }));
        expect(error.constructor).toBe(errorClasses[status]);
        expect(error).toMatchObject({ status, body: example, request: { method } });
        if (error instanceof ValidationError) expect(error.issues).toEqual(issuesOf(example));
        if (error instanceof RateLimitError) expect(error.retryAfter).toBe(30);
      }
    });

    test("has an example of each success status with a body", () => {
      for (const status of operation.success) {
        const hasBody = operation.responses[status]?.schema !== undefined;
        expect(Object.keys(responses[status] ?? {}).length > 0).toBe(hasBody);
      }
    });

    test("rejects with AuthenticationError without a token", async () => {
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

async function rejection(promise: PromiseLike<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("the call did not reject with an error");
}
