import { isDeepStrictEqual } from "node:util";
import type { Check, NewFinding } from "@agent-webhooks/contract-checks";
import type { Operation } from "@agent-webhooks/types";
import { type ConsumerTarget, callFault, isRequestOf, type Observed, observe, token } from "./client-target.ts";

type ConsumerCheck = Check<ConsumerTarget>;
type Report = (fault: NewFinding) => void;

/** A check of each operation on its own. */
function ofEach(
  id: string,
  holds: string,
  look: (target: ConsumerTarget, operation: Operation, report: Report) => Promise<void>,
): ConsumerCheck {
  return {
    id,
    holds,
    async run(target, report) {
      for (const operation of target.operations) await look(target, operation, report);
    },
  };
}

const show = (value: unknown) => (value instanceof Error ? String(value) : (JSON.stringify(value) ?? "nothing"));

const sent = ofEach(
  "request_conformance",
  "a call sends one request: the method and path of its operation, valid in every part",
  async (target, operation, report) => {
    const { sent, violations } = await observe(target, operation);
    const requests = sent.map(({ method, url }) => `${method} ${url.pathname}`).join(", ");
    const [request] = sent;
    if (request === undefined || sent.length > 1 || !isRequestOf(operation, request)) {
      report(callFault(operation, "another request was sent", `one ${operation.method} ${operation.path}`, requests));
    }
    for (const violation of violations)
      report(callFault(operation, "the contract is broken", "a valid request", violation));
  },
);

const authenticated = ofEach(
  "token_sent",
  "every request carries the token as Authorization: Bearer",
  async (target, operation, report) => {
    const { sent } = await observe(target, operation);
    for (const { headers } of sent) {
      const got = headers.get("authorization");
      if (got !== `Bearer ${token}`)
        report(callFault(operation, "the token is not sent", `Bearer ${token}`, show(got)));
    }
  },
);

const bodies = ofEach(
  "body_sent",
  "a body is sent as it was given, as JSON, and declared as JSON",
  async (target, operation, report) => {
    for (const example of Object.values(target.examples[operation.id]?.request ?? {})) {
      const { sent } = await observe(target, operation, { body: structuredClone(example) });
      const { body = "", headers } = sent[0] ?? {};
      // A client may add the field that makes the request repeatable.
      const key = operation.idempotencyField ?? "";
      const { [key]: added, ...fields } = fieldsOf(body);
      const got = key in example || typeof added !== "string" ? fieldsOf(body) : fields;
      if (!isDeepStrictEqual(got, example)) {
        report(callFault(operation, "the body is another", JSON.stringify(example), body));
      }
      const type = headers?.get("content-type")?.split(";")[0];
      if (type !== "application/json")
        report(callFault(operation, "the body is not declared", "application/json", show(type)));
    }
  },
);

/** Values that do not survive a wrong encoding. */
const hardTexts = ["t/+ =&", "%2F", "é"];

const queries = ofEach(
  "query_sent",
  "parameters arrive as they were given, alone and together",
  async (target, operation, report) => {
    const names = Object.keys(operation.parameters.query);
    const given = target.examples[operation.id]?.parameters ?? {};
    const one = (name: string) => ({ [name]: given[name] });
    const texts = names.filter(
      (name) => typeof given[name] === "string" && operation.parameters.query[name]?.schema.enum === undefined,
    );
    const queries = [
      {},
      ...names.map(one),
      Object.assign({}, ...names.map(one)),
      // A value that the parameter may have: one without a format of its own.
      ...texts.filter((name) => isFree(operation, name)).flatMap((name) => hardTexts.map((text) => ({ [name]: text }))),
    ];
    for (const query of queries) {
      const { sent } = await observe(target, operation, { query });
      const got = Object.fromEntries(sent[0]?.url.searchParams ?? []);
      const expected = Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]));
      if (!isDeepStrictEqual(got, expected))
        report(callFault(operation, "the query is another", show(expected), show(got)));
    }
  },
);

function isFree({ parameters }: Operation, name: string): boolean {
  const { pattern, format } = parameters.query[name]?.schema ?? {};
  return pattern === undefined && format === undefined;
}

const paths = ofEach(
  "path_encoded",
  "an id is one segment of the path, whatever is in it",
  async (target, operation, report) => {
    const parameters = target.examples[operation.id]?.parameters ?? {};
    for (const name of Object.keys(operation.parameters.path)) {
      const prefix = String(parameters[name]).replace(/_.*/, "_");
      const id = `${prefix}A/b?c#d%é`;
      const { sent } = await observe(target, operation, {
        path: { ...(parameters as Record<string, string>), [name]: id },
      });
      const expected = operation.path.replace(`{${name}}`, `${prefix}A%2Fb%3Fc%23d%25%C3%A9`);
      const got = sent[0] === undefined ? "nothing" : sent[0].url.pathname + sent[0].url.search;
      if (got !== expected) report(callFault(operation, `${name} is not one segment of the path`, expected, got));
    }
  },
);

const results = ofEach(
  "results_arrive",
  "what an operation answers arrives as it is",
  async (target, operation, report) => {
    for (const status of operation.success) {
      const hasBody = operation.responses[status]?.schema !== undefined;
      const examples = Object.entries(target.examples[operation.id]?.responses[status] ?? {});
      for (const [name, example] of hasBody ? examples : [["default", undefined] as const]) {
        const observed = await observe(target, operation, {}, { prefer: prefer(status, name) });
        const isSame = !("error" in observed) && contains(observed.result, example);
        if (!isSame) report(callFault(operation, "the result is another", show(example), outcome(observed)));
      }
    }
  },
);

const errors = ofEach(
  "errors_reject",
  "what an operation refuses rejects, with the status and the body that came",
  async (target, operation, report) => {
    for (const status of operation.errors) {
      for (const [name, example] of Object.entries(target.examples[operation.id]?.responses[status] ?? {})) {
        const observed = await observe(target, operation, {}, { prefer: prefer(status, name) });
        const { status: told, body } = (observed.error ?? {}) as { status?: unknown; body?: unknown };
        const isTold = told === status && isDeepStrictEqual(body, example);
        if (!isTold) {
          const expected = `an error with status ${status} and body ${show(example)}`;
          report(callFault(operation, `${status} does not arrive as an error`, expected, outcome(observed)));
        }
      }
    }
  },
);

const retries = ofEach(
  "unsafe_not_repeated",
  "a request that may not be repeated is sent once, whatever comes, or with a key that makes it repeatable",
  async (target, operation, report) => {
    if (operation.idempotent || !operation.errors.includes(500)) return;
    const key = operation.idempotencyField;
    const { request = {} } = target.examples[operation.id] ?? {};
    const body = Object.values(request).find((example) => key === null || !(key in example)) ?? {};
    const options = { prefer: prefer(500, "default"), retries: true };
    const { sent } = await observe(target, operation, { body: structuredClone(body) }, options);
    const keys = new Set(sent.map(({ body }) => (key === null ? undefined : fieldsOf(body)[key])));
    if (sent.length < 2 || (keys.size === 1 && !keys.has(undefined))) return;
    const expected = key === null ? "one request" : `one request, or the same ${key} in each`;
    report(callFault(operation, "a request that failed was repeated", expected, `${sent.length} requests`));
  },
);

/** Checks of a client, run against a mock of the spec. */
export const consumerChecks: readonly ConsumerCheck[] = [
  sent,
  authenticated,
  bodies,
  queries,
  paths,
  results,
  errors,
  retries,
];

/** Asks Prism for a status, and for one of its examples by name; `default` is the one that has no name. */
function prefer(status: number, example: string): string {
  return `code=${status}${example === "default" ? "" : `, example=${example}`}`;
}

function outcome({ result, error }: Observed): string {
  if (error === undefined) return `a result: ${show(result)}`;
  const { status, body } = error as { status?: unknown; body?: unknown };
  return `${error}${status === undefined ? "" : `, status ${status}, body ${show(body)}`}`;
}

/** Whether a value has everything of an example; a client may add something of its own, such as methods of a page. */
function contains(value: unknown, example: unknown): boolean {
  if (typeof example !== "object" || example === null) return value === example;
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(example).every(([name, expected]) =>
    isDeepStrictEqual((value as Record<string, unknown>)[name], expected),
  );
}

/** The fields of a JSON object; none when it is something else. */
function fieldsOf(text: string): Record<string, unknown> {
  try {
    return { ...JSON.parse(text) };
  } catch {
    return {};
  }
}
