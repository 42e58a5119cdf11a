import { isDeepStrictEqual } from "node:util";
import { type Check, operationPointer } from "@agent-webhooks/contract-checks";
import type { Operation } from "@agent-webhooks/types";
import {
  type CallInput,
  type ClientTarget,
  isRequestOf,
  type ObservedCall,
  type ObserveOptions,
  type OperationExamples,
  observeCall,
  preferExample,
  token,
} from "./observe-call.ts";

type ClientCheck = Check<ClientTarget>;

/** One operation under a check. */
interface OperationUnderCheck {
  readonly operation: Operation;
  readonly examples: OperationExamples;
  /** Calls the operation, see {@link observeCall}. */
  readonly observe: (input?: Partial<CallInput>, options?: ObserveOptions) => Promise<ObservedCall>;
  /** Reports a finding. */
  readonly fail: (message: string, expected: string, got: string) => void;
}

/** A check that runs for each operation. */
function checkEachOperation(
  id: string,
  holds: string,
  check: (underCheck: OperationUnderCheck) => Promise<void>,
): ClientCheck {
  return {
    id,
    holds,
    async run(target, report) {
      for (const operation of target.operations) {
        await check({
          operation,
          examples: target.examples[operation.id] ?? { parameters: {}, request: {}, responses: {} },
          observe: (input, options) => observeCall(target, operation, input, options),
          fail: (message, expected, got) =>
            report({ operation: operation.id, message, expected, got, pointer: operationPointer(operation) }),
        });
      }
    },
  };
}

const format = (value: unknown) => (value instanceof Error ? String(value) : (JSON.stringify(value) ?? "none"));

/** Values that a wrong encoding changes. */
const textsThatNeedEncoding = ["t/+ =&", "%2F", "é"];

/** The checks of a client, run against a mock of the spec. */
export const clientChecks: readonly ClientCheck[] = [
  checkEachOperation(
    "request_conformance",
    "a call sends one valid request with the method and path of its operation",
    async ({ operation, observe, fail }) => {
      const { sent, violations } = await observe();
      const requests = sent.map(({ method, url }) => `${method} ${url.pathname}`).join(", ");
      const [request] = sent;
      if (request === undefined || sent.length > 1 || !isRequestOf(operation, request)) {
        fail(
          "the call did not send exactly one request of its operation",
          `one ${operation.method} ${operation.path}`,
          requests,
        );
      }
      for (const violation of violations) fail("the request violates the contract", "a valid request", violation);
    },
  ),
  checkEachOperation(
    "token_sent",
    "every request carries the token as Authorization: Bearer",
    async ({ observe, fail }) => {
      const { sent } = await observe();
      for (const { headers } of sent) {
        const got = headers.get("authorization");
        if (got !== `Bearer ${token}`) fail("the token was not sent", `Bearer ${token}`, format(got));
      }
    },
  ),
  checkEachOperation(
    "body_sent",
    "the body is sent unchanged, as application/json",
    async ({ operation, examples, observe, fail }) => {
      for (const example of Object.values(examples.request)) {
        const { sent } = await observe({ body: structuredClone(example) });
        const { body = "", headers } = sent[0] ?? {};
        // A client may add the idempotency key.
        const key = operation.idempotencyField ?? "";
        const { [key]: added, ...fields } = fieldsOf(body);
        const got = key in example || typeof added !== "string" ? fieldsOf(body) : fields;
        if (!isDeepStrictEqual(got, example)) {
          fail("another body was sent", JSON.stringify(example), body);
        }
        const type = headers?.get("content-type")?.split(";")[0];
        if (type !== "application/json") fail("the content type is wrong", "application/json", format(type));
      }
    },
  ),
  checkEachOperation(
    "query_sent",
    "query parameters are sent unchanged, alone and together",
    async ({ operation, examples, observe, fail }) => {
      const names = Object.keys(operation.parameters.query);
      const given = examples.parameters;
      const one = (name: string) => ({ [name]: given[name] });
      const texts = names.filter(
        (name) => typeof given[name] === "string" && operation.parameters.query[name]?.schema.enum === undefined,
      );
      const queries = [
        {},
        ...names.map(one),
        Object.assign({}, ...names.map(one)),
        ...texts
          .filter((name) => acceptsAnyText(operation, name))
          .flatMap((name) => textsThatNeedEncoding.map((text) => ({ [name]: text }))),
      ];
      for (const query of queries) {
        const { sent } = await observe({ query });
        const got = Object.fromEntries(sent[0]?.url.searchParams ?? []);
        const expected = Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]));
        if (!isDeepStrictEqual(got, expected)) fail("another query was sent", format(expected), format(got));
      }
    },
  ),
  checkEachOperation(
    "path_encoded",
    "an id is one path segment, whatever its characters",
    async ({ operation, examples, observe, fail }) => {
      const parameters = examples.parameters;
      for (const name of Object.keys(operation.parameters.path)) {
        const prefix = String(parameters[name]).replace(/_.*/, "_");
        const id = `${prefix}A/b?c#d%é`;
        const { sent } = await observe({
          path: { ...(parameters as Record<string, string>), [name]: id },
        });
        const expected = operation.path.replace(`{${name}}`, `${prefix}A%2Fb%3Fc%23d%25%C3%A9`);
        const got = sent[0] === undefined ? "no request" : sent[0].url.pathname + sent[0].url.search;
        if (got !== expected) fail(`${name} is not one path segment`, expected, got);
      }
    },
  ),
  checkEachOperation(
    "results_arrive",
    "results are returned unchanged",
    async ({ operation, examples, observe, fail }) => {
      for (const status of operation.success) {
        const hasBody = operation.responses[status]?.schema !== undefined;
        const named = Object.entries(examples.responses[status] ?? {});
        for (const [name, example] of hasBody ? named : [["default", undefined] as const]) {
          const observed = await observe({}, { prefer: preferExample(status, name) });
          const isSame = !("error" in observed) && includesFields(observed.result, example);
          if (!isSame) fail("another result was returned", format(example), formatOutcome(observed));
        }
      }
    },
  ),
  checkEachOperation(
    "errors_reject",
    "an error response rejects with its status and body",
    async ({ operation, examples, observe, fail }) => {
      for (const status of operation.errors) {
        for (const [name, example] of Object.entries(examples.responses[status] ?? {})) {
          const observed = await observe({}, { prefer: preferExample(status, name) });
          const { status: actual, body } = (observed.error ?? {}) as { status?: unknown; body?: unknown };
          const isSame = actual === status && isDeepStrictEqual(body, example);
          if (!isSame) {
            const expected = `an error with status ${status} and body ${format(example)}`;
            fail(`${status} did not reject with its status and body`, expected, formatOutcome(observed));
          }
        }
      }
    },
  ),
  checkEachOperation(
    "unsafe_not_repeated",
    "a request that is not idempotent is retried only with an idempotency key",
    async ({ operation, examples, observe, fail }) => {
      if (operation.idempotent || !operation.errors.includes(500)) return;
      const key = operation.idempotencyField;
      const { request } = examples;
      const body = Object.values(request).find((example) => key === null || !(key in example)) ?? {};
      const options = { prefer: preferExample(500, "default"), retries: true };
      const { sent } = await observe({ body: structuredClone(body) }, options);
      const keys = new Set(sent.map(({ body }) => (key === null ? undefined : fieldsOf(body)[key])));
      if (sent.length < 2 || (keys.size === 1 && !keys.has(undefined))) return;
      const expected = key === null ? "one request" : `one request, or the same ${key} in each`;
      fail("a failed request was retried without an idempotency key", expected, `${sent.length} requests`);
    },
  ),
];

function acceptsAnyText({ parameters }: Operation, name: string): boolean {
  const { pattern, format } = parameters.query[name]?.schema ?? {};
  return pattern === undefined && format === undefined;
}

function formatOutcome({ result, error }: ObservedCall): string {
  if (error === undefined) return `a result: ${format(result)}`;
  const { status, body } = error as { status?: unknown; body?: unknown };
  return `${error}${status === undefined ? "" : `, status ${status}, body ${format(body)}`}`;
}

/** Whether a value has the fields of an example. A client may add its own, such as methods of a page. */
function includesFields(value: unknown, example: unknown): boolean {
  if (typeof example !== "object" || example === null) return value === example;
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(example).every(([name, expected]) =>
    isDeepStrictEqual((value as Record<string, unknown>)[name], expected),
  );
}

/** The fields of a JSON object; empty for any other text. */
function fieldsOf(text: string): Record<string, unknown> {
  try {
    return { ...JSON.parse(text) };
  } catch {
    return {};
  }
}
