/** What a report tells of a request and its answer. */
import { operations } from "@agent-webhooks/types";
import { describe, expect, test } from "vitest";
import { runAgainstReference } from "../../mutants/provider/judge.ts";
import { providerChecks } from "../../src/provider/index.ts";
import { CheckFailedError, InterruptedError, withoutSecrets } from "../../src/provider/response.ts";
import { findingsOf } from "../../src/run/check.ts";
import { operationPointer } from "../../src/spec/pointer.ts";
import { responseOf } from "./support.ts";

describe("an answer", () => {
  test("has its body as JSON, if it is", () => {
    expect(responseOf(200, { a: 1 }).json).toEqual({ a: 1 });
    expect(responseOf(200, "null").json).toBeNull();
    expect(responseOf(200, "<p>").json).toBeUndefined();
    expect(responseOf(200, "").json).toBeUndefined();
  });

  test("is told on one line: its status, and the start of its body", () => {
    expect(responseOf(404).summary).toBe("404");
    expect(responseOf(200, { a: 1 }).summary).toBe('200 {"a":1}');
    expect(responseOf(200, "x".repeat(300)).summary).toBe(`200 ${"x".repeat(300)}`);
    expect(responseOf(200, "x".repeat(301)).summary).toBe(`200 ${"x".repeat(300)}…`);
  });

  test("is told without its secrets, also where the end of one is cut off", () => {
    const secret = `whsec_abcd${"E".repeat(40)}`;
    expect(responseOf(200, { secret }).summary).toBe('200 {"secret":"whsec_abcd…"}');
    expect(responseOf(200, `${"x".repeat(280)}${secret}`).summary).toBe(`200 ${"x".repeat(280)}whsec_abcd…`);
  });

  test("is shown by a finding: where it happened, what came, how to see it again", () => {
    expect(responseOf(404, { name: "NotFoundError" }, "getWebhook").finding({ message: "m", expected: "e" })).toEqual({
      operation: "getWebhook",
      pointer: operationPointer(operations.getWebhook),
      got: '404 {"name":"NotFoundError"}',
      curl: "curl …",
      message: "m",
      expected: "e",
    });
    const more = { message: "m", expected: "e", got: "g", pointer: "p" };
    expect(responseOf(404, "", "getWebhook").finding(more)).toMatchObject(more);
  });

  test("of no operation of the contract is shown by a fault without one", () => {
    const finding = responseOf(405).finding({ message: "m", expected: "e" });
    expect(finding).toEqual({ got: "405", curl: "curl …", message: "m", expected: "e" });
  });
});

test("of a secret as much is told as tells it from another", () => {
  expect(withoutSecrets("whsec_abcd+/09AZ== and whsec_wxyz1, not whsec_abc or secret_abcdef")).toBe(
    "whsec_abcd… and whsec_wxyz…, not whsec_abc or secret_abcdef",
  );
});

test("what broke, and that a run was interrupted, are told apart by their names", () => {
  const finding = { message: "m", expected: "e", got: "g" };
  expect(new CheckFailedError(finding)).toMatchObject({ name: "CheckFailedError", message: "m", finding });
  expect(new InterruptedError()).toMatchObject({ name: "InterruptedError", message: "the run was interrupted" });
});

test("a report has nothing of the token, also where a provider takes whatever is made of it", async () => {
  const token = "Zq7-secret-Token";
  const report = await runAgainstReference(
    { rules: { tokenOf: () => "a-token" } },
    providerChecks.filter(({ id }) => id === "ignored_auth"),
    { token },
  );
  const text = JSON.stringify(findingsOf(report));
  expect(findingsOf(report).length).toBeGreaterThan(5);
  expect(text).not.toMatch(/Zq7-secret-Toke/i);
  expect(text).not.toContain(Buffer.from(token).toString("base64").slice(0, 8));
});
