import { schemas } from "@agent-webhooks/types/schemas";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { validateSchema } from "../src/internal/validate-schema.ts";
import { webhook } from "./scripted-fetch.ts";

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);

/** Keywords that the validator implements, or that do not restrict values. */
const known = [
  "$schema type const enum allOf properties required additionalProperties minProperties items minItems maxItems",
  "uniqueItems minLength maxLength pattern format minimum x-pattern-message",
].flatMap((line) => line.split(" "));

test("implements every keyword of the spec's schemas", () => {
  const keywords = new Set<string>();
  const visit = (schema: object) => {
    for (const [keyword, value] of Object.entries(schema)) {
      keywords.add(keyword);
      if (keyword === "properties") Object.values(value).forEach((inner) => void visit(inner as object));
      if (["items", "additionalProperties"].includes(keyword) && typeof value === "object") visit(value);
      if (keyword === "allOf") value.forEach(visit);
    }
  };
  Object.values(schemas).forEach(visit);
  expect([...keywords].filter((keyword) => !known.includes(keyword))).toEqual([]);
});

/** Values that differ from the given one in one place. */
function variants(value: unknown): unknown[] {
  const strings = ["", "x", "x".repeat(3000), "a\u0000", "2026-02-30T00:00:00Z"];
  const others: unknown[] = [null, 0, -1, 1.5, true, [], {}, [1, 1], ...strings];
  const inner = (entries: [string, unknown][], make: (key: string, change: unknown) => unknown) =>
    entries.flatMap(([key, child]) => [make(key, undefined), ...variants(child).map((change) => make(key, change))]);
  if (Array.isArray(value)) {
    const list: unknown[] = value;
    return [
      ...others,
      [...list, ...list],
      Array.from({ length: 11 }, (_, index) => `${list[0]}${index}`),
      ...inner(Object.entries(list), (key, change) => list.with(Number(key), change ?? null)),
    ];
  }
  if (typeof value === "object" && value !== null) {
    const { ...copy } = value as Record<string, unknown>;
    return [
      ...others,
      { ...copy, unknown_field: 1 },
      ...inner(Object.entries(copy), (key, change) => {
        const { [key]: _, ...rest } = copy;
        return change === undefined ? rest : { ...rest, [key]: change };
      }),
    ];
  }
  return others;
}

describe("agrees with Ajv", () => {
  const samples: Partial<Record<keyof typeof schemas, unknown>> = {
    Webhook: webhook,
    ListWebhooksResponse: { count: 1, limit: 20, next_page_token: "t", webhooks: [webhook] },
    CreateWebhookRequest: { url: webhook.url, event_types: webhook.event_types, inbox_ids: ["a"], client_id: "c" },
    UpdateWebhookRequest: { add_inbox_ids: ["a"], remove_pod_ids: ["b", "c"] },
    ValidationErrorResponse: { name: "ValidationError", errors: { url: ["is required"] } },
    ErrorResponse: { name: "NotFoundError", message: "no" },
  };

  test.each(Object.entries(samples))("on %s and on values that differ in one place", (name, sample) => {
    const schema = schemas[name as keyof typeof schemas];
    const valid = ajv.compile(schema);
    const values = [sample, ...variants(sample)];
    const disagreements = values.filter((value) => valid(value) !== (validateSchema(schema, value).length === 0));
    expect(disagreements).toEqual([]);
    expect(valid(sample)).toBe(true);
  });

  test.each(["a", null, 1, [], {}])("on several types: %j", (value) => {
    const schema = { type: ["string", "null"] };
    expect(validateSchema(schema, value).length === 0).toBe(ajv.validate(schema, value));
  });

  test.each([
    "2026-01-16T08:00:00.000Z",
    "2026-01-16t08:00:00z",
    "2026-01-16T08:00:00+02:00",
    "2026-01-16T08:00:00",
    "2026-01-16",
    "2026-02-29T08:00:00Z",
    "2024-02-29T08:00:00Z",
    "2026-13-01T08:00:00Z",
    "2026-01-16T25:00:00Z",
    "2026-01-16T08:61:00Z",
  ])("on the date-time %s", (value) => {
    const schema = { type: "string", format: "date-time" };
    expect(validateSchema(schema, value).length === 0).toBe(ajv.validate(schema, value));
  });
});
