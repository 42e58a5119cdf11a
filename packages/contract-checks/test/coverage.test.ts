import type { Operation } from "@agent-webhooks/types";
import { operations } from "@agent-webhooks/types";
import { beforeAll, describe, expect, test } from "vitest";
import { coverageOf } from "../src/coverage/coverage.ts";
import { gaps } from "../src/coverage/gaps.ts";
import { covered } from "../src/coverage/points.ts";
import { referenceAnswers } from "../src/coverage/run.ts";
import type { TargetResponse } from "../src/provider/response.ts";

describe("the checks of a provider", () => {
  let answers: readonly TargetResponse[];
  beforeAll(async () => {
    answers = await referenceAnswers();
  });

  test("show everything in the spec, or say why not", async () => {
    const { missing, stale } = coverageOf(answers, covered, gaps);
    expect({ missing, stale }).toEqual({ missing: [], stale: [] });
  });

  test("do not show what the spec gets, until they are told of it", async () => {
    const { listWebhooks, deleteWebhook }: Record<string, Operation> = operations;
    if (listWebhooks === undefined || deleteWebhook === undefined) throw new Error("the spec has lost an operation");
    const parameter = { required: false, schema: { type: "string", maxLength: 9, contentEncoding: "base64" } };
    const changed: Operation[] = [
      {
        ...listWebhooks,
        parameters: { ...listWebhooks.parameters, query: { ...listWebhooks.parameters.query, filter: parameter } },
        responses: { ...listWebhooks.responses, 410: { contentType: "application/json", schema: "ErrorResponse" } },
      },
      // The fields of another schema: nothing has answered them.
      {
        ...deleteWebhook,
        responses: { ...deleteWebhook.responses, 200: { contentType: "application/json", schema: "Webhook" } },
      },
    ];
    const { missing } = coverageOf(answers, changed, gaps);
    for (const point of [
      "listWebhooks 410",
      "listWebhooks 410 application/json",
      "listWebhooks 410 field message present",
      "listWebhooks query.filter present",
      "listWebhooks query.filter maxLength valid",
      "listWebhooks query.filter maxLength invalid",
      "listWebhooks query.filter contentEncoding valid",
      "deleteWebhook 200 field secret present",
    ]) {
      expect(missing).toContain(point);
    }
  });

  test("tell of a reason that is none any more", async () => {
    const { stale } = coverageOf(answers, covered, [
      ...gaps,
      { point: "listWebhooks 200", reason: "it is shown" },
      { point: "listWebhooks 418", reason: "there is no such point" },
    ]);
    expect(stale.map(({ point }) => point)).toEqual(["listWebhooks 200", "listWebhooks 418"]);
  });
});
