/** Targets that hang or drop connections: each gives a finding, and none ends the run or makes it wait for every request. */
import { describe, expect, test } from "vitest";
import { quickClock } from "../../mutants/provider/clock.ts";
import { runAgainstReference } from "../../mutants/provider/run.ts";
import { providerChecks } from "../../src/provider/index.ts";
import type { ReferenceOptions } from "../../src/reference/provider.ts";
import { findingsOf } from "../../src/run/check.ts";

async function run(onRequest: NonNullable<ReferenceOptions["onRequest"]>) {
  const options = { timeoutMs: 50, clock: quickClock() };
  const report = await runAgainstReference({ onRequest }, providerChecks, options);
  const failed = report.results.flatMap(({ status, check }) => (status === "failed" ? [check] : []));
  return { ...report, failed: failed.sort() };
}

const never = () => new Promise<void>(() => {});

describe("a target that hangs", () => {
  test("on one operation is checked by the others, without waiting for each request", async () => {
    let hanging = 0;
    const report = await run(({ method }) => {
      if (method !== "PATCH") return;
      hanging++;
      return never();
    });
    const hangs = findingsOf(report).filter(
      ({ check, operation }) => check === "max_response_time" && operation !== undefined,
    );
    expect(hangs).toMatchObject([
      {
        operation: "updateWebhook",
        message: "PATCH /agent/v0/webhooks/{webhook_id} hangs",
        got: "no response within 0.05 s",
        curl: expect.stringContaining("-X PATCH"),
      },
    ]);
    expect(hanging).toBeLessThan(30);
    expect(report.failed).not.toContain("client_id_racing");
    expect(report.failed).toContain("update");
    expect(report.leftBehind).toEqual([]);
  });

  test("on some requests of an operation is checked by the others", async () => {
    const report = await run(({ body }) => (String(body) === "{" ? never() : undefined));
    expect(report.failed).toEqual(["malformed_json", "max_response_time"]);
  });

  test("on every request stops the run", async () => {
    let count = 0;
    const report = await run(() => (++count > 100 ? never() : undefined));
    expect(count).toBeLessThan(200);
    const reasons = report.results.map((result) => (result.status === "not_run" ? result.reason : ""));
    expect(reasons).toContainEqual(expect.stringContaining("the target stopped responding after"));
    expect(report.failed).toContain("max_response_time");
  });
});

describe("a target that drops the connection", () => {
  const drop = () => {
    throw new Error("other side closed");
  };

  test("on some requests is checked by the others", async () => {
    const report = await run(({ body }) => (String(body) === "{" ? drop() : undefined));
    expect(report.failed).toEqual(["malformed_json", "not_a_server_error"]);
    const [finding] = findingsOf(report).filter(({ check }) => check === "not_a_server_error");
    expect(finding).toMatchObject({ got: "other side closed", curl: expect.stringContaining("--data-raw '{'") });
  });

  test("once gets the request again", async () => {
    let count = 0;
    const report = await run(({ method }) => (method === "GET" && ++count % 20 === 0 ? drop() : undefined));
    expect(report.failed).toEqual([]);
  });
});
