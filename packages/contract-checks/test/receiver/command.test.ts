import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { receiver, type StartReceiver } from "../../mutants/receiver/reference.ts";
import { type Ended, runCommand, startProgram } from "../command.ts";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

const run = (...args: string[]): Promise<Ended> => runCommand("receiver", ...args);

/** Starts a receiver for one test, and answers its URL. */
async function listen(start: StartReceiver): Promise<string> {
  const server = createServer(start(secret));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
}

test("exits with 0 when the receiver is good, and says so", async () => {
  const url = await listen(receiver());
  const { code, stdout, stderr } = await run("--url", url, "--secret", secret, "--seed", "7");
  expect(stdout).toMatch(/^\d+ passed, 0 failed receiver http\S+ \(\d+\.\d s, seed 7\)\n$/);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});

test("exits with 1 when it finds something, with everything that it takes to see it oneself", async () => {
  const url = await listen(receiver({ isFresh: () => true }));
  const folder = await mkdtemp(join(tmpdir(), "webhooks-contract-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [json, junit] = [join(folder, "report.json"), join(folder, "report.xml")];
  const args = ["--url", url, "--secret", secret, "--json", json, "--junit", junit];
  const { code, stdout } = await startProgram("receiver", ...args).ended;
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /✗ stale_timestamp · [a-z.]+\n {4}a delivery that was signed 5 minutes and 10 seconds ago was accepted\n/,
  );
  expect(stdout).toContain("expected 4xx within 15 s\n    got      200 OK\n");
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

test("has one finding for a receiver that accepts nothing, and does not call the rest passed", async () => {
  const url = await listen(receiver());
  const { code, stdout } = await run("--url", url, "--secret", `whsec_${btoa("a secret of another webhook")}`);
  expect(code).toBe(1);
  expect(stdout.match(/✗/g)).toHaveLength(1);
  expect(stdout).toContain("none of the events is accepted: is this the URL of the receiver, and the secret");
  expect(stdout).toMatch(/\n0 passed, 1 failed, \d+ not run receiver/);
});

test.for([
  [
    "nothing listens",
    ["--url", "http://127.0.0.1:9/hooks", "--secret", secret],
    "nothing answers at http://127.0.0.1:9/hooks",
  ],
  ["the URL is none", ["--url", "localhost:3000", "--secret", secret], "the URL must start with http:// or https://"],
  ["the secret is none", ["--url", "http://127.0.0.1:9", "--secret", "hunter2"], "whsec_ and base64"],
  ["the secret is empty", ["--url", "http://127.0.0.1:9", "--secret", "whsec_A"], "whsec_ and base64"],
  ["an argument lacks", ["--url", "http://127.0.0.1:9"], "secret"],
  ["a value lacks", ["--url", "http://127.0.0.1:9", "--secret"], "secret"],
  [
    "the seed is none",
    ["--url", "http://127.0.0.1:9", "--secret", secret, "--seed", "x"],
    "--seed must be a whole number",
  ],
  ["an option is unknown", ["--url", "http://127.0.0.1:9", "--secret", secret, "--deep"], "deep"],
] as const)("exits with 2 and one line when %s", async ([, args, line]) => {
  const { code, stdout, stderr } = await run(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(line);
  expect(stderr).toMatch(/^webhooks-contract: .+\n$/);
  expect(stderr).not.toContain("hunter2");
});
