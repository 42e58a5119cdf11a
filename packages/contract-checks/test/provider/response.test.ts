import { operations } from "@agent-webhooks/types";
import { describe, expect, test } from "vitest";
import { quickClock } from "../../mutants/provider/clock.ts";
import type { Deviation } from "../../mutants/provider/mutant.ts";
import { runAgainstReference } from "../../mutants/provider/run.ts";
import { providerChecks, providerChecksOf } from "../../src/provider/index.ts";
import { CheckFailedError, InterruptedError, withoutSecrets } from "../../src/provider/response.ts";
import { findingsOf } from "../../src/run/check.ts";
import { operationPointer } from "../../src/spec/pointer.ts";
import { responseOf } from "./support.ts";

describe("a response", () => {
  test.each([
    [{ a: 1 }, { a: 1 }],
    ["null", null],
    ["<p>", undefined],
    ["", undefined],
  ])("parses the body %j", (body, json) => {
    expect(responseOf(200, body).json).toEqual(json);
  });

  const secret = `whsec_abcd${"E".repeat(40)}`;
  test.each([
    ["", "200"],
    [{ a: 1 }, '200 {"a":1}'],
    ["x".repeat(300), `200 ${"x".repeat(300)}`],
    ["x".repeat(301), `200 ${"x".repeat(300)}…`],
    [{ secret }, '200 {"secret":"whsec_abcd…"}'],
    [`${"x".repeat(280)}${secret}`, `200 ${"x".repeat(280)}whsec_abcd…`],
  ])("summarizes %j", (body, summary) => {
    expect(responseOf(200, body).summary).toBe(summary);
  });

  test("a summary is not cut inside a character", () => {
    expect(responseOf(400, `${"x".repeat(299)}🚀`).summary).toBe(`400 ${"x".repeat(299)}…`);
  });

  test("completes a finding with its operation, summary and curl line", () => {
    const response = responseOf(404, { name: "NotFoundError" }, "getWebhook");
    expect(response.finding({ message: "m", expected: "e" })).toEqual({
      operation: "getWebhook",
      pointer: operationPointer(operations.getWebhook),
      got: '404 {"name":"NotFoundError"}',
      curl: "curl …",
      message: "m",
      expected: "e",
    });
    const finding = { message: "m", expected: "e", got: "g", pointer: "p" };
    expect(response.finding(finding)).toMatchObject(finding);
    const withoutOperation = responseOf(405).finding({ message: "m", expected: "e" });
    expect(withoutOperation).toEqual({ got: "405", curl: "curl …", message: "m", expected: "e" });
  });
});

test("withoutSecrets cuts secrets short", () => {
  expect(withoutSecrets("whsec_abcd+/09AZ== and whsec_wxyz1, not whsec_abc or secret_abcdef")).toBe(
    "whsec_abcd… and whsec_wxyz…, not whsec_abc or secret_abcdef",
  );
  expect(withoutSecrets('{"token":"tok_live_1","secret": "hex0123","next_page_token":"page_12345"}')).toBe(
    '{"token":"tok_…","secret": "hex0…","next_page_token":"page_12345"}',
  );
});

test("errors have names", () => {
  const finding = { message: "m", expected: "e", got: "g" };
  expect(new CheckFailedError(finding)).toMatchObject({ name: "CheckFailedError", message: "m", finding });
  expect(new InterruptedError()).toMatchObject({ name: "InterruptedError", message: "the run was interrupted" });
});

test("a report contains nothing of the token, even if the provider accepts every variation of it", async () => {
  const token = "Zq7-secret-Token";
  const checks = providerChecks.filter(({ id }) => id === "ignored_auth");
  const findings = findingsOf(await runAgainstReference({ rules: { tokenOf: () => "a-token" } }, checks, { token }));
  expect(findings.length).toBeGreaterThan(5);
  expect(JSON.stringify(findings)).not.toMatch(/Zq7-secret-Toke/i);
  expect(JSON.stringify(findings)).not.toContain(Buffer.from(token).toString("base64").slice(0, 8));
});

test.each(["awt", "tok-live"])("a report contains no token that a check created: %s_…", async (prefix) => {
  const created: string[] = [];
  const newToken = () => {
    created.push(`${prefix}_${crypto.randomUUID().replaceAll("-", "").padEnd(43, "x")}`);
    return created.at(-1) ?? "";
  };
  const checks = providerChecksOf("delivery").filter(({ id }) => /^token_|^response_schema/.test(id));
  const clock = quickClock();
  const deviation: Deviation = {
    rules: { newToken, now: () => Math.floor(clock.now()) },
    transform: (response, _, operation) =>
      operation === "listWebhooks" || operation === "createToken"
        ? { ...response, status: response.status + 1 }
        : response,
  };
  const report = await runAgainstReference(deviation, checks, { spec: "delivery", clock });
  const text = JSON.stringify(findingsOf(report));
  expect(created.length).toBeGreaterThan(3);
  expect(created.filter((token) => text.includes(token.slice(0, 20)))).toEqual([]);
});
