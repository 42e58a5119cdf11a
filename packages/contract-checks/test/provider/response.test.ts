/** What a report tells of a request and its answer. */
import { execFileSync } from "node:child_process";
import { operations } from "@agent-webhooks/types";
import { describe, expect, test } from "vitest";
import { judge } from "../../mutants/provider/judge.ts";
import { providerChecks } from "../../src/provider/index.ts";
import { Broken, Interrupted, toCurl, withoutSecrets } from "../../src/provider/response.ts";
import { findingsOf } from "../../src/run/check.ts";
import { operationPointer } from "../../src/spec/pointer.ts";
import { answered } from "./support.ts";

describe("an answer", () => {
  test("has its body as JSON, if it is", () => {
    expect(answered(200, { a: 1 }).json).toEqual({ a: 1 });
    expect(answered(200, "null").json).toBeNull();
    expect(answered(200, "<p>").json).toBeUndefined();
    expect(answered(200, "").json).toBeUndefined();
  });

  test("is told on one line: its status, and the start of its body", () => {
    expect(answered(404).summary).toBe("404");
    expect(answered(200, { a: 1 }).summary).toBe('200 {"a":1}');
    expect(answered(200, "x".repeat(300)).summary).toBe(`200 ${"x".repeat(300)}`);
    expect(answered(200, "x".repeat(301)).summary).toBe(`200 ${"x".repeat(300)}…`);
  });

  test("is told without its secrets, also where the end of one is cut off", () => {
    const secret = `whsec_abcd${"E".repeat(40)}`;
    expect(answered(200, { secret }).summary).toBe('200 {"secret":"whsec_abcd…"}');
    expect(answered(200, `${"x".repeat(280)}${secret}`).summary).toBe(`200 ${"x".repeat(280)}whsec_abcd…`);
  });

  test("is shown by a fault: where it happened, what came, how to see it again", () => {
    expect(answered(404, { name: "NotFoundError" }, "getWebhook").fault({ message: "m", expected: "e" })).toEqual({
      operation: "getWebhook",
      pointer: operationPointer(operations.getWebhook),
      got: '404 {"name":"NotFoundError"}',
      curl: "curl …",
      message: "m",
      expected: "e",
    });
    const more = { message: "m", expected: "e", got: "g", pointer: "p" };
    expect(answered(404, "", "getWebhook").fault(more)).toMatchObject(more);
  });

  test("of no operation of the contract is shown by a fault without one", () => {
    const fault = answered(405).fault({ message: "m", expected: "e" });
    expect(fault).toEqual({ got: "405", curl: "curl …", message: "m", expected: "e" });
  });
});

test("of a secret as much is told as tells it from another", () => {
  expect(withoutSecrets("whsec_abcd+/09AZ== and whsec_wxyz1, not whsec_abc or secret_abcdef")).toBe(
    "whsec_abcd… and whsec_wxyz…, not whsec_abc or secret_abcdef",
  );
});

test("what broke, and that a run was interrupted, are told apart by their names", () => {
  const fault = { message: "m", expected: "e", got: "g" };
  expect(new Broken(fault)).toMatchObject({ name: "Broken", message: "m", fault });
  expect(new Interrupted()).toMatchObject({ name: "Interrupted", message: "the run was interrupted" });
});

describe("a request as a command line", () => {
  const tokens = new Map([
    ["a-Token", "TOKEN"],
    ["b-token", "OTHER_TOKEN"],
  ]);
  const curl = (request: Partial<Parameters<typeof toCurl>[1]>) =>
    toCurl("http://127.0.0.1:1", { method: "GET", path: "/a?b=c", headers: {}, ...request }, tokens);
  const body = (text: string) => curl({ body: text }).replace("curl -i 'http://127.0.0.1:1/a?b=c' --data-binary ", "");

  test("begins with what is asked of whom", () => {
    expect(curl({})).toBe("curl -i 'http://127.0.0.1:1/a?b=c'");
    expect(curl({ method: "DELETE" })).toBe("curl -i 'http://127.0.0.1:1/a?b=c' -X DELETE");
  });

  test("has every header, and a variable for a token", () => {
    expect(curl({ headers: { authorization: "Bearer b-token", accept: "it's" } })).toBe(
      `curl -i 'http://127.0.0.1:1/a?b=c' -H "authorization: Bearer $OTHER_TOKEN" -H 'accept: it'\\''s'`,
    );
    expect(curl({ headers: { authorization: "Bearer not-one" } })).toContain(`-H 'authorization: Bearer not-one'`);
  });

  test.each([
    "Bearer a-Token",
    "Bearer a-Tokenx",
    "Bearer a-Toke",
    "Bearer A-TOKEN",
    "Bearer a-token",
    "Basic YS1Ub2tlbjo=",
  ])("has no more of the token than its variable, and sends the same: %s", (authorization) => {
    const line = curl({ headers: { authorization } });
    expect(line).not.toMatch(/a-Toke|YS1U/i);
    const [, word] = /-H (".*")$/.exec(line) ?? [];
    const sent = execFileSync("bash", ["-c", `printf %s ${word}`], { env: { ...process.env, TOKEN: "a-Token" } });
    expect(sent.toString()).toBe(`authorization: ${authorization}`);
  });

  test("has the body as one word of a shell, whatever is in it", () => {
    expect(body(`{"a":"b c"}`)).toBe(`'{"a":"b c"}'`);
    expect(body("it's $HOME \\ é")).toBe(`'it'\\''s $HOME \\ é'`);
    expect(body("")).toBe("''");
    expect(body("a\n\u0000'\\b\u007f")).toBe("$'a\\u000a\\u0000\\'\\\\b\\u007f'");
    expect(curl({ body: new Uint8Array([0x7b, 0x7d]) })).toContain("--data-binary '{}'");
  });

  test("tells of a long body how long it is, in bytes, and how it begins", () => {
    expect(body("x".repeat(2000))).toBe(`'${"x".repeat(2000)}'`);
    expect(body("é".repeat(2001))).toBe(`@- # 4002 bytes: ${"é".repeat(80)}…`);
  });
});

test("a report has nothing of the token, also where a provider takes whatever is made of it", async () => {
  const token = "Zq7-secret-Token";
  const report = await judge(
    { rules: { tokenOf: () => "a-token" } },
    providerChecks.filter(({ id }) => id === "ignored_auth"),
    { token },
  );
  const text = JSON.stringify(findingsOf(report));
  expect(findingsOf(report).length).toBeGreaterThan(5);
  expect(text).not.toMatch(/Zq7-secret-Toke/i);
  expect(text).not.toContain(Buffer.from(token).toString("base64").slice(0, 8));
});
