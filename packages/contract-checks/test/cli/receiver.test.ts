import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { receiver, type StartReceiver } from "../../mutants/receiver/reference.ts";
import { type Ended, runCommand, startProgram } from "../command.ts";
import { listen, urlOf } from "../listen.ts";
import { secret } from "../receiver/fake-target.ts";

const run = (...args: string[]): Promise<Ended> => runCommand("receiver", ...args);
const start = async (receiver: StartReceiver) => urlOf(await listen(receiver(secret)));

test("exits with 0 when nothing was found", async () => {
  const url = await start(receiver());
  const { code, stdout, stderr } = await run("--url", url, "--secret", secret, "--seed", "7");
  expect(stdout).toMatch(/^\d+ passed, 0 failed receiver http\S+ \(\d+\.\d s, seed 7\)\n$/);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});

test("exits with 1 on a finding, with everything needed to reproduce it", async () => {
  const url = await start(receiver({ isFresh: () => true }));
  const folder = await mkdtemp(join(tmpdir(), "webhooks-contract-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [json, junit] = [join(folder, "report.json"), join(folder, "report.xml")];
  const args = ["--url", url, "--secret", secret, "--json", json, "--junit", junit];
  const { code, stdout } = await startProgram("receiver", ...args).ended;
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /✗ stale_timestamp · [a-z.]+ · 4 times\n {4}a delivery with a timestamp of 5 minutes and 10 seconds ago was accepted\n/,
  );
  expect(stdout).toContain("expected  4xx within 15 s\n    got       200 OK\n");
  expect(stdout).toContain("spec      specs/webhooks.yaml: event message.received, parameter webhook-timestamp\n");
  // Bodies are only in the reports.
  for (const line of stdout.split("\n")) expect(line.length).toBeLessThan(270);
  expect(stdout).not.toContain(secret);
  const { results } = JSON.parse(await readFile(json, "utf8"));
  const result = results.find(({ check }: { check: string }) => check === "stale_timestamp");
  expect(result.findings[0]).toMatchObject({
    check: "stale_timestamp",
    operation: "message.received",
    expected: "4xx within 15 s",
    got: "200 OK",
    pointer: "specs/webhooks.yaml#/webhooks/message.received/post/parameters/1",
    seed: expect.any(Number),
    curl: expect.stringMatching(/^curl .* --data-raw '\{"type":"event",.*\}' http:\/\/127/),
  });
  expect(await readFile(junit, "utf8")).toContain('name="stale_timestamp"');
});

test("has one finding for a receiver that accepts nothing, and does not run the other checks", async () => {
  const url = await start(receiver());
  const { code, stdout } = await run("--url", url, "--secret", `whsec_${btoa("a secret of another webhook")}`);
  expect(code).toBe(1);
  expect(stdout.match(/✗/g)).toHaveLength(1);
  expect(stdout).toContain("no event was accepted: check the URL, and that the endpoint uses this secret");
  expect(stdout).toMatch(/\n0 passed, 1 failed, \d+ not run receiver/);
});

const local = ["--url", "http://127.0.0.1:9/hooks"];
test.for([
  ["nothing listens", [...local, "--secret", secret], "cannot connect to http://127.0.0.1:9/hooks"],
  [
    "the URL is invalid",
    ["--url", "localhost:3000", "--secret", secret],
    '--url "localhost:3000" is not an http or https URL, such as http://127.0.0.1:3000/hooks',
  ],
  ["the secret is invalid", [...local, "--secret", "hunter2"], "whsec_<base64>"],
  ["the secret has no bytes", [...local, "--secret", "whsec_A"], "whsec_<base64>"],
  ["the secret is empty", [...local, "--secret", ""], "--secret is empty"],
  ["an option is missing", local, "Missing --secret (see webhooks-contract receiver --help)"],
  ["a value is missing", [...local, "--secret"], "secret"],
  ["the seed is invalid", [...local, "--secret", secret, "--seed", "x"], "--seed must be a whole number"],
  ["an option is unknown", [...local, "--secret", secret, "--deep"], "deep"],
] as const)("exits with 2 and one line when %s", async ([, args, line]) => {
  const { code, stdout, stderr } = await run(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(line);
  expect(stderr).toMatch(/^webhooks-contract: .+\n$/);
  expect(stderr).not.toContain("hunter2");
});
