import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { toCurl } from "../../src/receiver/curl.ts";
import { oddText } from "../../src/receiver/data/json-text.ts";
import { type Delivery, keyOf, type RawRequest, toRequest } from "../../src/receiver/delivery.ts";

const run = promisify(execFile);
const url = new URL("http://127.0.0.1:3000/hooks?a=1&b='");
const key = keyOf("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

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
      headers[name] = sign === ";" ? "" : text;
    }
    if (arg === "--data-raw") body = Buffer.from(value);
    if (arg === "--data-binary") body = Buffer.from(read ?? "", "base64");
  }
  return { headers, body, url: args.at(-1) ?? "" };
}

function request(delivery: Partial<Delivery>): RawRequest {
  return toRequest({ eventType: "message.sent", id: "evt_1", body: "{}", ...delivery }, key, 1_769_000_000);
}

test.for([
  ["plain", { body: '{"type":"event"}' }],
  ["empty", { body: "" }],
  ["odd", { body: JSON.stringify({ text: oddText, quote: "it's $HOME `id` \\n %s !x" }, null, "\t") }],
  ["with control characters", { body: `{"a":"\u0085"}\r\n\t'\\'` }],
  ["that looks like a file", { body: "@/etc/passwd" }],
  ["of one mebibyte", { body: `{"text":"${"x".repeat(1_048_000)}"}` }],
  ["of one mebibyte of other characters", { body: `{"it's":"é${"é".repeat(500_000)}'"}\n` }],
  ["with an empty header", { change: () => ({ signature: "" }) }],
  ["without headers", { change: () => ({ signature: undefined, id: undefined }) }],
] satisfies [string, Partial<Delivery>][])("the line sends the same again: a body %s", async ([, delivery]) => {
  const sent = request(delivery);
  const line = toCurl(url, sent);
  expect(line.length).toBeLessThan(20_000);
  const again = await sentBy(line);
  const { "user-agent": _, accept: __, "content-length": ___, ...headers } = sent.headers;
  expect(again.headers).toEqual(headers);
  expect(again.body.equals(sent.body)).toBe(true);
  expect(again.url).toBe(url.href);
});

test("a GET has no body", async () => {
  expect(toCurl(url, request({ method: "GET" }))).toMatch(/^curl -i -X GET -H [^{]+$/);
});
