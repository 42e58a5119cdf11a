import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildRequest, decodeSecret, type RawRequest, type TestDelivery } from "../../src/receiver/build-request.ts";
import { toCurl } from "../../src/receiver/curl.ts";
import { unusualText } from "../../src/receiver/data/json-encodings.ts";

const run = promisify(execFile);
const url = new URL("http://127.0.0.1:3000/hooks?a=1&b='");
const key = decodeSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

/** A `curl` that says what it was told. */
const stub = `#!/usr/bin/env node
const args = process.argv.slice(2);
const read = args.includes("@-") ? require("node:fs").readFileSync(0) : undefined;
process.stdout.write(JSON.stringify({ args, read: read?.toString("base64") }));
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "curl-"));
  await writeFile(join(folder, "curl"), stub);
  await chmod(join(folder, "curl"), 0o755);
});
afterAll(() => rm(folder, { recursive: true }));

/** What curl would send when a shell runs the line. */
async function sentBy(line: string): Promise<{ headers: Record<string, string>; body: Buffer; url: string }> {
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` };
  const { stdout } = await run("bash", ["-c", line], { env, maxBuffer: 2 ** 24 });
  const { args, read } = JSON.parse(stdout) as { args: string[]; read?: string };
  const headers: Record<string, string> = {};
  let body = Buffer.alloc(0);
  for (const [index, arg] of args.entries()) {
    const value = args[index + 1] ?? "";
    if (arg === "-H") {
      const [, name = "", sign, text = ""] = /^([^:;]+)([:;]) ?(.*)$/s.exec(value) ?? [];
      // As curl has it: `name;` is an empty header, `name:` is none.
      if (sign === ";" || text !== "") headers[name] = text;
    }
    if (arg === "--data-raw") body = Buffer.from(value);
    if (arg === "--data-binary") body = Buffer.from(read ?? "", "base64");
  }
  return { headers, body, url: args.at(-1) ?? "" };
}

function request(delivery: Partial<TestDelivery>): RawRequest {
  return buildRequest({ eventType: "message.sent", id: "evt_1", body: "{}", ...delivery }, key, 1_769_000_000);
}

test.for([
  ["plain", { body: '{"type":"event"}' }],
  ["empty", { body: "" }],
  ["odd", { body: JSON.stringify({ text: unusualText, quote: "it's $HOME `id` \\n %s !x" }, null, "\t") }],
  ["with control characters", { body: `{"a":"\u0085"}\r\n\t'\\'` }],
  ["that looks like a file", { body: "@/etc/passwd" }],
  ["of one mebibyte", { body: `{"text":"${"x".repeat(1_048_000)}"}` }],
  ["of one mebibyte of pairs of surrogates", { body: `["${"🚀".repeat(262_000)}"]` }],
  ["with a short and a long run in it", { body: `${"a".repeat(200)}b${"c".repeat(20_000)}d${"e".repeat(200)}` }],
  ["of one mebibyte of other characters", { body: `{"it's":"é${"é".repeat(500_000)}'"}\n` }],
  ["with an empty header", { override: () => ({ signature: "" }) }],
  ["without headers", { override: () => ({ signature: undefined, id: undefined }) }],
] satisfies [string, Partial<TestDelivery>][])("the line sends the same again: a body %s", async ([, delivery]) => {
  const sent = request(delivery);
  const line = toCurl(url, sent);
  expect(line.length).toBeLessThan(20_000);
  // One line, which a terminal takes as it is.
  expect([...line].every((character) => character >= " " && character !== "\x7f")).toBe(true);
  expect(line).not.toContain("-X");
  const again = await sentBy(line);
  const { "user-agent": _, accept: __, "content-length": ___, ...headers } = sent.headers;
  expect(again.headers).toEqual(headers);
  expect(again.body.equals(sent.body)).toBe(true);
  expect(again.url).toBe(url.href);
});

test("a long body in which nothing repeats is printed whole, and a short one stands in the line", async () => {
  const sent = request({ body: Array.from({ length: 5_000 }, (_, index) => `it's ${index}`).join() });
  const again = await sentBy(toCurl(url, sent));
  expect(again.body.equals(sent.body)).toBe(true);
  expect(toCurl(url, request({ body: "x".repeat(16_384) }))).toContain("--data-raw");
  expect(toCurl(url, request({ body: "x".repeat(16_385) }))).not.toContain("--data-raw");
});

test("what needs no quotes has none, and only control characters need those of ANSI-C", () => {
  expect(toCurl(url, request({ body: "a-b" }))).toContain("--data-raw a-b ");
  expect(toCurl(url, request({ body: "a b's" }))).toContain("--data-raw 'a b'\\''s' ");
  expect(toCurl(url, request({ body: "a'\\\n\u0085" }))).toContain("--data-raw $'a\\'\\\\\\x0a\u0085' ");
});

test("a GET has no body", async () => {
  const line = toCurl(url, request({ method: "GET" }));
  expect(line).toMatch(/^curl -i -X GET -H /);
  expect(line).not.toContain("--data");
  expect((await sentBy(line)).url).toBe(url.href);
});
