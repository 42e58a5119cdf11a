import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Service, startService } from "@agent-webhooks/server/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readOptions } from "../src/race/options.ts";
import { ourServer } from "../src/race/ours.ts";
import { RaceError } from "../src/race/server.ts";
import { svixServer } from "../src/race/svix.ts";
import { startChild } from "../src/support/child.ts";
import { type FakeSvix, startFakeSvix } from "./fake-svix.ts";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const token = "svix_token";
const sinkUrl = "http://127.0.0.1:9/hook";
let cleanUp: AsyncDisposableStack;
let service: Service;
let svix: FakeSvix;

beforeAll(async () => {
  cleanUp = new AsyncDisposableStack();
  service = cleanUp.use(await startService({ allowHttp: true, allowPrivateNetwork: true }));
  svix = cleanUp.use(await startFakeSvix({ token }));
});
afterAll(() => cleanUp.disposeAsync());

/** Runs `bench race` in small sizes, in a process of its own. */
function race(args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const command = [main, "race", "--quick", "--url", service.url, "--token", service.token, ...args];
    const child = execFile(process.execPath, command, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

test("both servers get the same load, and the table has figures of both, or the reason why not", async () => {
  await using svix = await startFakeSvix({ token, failsFor: "/delay/50" });
  const { code, stdout, stderr } = await race(["--svix", `${svix.url}/proxied/`, "--svix-token", token]);
  expect(code, stderr).toBe(1);
  const lines = stdout.split("\n").filter((line) => line.startsWith("| race |"));
  expect(lines.map((line) => line.split(/ \| |<br>/)[1])).toEqual([
    "50 endpoints, end to end",
    "one endpoint, end to end",
    "one endpoint that takes 50 ms, end to end",
    "latency at 100/s to one endpoint: p50",
    "latency at 100/s to one endpoint: p99",
    "latency at 500/s to one endpoint: p50",
    "latency at 500/s to one endpoint: p99",
    "a backlog of 500 for one endpoint drained",
  ]);
  for (const line of lines) {
    expect(line).toMatch(
      line.includes("takes 50 ms")
        ? /<br>Svix at \S+: POST \S+\/msg\/ returned 500: .* \| [\d.,]+ \/s \| {2}\|/
        : /\| [\d.,]+ (\/s|ms) \| Svix [\d.,]+ (\/s|ms) \|/,
    );
  }
  // 50, one for each of the other five cases, and the first.
  expect(svix.applications).toEqual({ created: 56, deleted: 56 });
});

test("the race does not start if a server accepts events and delivers none", async () => {
  await using silent = await startFakeSvix({ token, rejectsPrivateAddresses: true });
  const { code, stdout, stderr } = await race(["--svix", silent.url, "--svix-token", token, "--patience", "0.2"]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(
    `Svix at ${silent.url} delivered 0 of 1 events, and nothing more for 0.2 s. Either it does not reach http://127.0.0.1:`,
  );
  expect(stderr).toContain(`SVIX_WHITELIST_SUBNETS=[127.0.0.0/8]`);
  expect(silent.applications).toEqual({ created: 1, deleted: 1 });
});

test("a server that cannot take part is named, with the reason and what to do", async () => {
  await using strict = await startService({ allowHttp: true, allowPrivateNetwork: false });
  const reader = await service.createToken({ scopes: ["webhooks:read"] });
  const { url: unreachable, [Symbol.asyncDispose]: stop } = await startFakeSvix({ token });
  await stop();
  const messageOf = async (server: ReturnType<typeof ourServer>) => {
    const error = await server.createEndpoint(sinkUrl).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(error).toBeInstanceOf(RaceError);
    return (error as RaceError).message;
  };
  expect(await messageOf(ourServer({ url: unreachable, token }))).toBe(
    `ours is not reachable at ${unreachable}: connect ECONNREFUSED ${new URL(unreachable).host}`,
  );
  expect(await messageOf(svixServer({ url: unreachable, token }))).toBe(
    `Svix is not reachable at ${unreachable}: connect ECONNREFUSED ${new URL(unreachable).host}`,
  );
  expect(await messageOf(ourServer({ url: service.url, token: "unknown" }))).toContain("rejected the token (401)");
  expect(await messageOf(ourServer({ url: service.url, token: reader }))).toContain("rejected the token (403)");
  expect(await messageOf(svixServer({ url: svix.url, token: "unknown" }))).toBe(
    `Svix at ${svix.url} rejected the token (401): pass the one that "svix-server jwt generate" prints with --svix-token`,
  );
  expect(await messageOf(ourServer(strict))).toMatch(/rejected the URL of the sink: .*ALLOW_PRIVATE_NETWORK=true/);
  expect(await messageOf(svixServer({ url: service.url, token: service.token }))).toContain(
    "POST /api/v1/app/ returned 404",
  );
});

test("a load generator says which request failed", async () => {
  const reader = await service.createToken({ scopes: ["webhooks:read"] });
  await using load = await startChild<object>("load", { url: service.url, token: reader });
  const request = { method: "POST", path: "/delivery/v0/events", body: "{}" };
  for (const pace of [
    { connections: 2, count: 10 },
    { perSecond: 1_000, ms: 10 },
  ]) {
    await expect(load.request({ ...request, ...pace })).rejects.toThrow("POST /delivery/v0/events returned 403: ");
  }
});

test.each([
  [["--svix", "http://127.0.0.1:8071"], "--svix needs --svix-token TOKEN"],
  [["--svix-token", "t"], "--svix-token needs --svix URL"],
  [["--url", "127.0.0.1:8787", "--token", "t"], "--url must be an http or https URL"],
  [["--url", "http://127.0.0.1:8787/?a=b", "--token", "t"], "without credentials, query and fragment"],
  [["--url", "http://127.0.0.1:8787", "--token", "a b"], "--token contains characters not allowed in an HTTP header"],
  [["--rounds", "1.5"], "--rounds must be a positive integer: 1.5"],
  [["--patience", "0"], "--patience must be a positive number: 0"],
  [["--peer"], "Unknown option '--peer'"],
  [["drain"], "Unexpected argument 'drain'"],
])("%j is rejected", (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});

test("by default, there are three rounds, and one in small sizes", () => {
  expect(readOptions([])).toEqual({ rounds: 3, patience: 30, quick: false });
  expect(readOptions(["--quick"])?.rounds).toBe(1);
  expect(readOptions(["--help"])).toBeUndefined();
});
