import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { unusualText } from "../../src/receiver/data/json-encodings.ts";
import { type CurlRequest, toCurl } from "../../src/report/curl.ts";

const run = promisify(execFile);
const url = "http://127.0.0.1:3000/hooks?a=1&b='";
const json = { "content-type": "application/json" };
const post = (body: string, headers: CurlRequest["headers"] = json) => ({ method: "POST", url, headers, body });

/** A `curl` that prints its arguments, a NUL after each, and its input in base64. Bash starts sooner than Node. */
const stub = String.raw`#!/usr/bin/env bash
printf '%s\0' "$@"
for arg; do
  if [ "$arg" = @- ]; then base64 | tr -d '\n'; fi
done
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "curl-"));
  await writeFile(join(folder, "curl"), stub);
  await chmod(join(folder, "curl"), 0o755);
});
afterAll(() => rm(folder, { recursive: true }));

/** The arguments and the input that curl gets when a shell runs the line. The input is in base64. */
async function runLine(line: string, variables: Record<string, string> = {}) {
  const env = { ...process.env, ...variables, PATH: `${folder}${delimiter}${process.env.PATH}` };
  const { stdout } = await run("bash", ["-c", line], { env, maxBuffer: 2 ** 24 });
  const args = stdout.split("\0");
  return { args, input: args.pop() ?? "" };
}

/** What curl would send when a shell runs the line. */
async function sentBy(line: string, variables: Record<string, string> = {}) {
  const { args, input } = await runLine(line, variables);
  const headers: Record<string, string> = {};
  let body: string | undefined;
  for (const [index, arg] of args.entries()) {
    const value = args[index + 1] ?? "";
    if (arg === "-H") {
      const [, name = "", sign, text = ""] = /^([^:;]+)([:;]) ?(.*)$/s.exec(value) ?? [];
      // As in curl: `name;` is an empty header, `name:` removes one.
      if (sign === ";" || text !== "") headers[name] = text;
    }
    if (arg === "--data-raw") body = value;
    if (arg === "--data-binary") body = Buffer.from(input, "base64").toString();
  }
  return { headers, body, url: args.at(-1) };
}

describe("the line sends the same request", () => {
  test.each([
    ["a plain body", post('{"type":"event"}')],
    ["an empty body", post("")],
    ["an odd body", post(JSON.stringify({ text: unusualText, quote: "it's $HOME `id` \\n %s !x" }, null, "\t"))],
    ["control characters", post(`{"a":"\u0085"}\r\n\t'\\'`)],
    ["changes of direction, and a command of a CI log", post("\u202e\u2066 ##[group] ##vso[x] \n::error::")],
    ["a body that looks like a file", post("@/etc/passwd")],
    ["one mebibyte", post(`{"text":"${"x".repeat(1_048_000)}"}`)],
    ["one mebibyte of surrogate pairs", post(`["${"🚀".repeat(262_000)}"]`)],
    ["several runs", post(`${"a".repeat(20_000)}b${"c".repeat(20_000)}d${"e".repeat(200)}`)],
    ["a run at each end", post(`${"[".repeat(20_000)}${"]".repeat(20_000)}`)],
    ["one mebibyte of other characters", post(`{"it's":"é${"é".repeat(500_000)}'"}\n`)],
    ["an empty header", post("{}", { ...json, "webhook-signature": "" })],
    ["no content type", post("{}", { "webhook-id": "evt_1" })],
  ])("%s", async (_, request) => {
    const line = toCurl(request);
    expect(line.length).toBeLessThan(20_000);
    // One line, without characters that a terminal interprets.
    expect([...line].every((character) => character >= " " && character !== "\x7f")).toBe(true);
    expect(await sentBy(line)).toEqual({ headers: request.headers, body: request.body, url });
  });

  test("a long body in which nothing repeats", async () => {
    const body = Array.from({ length: 5_000 }, (_, index) => `it's ${index}`).join();
    expect((await sentBy(toCurl(post(body)))).body).toBe(body);
  });

  test.each([
    ["bytes that are not UTF-8", "7b22ff223a317d"],
    ["a NUL", "7b00"],
  ])("%s", async (_, hex) => {
    const body = Buffer.from(hex, "hex");
    expect((await runLine(toCurl({ ...post(""), body }))).input).toBe(body.toString("base64"));
  });
});

test.each([
  ["GET", undefined, `curl -i 'http://h/it'\\''s'`],
  ["DELETE", undefined, `curl -i -X DELETE 'http://h/it'\\''s'`],
  ["POST", undefined, `curl -i -X POST 'http://h/it'\\''s'`],
  ["POST", "{}", `curl -i -H content-type: --data-raw '{}' 'http://h/it'\\''s'`],
  ["GET", new Uint8Array([0x7b, 0x7d]), `curl -i -X GET -H content-type: --data-raw '{}' 'http://h/it'\\''s'`],
])("names the method where curl would use another: %s with the body %j", (method, body, line) => {
  expect(toCurl({ method, url: "http://h/it's", headers: {}, ...(body !== undefined && { body }) })).toBe(line);
});

test("leaves out the headers that curl sets by itself", () => {
  const headers = { "user-agent": "webhooks-contract", accept: "*/*", "content-length": "2", ...json };
  expect(toCurl(post("a-b", headers))).toBe(
    `curl -i -H 'content-type: application/json' --data-raw a-b 'http://127.0.0.1:3000/hooks?a=1&b='\\'''`,
  );
});

test.each([
  ["a-b", "a-b"],
  ["a b's", "'a b'\\''s'"],
  ["a'\\\n\u0085", "$'a\\'\\\\\\x0a\\xc2\\x85'"],
])("quotes %j only as far as needed", (body, word) => {
  expect(toCurl(post(body))).toContain(`--data-raw ${word} `);
});

test("a body of up to 16 KiB is an argument", () => {
  expect(toCurl(post("x".repeat(16_384)))).toContain("--data-raw");
  expect(toCurl(post("x".repeat(16_385)))).not.toContain("--data-raw");
  expect(toCurl(post("é".repeat(8_193)))).not.toContain("--data-raw");
});

describe("a token is replaced by a variable", () => {
  const tokens = new Map([
    ["a-Token", "TOKEN"],
    ["b-token", "OTHER_TOKEN"],
  ]);
  const curl = (authorization: string) =>
    toCurl({ method: "GET", url: "http://h/", headers: { authorization } }, tokens);

  test.each([
    "Bearer a-Token",
    "Bearer a-Tokenx",
    "Bearer a-Toke",
    "Bearer A-TOKEN",
    "Bearer a-token",
    "Basic YS1Ub2tlbjo=",
    `Bearer "a-Token"`,
    "Bearer \\$(id) `id` a-Token$HOME",
  ])("in %s", async (authorization) => {
    const line = curl(authorization);
    expect(line).not.toMatch(/a-Toke|YS1U/i);
    expect((await sentBy(line, { TOKEN: "a-Token" })).headers).toEqual({ authorization });
  });

  test("by its own, and nothing else is replaced", () => {
    expect(curl("Bearer b-token")).toBe(`curl -i -H "authorization: Bearer $OTHER_TOKEN" http://h/`);
    expect(curl("Bearer not-one")).toBe(`curl -i -H 'authorization: Bearer not-one' http://h/`);
  });
});
