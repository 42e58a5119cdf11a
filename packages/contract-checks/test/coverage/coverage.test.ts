import { type Operation, operations } from "@agent-webhooks/types";
import { beforeAll, expect, test } from "vitest";
import { coverageOf } from "../../src/coverage/coverage.ts";
import { type ReferenceRun, runAgainstReference } from "../../src/coverage/reference-run.ts";
import type { TargetResponse } from "../../src/provider/response.ts";

const { listWebhooks, deleteWebhook } = operations;

let reference: ReferenceRun;
let responses: readonly TargetResponse[];
beforeAll(async () => {
  reference = await runAgainstReference("webhooks");
  responses = reference.responses;
});

test.each(["webhooks", "delivery"] as const)(
  "the checks cover everything in the %s spec, except for known gaps",
  async (spec) => {
    const { responses, findings } = spec === "webhooks" ? reference : await runAgainstReference(spec);
    expect(findings).toEqual([]);
    const { missing, stale } = coverageOf(responses, spec);
    expect({ missing, stale }, "extend the checks, or edit src/coverage/gaps.ts").toEqual({ missing: [], stale: [] });
  },
);

test("the checks do not cover additions to the spec", () => {
  const filter = { required: false, schema: { type: "string", maxLength: 9, contentEncoding: "base64" } };
  const changed: Operation[] = [
    {
      ...listWebhooks,
      parameters: { ...listWebhooks.parameters, query: { ...listWebhooks.parameters.query, filter } },
      responses: { ...listWebhooks.responses, 410: { contentType: "application/json", schema: "ErrorResponse" } },
    },
    {
      ...deleteWebhook,
      responses: { ...deleteWebhook.responses, 200: { contentType: "application/json", schema: "Webhook" } },
    },
  ];
  expect(coverageOf(responses, "webhooks", changed).missing).toEqual(
    expect.arrayContaining([
      "listWebhooks 410",
      "listWebhooks 410 application/json",
      "listWebhooks 410 field message present",
      "listWebhooks query.filter present",
      "listWebhooks query.filter maxLength valid",
      "listWebhooks query.filter maxLength invalid",
      "listWebhooks query.filter contentEncoding valid",
      "deleteWebhook 200 field secret present",
    ]),
  );
});
