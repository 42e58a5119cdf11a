/** Targets that hang or break: a finding, and neither the end of the run nor a wait for each request. */
import { describe, expect, test } from "vitest";
import { runAgainstReference } from "../../mutants/provider/judge.ts";
import { quickClock } from "../../mutants/provider/variants.ts";
import { providerChecks } from "../../src/provider/index.ts";
import { findingsOf } from "../../src/run/check.ts";

const failed = (report: Awaited<ReturnType<typeof runAgainstReference>>) =>
  report.results.filter(({ status }) => status === "failed").map(({ check }) => check);

describe("a target that hangs", () => {
  test("on one operation is not waited for each time, and the others are judged", async () => {
    let hanging = 0;
    const report = await runAgainstReference(
      {
        onRequest: ({ method }) => {
          if (method !== "PATCH") return;
          hanging++;
          return new Promise<void>(() => {});
        },
      },
      providerChecks,
      { timeoutMs: 50, clock: quickClock() },
    );
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
    expect(failed(report)).not.toContain("client_id_racing");
    expect(failed(report)).toContain("update");
    expect(report.leftBehind).toEqual([]);
  });

  test("on some requests of an operation is judged by the others", async () => {
    const report = await runAgainstReference(
      { onRequest: ({ body }) => (String(body) === "{" ? new Promise<void>(() => {}) : undefined) },
      providerChecks,
      { timeoutMs: 50, clock: quickClock() },
    );
    expect(failed(report).sort()).toEqual(["malformed_json", "max_response_time"]);
  });

  test("altogether is given up", async () => {
    let count = 0;
    const report = await runAgainstReference(
      { onRequest: () => (++count > 100 ? new Promise<void>(() => {}) : undefined) },
      providerChecks,
      { timeoutMs: 50, clock: quickClock() },
    );
    expect(count).toBeLessThan(200);
    expect(
      report.results.some(
        (result) => result.status === "not_run" && /the target stopped responding after/.test(result.reason),
      ),
    ).toBe(true);
    expect(failed(report)).toContain("max_response_time");
  });
});

describe("a target that breaks the connection", () => {
  test("on some requests is judged by the others", async () => {
    const report = await runAgainstReference({
      onRequest: ({ body }) => {
        if (String(body) === "{") throw new Error("other side closed");
      },
    });
    expect(failed(report).sort()).toEqual(["malformed_json", "not_a_server_error"]);
    const [finding] = findingsOf(report).filter(({ check }) => check === "not_a_server_error");
    expect(finding).toMatchObject({ got: "other side closed", curl: expect.stringContaining("--data-raw '{'") });
  });

  test("once is asked again", async () => {
    let count = 0;
    const report = await runAgainstReference({
      onRequest: ({ method }) => {
        if (method === "GET" && ++count % 20 === 0) throw new Error("other side closed");
      },
    });
    expect(failed(report)).toEqual([]);
  });
});
