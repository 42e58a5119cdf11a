/**
 * Sends mutated requests; `pnpm fuzz` sends many more than `pnpm test`. A failure names its
 * seed and path; FUZZ_SEED and FUZZ_PATH repeat it.
 */
import { randomUUID } from "node:crypto";
import type { Operation } from "@agent-webhooks/types";
import { isDateTime } from "@agent-webhooks/types/json-schema";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { expect, test } from "vitest";
import { schemas } from "../src/http/operations.ts";
import { DeliveryClient, messageFor } from "./support/delivery.ts";
import { fuzzRequests, operationOf } from "./support/fuzz-requests.ts";
import { type RawRequest, type RawResponse, sendRaw } from "./support/raw-http.ts";
import { startUnderTest } from "./support/service.ts";

const requests = Number(process.env.FUZZ_REQUESTS ?? 1_000);
const { FUZZ_SEED, FUZZ_PATH } = process.env;

const ajv = new Ajv2020({ strictSchema: false });
addFormats.default(ajv);
ajv.addFormat("date-time", isDateTime);
const validators = new Map<string, ValidateFunction>();
function isValid(schema: string, value: unknown): boolean {
  const known = validators.get(schema) ?? ajv.compile(schemas[schema] ?? false);
  validators.set(schema, known);
  return known(value);
}

/** The statuses that HTTP or the spec allow for every operation. */
const everywhere = new Set([400, 401, 403, 404, 405, 408, 413, 415, 417, 431]);

/** Returns what is wrong with a response, or `undefined`. */
function findComplaint(request: RawRequest, response: RawResponse, foreign: readonly string[]): string | undefined {
  const { status, headers } = response;
  const operation = operationOf(request);
  const text = response.body.toString("utf8");
  if (status >= 500) return `status ${status}`;
  if (
    /\n\s+at |node_modules|\.ts:\d|syntax error|relation "|violates|pg_|polluted/.test(text) &&
    !isEcho(request, text)
  ) {
    return "reveals internals";
  }
  if (foreign.some((secret) => text.includes(secret))) return "has data of another organization";
  // The method of invalid HTTP is unknown.
  if (request.method === "HEAD" && !text.includes("is not valid HTTP"))
    return text === "" ? undefined : "HEAD with a body";
  if (text === "") {
    const { contentType = undefined } = operation?.responses[status] ?? {};
    return status < 300 && contentType === undefined ? undefined : `an empty body with ${status}`;
  }
  if (!headers.get("content-type")?.startsWith("application/json"))
    return `content type ${headers.get("content-type")}`;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return "a body that is not JSON";
  }
  const documented = operation?.responses[status];
  if (documented?.schema !== undefined && isValid(documented.schema, json)) return undefined;
  if (!everywhere.has(status))
    return documented === undefined
      ? `status ${status}, which is not documented`
      : "a body that is not valid by the spec";
  const schema = status === 400 ? "ValidationErrorResponse" : "ErrorResponse";
  return isValid(schema, json) ? undefined : `a body that is not a valid ${schema}`;
}

/** Issues repeat the names of fields. */
const isEcho = ({ body }: RawRequest, text: string) => {
  const sent = body.toString("utf8");
  return Object.keys((JSON.parse(text) as { errors?: object }).errors ?? {}).some((path) =>
    sent.includes(path.split(".").at(-1) ?? ""),
  );
};

test.each(["PGlite", "Postgres"] as const)(
  `fuzzed requests get responses that the spec allows, on %s`,
  async (database) => {
    const under = await startUnderTest(database, {
      logLevel: "silent",
      // Some requests declare a body that never arrives.
      requestTimeoutMs: 1_000,
      // No host resolves, so nothing is sent.
      lookup: async () => [],
    });
    const { service } = under;
    const asPublisher = async () => {
      const scopes = [
        "webhooks:read",
        "webhooks:write",
        "events:publish",
        "deliveries:read",
        "deliveries:write",
      ] as const;
      const { id, token } = await under.client({ scopes });
      return new DeliveryClient(service.url, id, token);
    };
    const [victim, attacker] = [await asPublisher(), await asPublisher()];
    const mark = `victim-${randomUUID()}`;
    const theirs = [
      await victim.create({ client_id: mark, inbox_ids: [mark] }),
      await victim.create({ url: `https://example.com/${mark}` }),
    ];
    await victim.publish(messageFor(mark));
    const theirDelivery = (await victim.deliveries()).deliveries[0]?.delivery_id ?? "";
    const foreign = [mark, victim.token, ...theirs.map(({ secret }) => secret)];
    const before = await victim.list();

    const mine = await attacker.create({ event_types: ["message.received", "message.sent"] });
    await attacker.publish(messageFor("in_1"));
    const ids = {
      webhook_id: [mine.webhook_id, mine.webhook_id, theirs[0]?.webhook_id ?? "", "wh_none"],
      delivery_id: [(await attacker.deliveries()).deliveries[0]?.delivery_id ?? "", theirDelivery, "dlv_none"],
      token_id: ["tok_none"],
    };
    // Token operations are for operators: they see every organization.
    const isForOperators = ({ scopes }: Operation) => scopes.includes("tokens:write");
    const tokenOf = (operation: Operation) => (isForOperators(operation) ? service.token : attacker.token);

    const statuses = new Map<number, number>();
    const check = async (request: RawRequest) => {
      const response = await sendRaw(service.url, request);
      if (response === undefined) throw new Error("no response");
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      const complaint = findComplaint(request, response, foreign);
      if (complaint === undefined) return;
      const { method, target, headers, body } = request;
      const sent = [`${method} ${target}`, JSON.stringify(headers), body.toString("utf8").slice(0, 500)];
      throw new Error(
        [complaint, ...sent, `${response.status} ${response.body.toString("utf8").slice(0, 500)}`].join("\n"),
      );
    };
    await fc.assert(fc.asyncProperty(fuzzRequests(ids, tokenOf), check), {
      numRuns: Math.ceil(requests / 2),
      ...(FUZZ_SEED !== undefined && { seed: Number(FUZZ_SEED) }),
      ...(FUZZ_PATH !== undefined && { path: FUZZ_PATH }),
    });
    const counts = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${count} × ${status}`);
    console.log(`${database}: ${counts.join(", ")}`);

    // No request affected another organization or the process.
    expect(await victim.list()).toEqual(before);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(await victim.request("GET", "/readyz")).toMatchObject({ status: 200 });
    await service.close();
  },
  60_000 + requests * 50,
);
