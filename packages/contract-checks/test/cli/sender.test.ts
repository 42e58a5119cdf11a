import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ListWebhooksResponse, operations } from "@agent-webhooks/types";
import { expect, onTestFinished, test } from "vitest";
import { senderMutants } from "../../mutants/sender/index.ts";
import type { Steps } from "../../mutants/sender/steps.ts";
import { type Ended, runCommand, startProgram } from "../command.ts";
import { listen, urlOf } from "../listen.ts";
import { serveSender } from "../sender/serve-sender.ts";

const run = (...args: string[]): Promise<Ended> => runCommand("sender", ...args);

test("exits with 0 when nothing was found, and says what needs more patience or options", async ({ skip }) => {
  const url = await serveSender({ timeLimitMs: 2_500 });
  const args = ["--url", url, "--token", "a-token", "--publish", "--patience", "6", "--seed", "7"];
  const { code, stdout, stderr } = await run(...args, "--only", "event_types,endless_body,tls_name");
  expect(stdout).not.toContain("✗");
  skip(stdout.includes("the machine is too busy"), "the machine is too busy");
  expect(stdout).toMatch(/not run: endless_body \(another attempt may come later than 6 s; try a larger --patience\)/);
  expect(stdout).toMatch(/not run: tls_name \(no --tls was given\)/);
  expect(stdout).toMatch(/\d+ passed, 0 failed, \d+ not run sender http\S+ \(.* s, seed 7\)\n$/);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});

test("exits with 1 on a finding, says what to do, and writes JSON and JUnit", async () => {
  const url = await serveSender({ key: (secret) => Buffer.from(secret) });
  const folder = await mkdtemp(join(tmpdir(), "webhooks-contract-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [json, junit] = [join(folder, "report.json"), join(folder, "report.xml")];
  const args = ["--url", url, "--token", "a-token", "--publish", "--json", json, "--junit", junit];
  const { code, stdout } = await startProgram("sender", ...args, "--only", "signature").ended;
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /✗ signature · message\.\w+\n {4}the signature is wrong: it uses the text of the secret as the key\n/,
  );
  expect(stdout).toContain("The key is the part of the secret after whsec_, decoded from base64.");
  expect(stdout).not.toContain("a-token");
  const { results } = JSON.parse(await readFile(json, "utf8"));
  expect(results).toContainEqual(expect.objectContaining({ check: "signature", status: "failed" }));
  expect(await readFile(junit, "utf8")).toContain('name="signature"');
});

test("has one finding when no event arrives, and does not run the other checks", async () => {
  const url = await serveSender({ matches: () => false });
  const { code, stdout } = await run("--url", url, "--token", "a-token", "--publish", "--patience", "0.5");
  expect(code).toBe(1);
  expect(stdout.match(/✗/g)).toHaveLength(1);
  expect(stdout).toContain("no event arrived: check that the sender reaches the endpoints (--listen, --public-url)");
  expect(stdout).toMatch(/\n0 passed, 1 failed, \d+ not run sender/);
});

test("judges the requests of a check that ran when the others were done", async () => {
  const testEventsNotSigned = senderMutants.find(({ id }) => id === "test_events_not_signed")?.change();
  // One webhook is for the first events of the run, and one for inbox_filter, so that test_event_arrives has to wait.
  const url = await serveSender(testEventsNotSigned, 2);
  const only = "inbox_filter,test_event_arrives,signature";
  const { code, stdout } = await run("--url", url, "--token", "a-token", "--publish", "--only", only);
  expect(stdout).toContain("✗ signature · message.bounced\n");
  expect(code).toBe(1);
});

async function countWebhooks(url: string): Promise<number> {
  const headers = { authorization: "Bearer a-token" };
  const response = await fetch(`${url}${operations.listWebhooks.path}?limit=100`, { headers });
  return ((await response.json()) as ListWebhooksResponse).count;
}

/** Sends only the first events of a run. */
function sendingFirst(): Partial<Steps> {
  let first: string | undefined;
  return {
    accepts: (_, webhookId) => {
      first ??= webhookId;
      return webhookId === first;
    },
  };
}

test.for([
  ["the first event", 1, { matches: () => false }],
  ["the events of checks", 20, sendingFirst()],
] satisfies readonly [string, number, Partial<Steps>][])(
  "deletes what it created when it is interrupted while it waits for %s",
  async ([, webhooks, changes]) => {
    const url = await serveSender(changes);
    const args = ["--url", url, "--token", "a-token", "--publish", "--patience", "3600"];
    const { child, ended } = startProgram("sender", ...args);
    onTestFinished(() => void child.kill("SIGKILL"));
    await expect.poll(() => countWebhooks(url)).toBeGreaterThanOrEqual(webhooks);
    child.kill("SIGINT");
    const { code, stdout, stderr } = await ended;
    expect(stdout + stderr).toContain("the run was interrupted");
    expect(code).toBe(130);
    expect(await countWebhooks(url)).toBe(0);
  },
);

const unused = ["--url", "http://127.0.0.1:9", "--token", "t"];
test.for([
  ["nothing listens", [...unused, "--publish"], "no response from http://127.0.0.1:9: connect ECONNREFUSED"],
  ["no trigger is given", unused, "pass one of --publish, --trigger COMMAND and --operator"],
  [
    "two triggers are given",
    [...unused, "--publish", "--trigger", "true"],
    "pass one of --publish, --trigger COMMAND and --operator",
  ],
  ["the patience is no number", [...unused, "--publish", "--patience", "x"], "--patience must be a number of seconds"],
  ["the patience is zero", [...unused, "--publish", "--patience", "0"], "--patience must be a number of seconds"],
  ["an option is missing", ["--url", "http://127.0.0.1:9", "--publish"], "Missing --token"],
  ["an option is empty", [...unused, "--trigger", ""], "--trigger is empty"],
  ["an option is unknown", [...unused, "--publish", "--deep"], "deep"],
] as const)("exits with 2 and one line when %s", async ([, args, line]) => {
  const { code, stdout, stderr } = await run(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(line);
  expect(stderr).toMatch(/^webhooks-contract: .+\n$/);
});

test.for([
  [
    "the command fails",
    ["--trigger", "echo no such inbox >&2; exit 3"],
    "--trigger failed: exit code 3: no such inbox",
  ],
  [
    "the address is invalid",
    ["--publish", "--listen", "4000"],
    '--listen "4000" is not HOST:PORT, such as 127.0.0.1:4000',
  ],
  ["the address is of no interface", ["--publish", "--listen", "192.0.2.1:0"], "cannot listen on 192.0.2.1:0: "],
  ["the address is of all interfaces", ["--publish", "--listen", ":0"], "--listen :0 needs --public-url"],
  ["the public URL is invalid", ["--publish", "--public-url", "ci"], '--public-url "ci" is not an http or https URL'],
  ["only a certificate is given", ["--publish", "--tls-cert", "x.pem"], "pass --tls-cert and --tls-key together"],
  [
    "the certificate is missing",
    ["--publish", "--tls-cert", "/none.pem", "--tls-key", "/none.pem"],
    "cannot read --tls-cert and --tls-key: ENOENT",
  ],
  [
    "the certificate is none",
    ["--publish", "--tls-cert", import.meta.filename, "--tls-key", import.meta.filename],
    "--tls-cert is not a certificate in PEM",
  ],
] as const)("exits with 2 and one line when %s", async ([, args, line]) => {
  const { code, stdout, stderr } = await run("--url", await serveSender(), "--token", "a-token", ...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(line);
  expect(stderr).toMatch(/^webhooks-contract: .+\n$/);
});

test.for([
  [
    "the URL of the endpoints",
    "--publish",
    { status: 400, body: '{"name":"ValidationError","errors":{"url":["must be https"]}}' },
    /did not register a webhook: createWebhook returned 400 .*must be https.*--public-url/,
  ],
  [
    "the creation of organizations",
    "--operator",
    { status: 403, body: '{"name":"ForbiddenError","message":"The token lacks the scope tokens:write."}' },
    /createToken returned 403 .*Operator events are checked in new organizations: the token needs tokens:write/,
  ],
] as const)("exits with 2 when the provider rejects %s", async ([, option, { status, body }, message]) => {
  const server = await listen(async (request, response) => {
    const json = { "content-type": "application/json" };
    if (request.method === "GET") return response.writeHead(200, json).end('{"count":0,"limit":20,"webhooks":[]}');
    return response.writeHead(status, json).end(body);
  });
  const { code, stderr } = await run("--url", urlOf(server, ""), "--token", "a-token", option);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});
