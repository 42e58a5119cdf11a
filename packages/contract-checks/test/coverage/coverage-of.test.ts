import { type Operation, operations } from "@agent-webhooks/types";
import { describe, expect, test } from "vitest";
import { type Coverage, coverageOf, formatCoverage } from "../../src/coverage/coverage.ts";
import type { Gap } from "../../src/coverage/gaps.ts";
import { TargetResponse } from "../../src/provider/response.ts";

/** With the points `small 204`, `small 204 no body`, `small token valid` and `small token invalid`. */
const operation: Operation = {
  ...operations.deleteWebhook,
  id: "small",
  parameters: { path: {}, query: {} },
  success: [204],
  responses: { 204: {} },
};

function respond(status: number, called: Operation | undefined = operation): TargetResponse {
  const request = { method: "DELETE", path: operation.path, headers: {} };
  const about = { operation: called, curl: () => "", ms: 1 };
  return new TargetResponse(request, { status, headers: new Headers(), body: "" }, about);
}

const gaps = (...points: string[]): Gap[] => points.map((point) => ({ point, reason: "none" }));
const coverage = (responses: readonly TargetResponse[], known: readonly Gap[] = []) =>
  coverageOf(responses, "webhooks", [operation], known);

describe("coverage", () => {
  test.each<[what: string, responses: TargetResponse[], covered: number, missing: string[]]>([
    ["of nothing", [], 0, ["small 204", "small 204 no body", "small token valid", "small token invalid"]],
    ["of a success", [respond(204), respond(204)], 3, ["small token invalid"]],
    ["of all responses", [respond(401), respond(204)], 4, []],
    ["of an operation that is not in the spec", [respond(204, operations.getWebhook)], 0, expect.any(Array)],
    [
      "of no operation",
      [
        new TargetResponse({ method: "GET", path: "/", headers: {} }, respond(204), {
          operation: undefined,
          curl: () => "",
          ms: 1,
        }),
      ],
      0,
      expect.any(Array),
    ],
  ])("%s", (_, responses, covered, missing) => {
    expect(coverage(responses)).toEqual({ points: 4, covered, gaps: 0, missing, stale: [] });
  });

  test("without known gaps, each with the points that begin with it", () => {
    expect(coverage([respond(401)], gaps("small 204", "small token valid"))).toEqual({
      points: 4,
      covered: 1,
      gaps: 3,
      missing: [],
      stale: [],
    });
  });

  test("a known gap that is covered in part, or that is no point, is stale", () => {
    const stale = gaps("small token", "small 20", "other 204");
    expect(coverage([respond(401)], [...gaps("small 204"), ...stale])).toMatchObject({ gaps: 3, stale });
  });
});

test("coverage is printed with what is missing and what is stale", () => {
  const coverage: Coverage = { points: 8, covered: 4, gaps: 2, missing: ["a 200", "b"], stale: gaps("c 404") };
  expect(formatCoverage(coverage, "delivery")).toBe(`✗ not covered: a 200
✗ not covered: b
✗ known gap that is covered, or not in the spec: c 404
75.0 % of 8 points of specs/delivery.yaml: 4 covered, 2 known gaps, 2 missing
`);
});
