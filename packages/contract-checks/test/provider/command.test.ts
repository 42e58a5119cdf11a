import { mkdtemp, readFile, rm } from "node:fs/promises";
import { request as httpRequest, type RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGzip } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Ended, runCommand, startProgram } from "../command.ts";
import { listen, urlOf } from "../listen.ts";
import { startReference } from "./serve-reference.ts";

const run = (...args: string[]): Promise<Ended> => runCommand("provider", ...args);
const start = (...args: string[]): ReturnType<typeof startProgram> => startProgram("provider", ...args);
const allTokens = [
  "--token",
  "a-token",
  "--other-token",
  "b-token",
  "--read-token",
  "a-reader",
  "--write-token",
  "a-writer",
];

/** Starts a server until the test ends, and returns its URL. */
const serve = async (handle: RequestListener): Promise<string> => urlOf(await listen(handle), "");

describe("webhooks-contract provider", () => {
  test("names the checks that need a token that was not given", async () => {
    await using provider = await startReference();
    const args = ["--url", provider.url, "--token", "a-token", "--only", "tenancy,missing_scope,auth_scheme_case"];
    const { code, stdout } = await run(...args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/not run: .*tenancy.* \(no --other-token was given\)/);
    expect(stdout).toMatch(/not run: .*missing_scope.* \(no --read-token was given\)/);
  });

  test("exits with 2 when no check was run", async () => {
    await using provider = await startReference();
    const args = ["--url", provider.url, "--token", "a-token", "--only", "missing_scope,tenancy"];
    const { code, stdout, stderr } = await run(...args);
    expect(stdout).toMatch(/\n0 passed, 0 failed, 2 not run /);
    expect({ code, stderr }).toEqual({ code: 2, stderr: "webhooks-contract: no check was run\n" });
  });

  test("accepts a proxy that compresses everything and sends informational responses", async () => {
    await using provider = await startReference();
    const url = await serve((request, response) => {
      const { method, url, headers } = request;
      const forwarded = httpRequest(`${provider.url}${url}`, { method, headers }, (incoming) => {
        const { "content-length": _, "transfer-encoding": __, ...rest } = incoming.headers;
        response.writeContinue();
        response.writeHead(incoming.statusCode ?? 0, { ...rest, "content-encoding": "gzip" });
        incoming.pipe(createGzip()).pipe(response);
      });
      request.pipe(forwarded);
    });
    const { code, stdout } = await run("--url", url.replace("http", "HTTP"), ...allTokens);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(" 0 failed") });
  });

  test("runs the selected checks, and accepts known findings until they expire", async () => {
    await using provider = await startReference({
      transform: (response, _, operation) =>
        operation === "deleteWebhook" && response.status === 200 ? { ...response, status: 204 } : response,
    });
    const folder = await mkdtemp(join(tmpdir(), "contract-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, "known.json");
    const args = ["--url", provider.url, "--token", "a-token", "--only", "echo,use_after_free", "--skip", "echo"];
    expect(await run(...args, "--write-baseline", file)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/not run: echo \(it was skipped\)\n\n0 passed, 1 failed, 1 not run /),
    });
    expect(await run(...args, "--baseline", file)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/1 passed, 0 failed, 1 not run, 1 warning /),
    });
    const unwritable = ["--junit", "--json"].flatMap((option) => [option, folder]);
    expect(await run(...args, ...unwritable)).toMatchObject({
      code: 2,
      stdout: expect.stringContaining("0 passed, 1 failed, 1 not run "),
      stderr: expect.stringMatching(/cannot write .*EISDIR/),
    });
    expect(await run(...args, "--write-baseline", folder)).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(/cannot read .*EISDIR/),
    });
    expect(await run("--url", provider.url, "--token", "a-token", "--only", "pages")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("there is no check pages; the checks are "),
    });
  });

  test("exits 1 on findings, prints them with a curl line, and writes JSON and JUnit", async () => {
    await using provider = await startReference({
      transform: (response, _, operation) =>
        operation === "deleteWebhook" && response.status === 200 ? { ...response, status: 204 } : response,
    });
    const folder = await mkdtemp(join(tmpdir(), "contract-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const files = ["--json", join(folder, "report.json"), "--junit", join(folder, "report.xml")];
    const only = ["--only", "status_code_conformance"];
    const { code, stdout } = await run("--url", provider.url, ...allTokens, ...only, ...files);
    expect(code).toBe(1);
    expect(stdout).toContain("✗ status_code_conformance · deleteWebhook");
    expect(stdout).toContain("spec      specs/webhooks.yaml: DELETE /agent/v0/webhooks/{webhook_id}, responses\n");
    expect(stdout).toMatch(
      /reproduce +curl -i -X DELETE -H "authorization: Bearer \$TOKEN" http:\/\/127\.0\.0\.1:\d+\/agent\/v0\/webhooks\/wh_\w+/,
    );
    expect(stdout).not.toContain("a-token");
    const report = JSON.parse(await readFile(join(folder, "report.json"), "utf8"));
    expect(report.results).toContainEqual(
      expect.objectContaining({ check: "status_code_conformance", status: "failed" }),
    );
    expect(await readFile(join(folder, "report.xml"), "utf8")).toContain('name="status_code_conformance"');
  });
});

// Concurrent, because they mostly wait.
describe("webhooks-contract provider, as a program", { concurrent: true }, () => {
  test("exits 0 when everything holds, and leaves nothing behind", async () => {
    await using provider = await startReference();
    const { code, stdout, stderr } = await start("--url", `${provider.url}/`, ...allTokens, "--seed", "7").ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^\d+ passed, 0 failed provider http:\/\/127\.0\.0\.1:\d+ \(.* s, seed 7\)\n$/);
    expect(provider.provider.webhooks.size).toBe(0);
  });

  test("reports to the end when the target dies midway, and names the request", async () => {
    let count = 0;
    const provider = await startReference({
      onRequest: () => {
        if (++count === 200) void provider.close();
      },
    });
    const { code, stdout } = await start("--url", provider.url, ...allTokens).ended;
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ +found by .*not_a_server_error$/m);
    expect(stdout).toMatch(
      /not run: .*\(the target stopped responding after (GET|POST|PATCH|DELETE|PUT) \/agent\/v0\/webhooks.*\)/,
    );
  });

  test("deletes what it created when it is interrupted", async () => {
    let [count, resume] = [0, () => {}];
    const midway = new Promise<void>((resolve) => {
      resume = resolve;
    });
    await using provider = await startReference({
      onRequest: () => {
        if (++count === 150) resume();
      },
    });
    const { child, ended } = start("--url", provider.url, ...allTokens);
    await midway;
    expect(provider.provider.webhooks.size).toBeGreaterThan(0);
    child.kill("SIGINT");
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    expect(stdout).toContain("the run was interrupted");
    expect(provider.provider.webhooks.size).toBe(0);
  });

  test("revokes the tokens that it created when it is interrupted before the first check", async () => {
    let resume = () => {};
    const created = new Promise<void>((resolve) => {
      resume = resolve;
    });
    await using provider = await startReference({
      transform: (response, _, operation) => {
        if (operation === "createToken") resume();
        return response;
      },
    });
    const { child, ended } = start("--url", provider.url, "--token", "a-token", "--spec", "delivery");
    await created;
    child.kill("SIGINT");
    expect(await ended).toMatchObject({ code: 130 });
    expect(provider.provider.state.tokens.size).toBe(0);
  });

  test("exits 2 with one line when there is no response", async () => {
    const url = await serve(() => {});
    const { code, stdout, stderr } = await start("--url", url, "--token", "t").ended;
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe(`webhooks-contract: ${url} did not respond within 10 s\n`);
  });
});

describe("exits 2 with one line:", () => {
  const expectError = async (line: RegExp, ...args: string[]) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  };

  test("a rejected token", async () => {
    await using provider = await startReference();
    await expectError(/rejected the token \(401\)/, "--url", provider.url, "--token", "wrong");
    const tokens = ["--token", "a-token", "--other-token", "wrong"];
    await expectError(/rejected --other-token \(401\)/, "--url", provider.url, ...tokens);
  });

  test.each([
    ["another API", 200, `{"hello":"world"}`, /is not this API: GET .* returned 200/],
    ["another path of an API", 404, `{"name":"NotFound","message":"no"}`, /is not this API: GET .* returned 404/],
    ["a web page", 200, "<html>", /is not this API/],
  ])("%s", async (_, status, body, line) => {
    const url = await serve((_, response) => response.writeHead(status).end(body));
    await expectError(line, "--url", url, "--token", "t");
  });

  const unused = "http://127.0.0.1:1";
  test.each<[string, RegExp, string[]]>([
    ["nothing listening", /no response from http:\/\/127\.0\.0\.1:1: connect ECONNREFUSED/, [unused, "--token", "t"]],
    ["no token", /: Missing --token \(see webhooks-contract provider --help\)$/m, [unused]],
    ["an empty token", /: --token is empty$/m, [unused, "--token", ""]],
    ["an invalid URL", /--url "localhost" is not an http or https URL/, ["localhost", "--token", "t"]],
    ["an invalid seed", /--seed must be a whole number/, [unused, "--token", "t", "--seed", "x"]],
    ["a misspelt option", /deeep/, [unused, "--token", "t", "--deeep"]],
    ["one token twice", /--other-token is the same as --token/, [unused, "--token", "t", "--other-token", "t"]],
    ["a token not allowed in a header", /token/, [unused, "--token", "a\nb"]],
  ])("%s", (_, line, args) => expectError(line, "--url", ...args));
});
