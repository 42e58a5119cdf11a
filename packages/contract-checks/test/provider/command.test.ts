/** What the command prints, and how it exits. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Ended, runCommand, startProgram } from "../command.ts";
import { startReference } from "./serve-reference.ts";

const run = (...args: string[]): Promise<Ended> => runCommand("provider", ...args);
const start = (...args: string[]): ReturnType<typeof startProgram> => startProgram("provider", ...args);
const allTokens = ["--token", "a-token", "--other-token", "b-token", "--read-token", "a-reader"];

describe("webhooks-contract provider", () => {
  test("says what was not run for want of a token", async () => {
    await using provider = await startReference();
    const { code, stdout } = await run("--url", provider.url, "--token", "a-token");
    expect(code).toBe(0);
    expect(stdout).toMatch(/not run: .*tenancy.* \(no --other-token was given\)/);
    expect(stdout).toMatch(/not run: .*missing_scope.* \(no --read-token was given\)/);
  });

  test("exits 1 and says what, where, what came and how to see it again", async () => {
    await using provider = await startReference({
      transform: (response, _, operation) =>
        operation === "deleteWebhook" && response.status === 200 ? { ...response, status: 204 } : response,
    });
    const folder = await mkdtemp(join(tmpdir(), "contract-"));
    try {
      const files = ["--json", join(folder, "report.json"), "--junit", join(folder, "report.xml")];
      const { code, stdout } = await run("--url", provider.url, ...allTokens, ...files);
      expect(code).toBe(1);
      expect(stdout).toContain("✗ status_code_conformance · deleteWebhook");
      expect(stdout).toContain("specs/webhooks.yaml#/paths/~1agent~1v0~1webhooks~1{webhook_id}/delete/responses");
      expect(stdout).toMatch(
        /reproduce +curl -i -X DELETE -H "authorization: Bearer \$TOKEN" http:\/\/127\.0\.0\.1:\d+\/agent\/v0\/webhooks\/wh_\w+/,
      );
      expect(stdout).not.toContain("a-token");
      const report = JSON.parse(await readFile(join(folder, "report.json"), "utf8"));
      expect(report.results).toContainEqual(
        expect.objectContaining({ check: "status_code_conformance", status: "failed" }),
      );
      expect(await readFile(join(folder, "report.xml"), "utf8")).toContain('name="status_code_conformance"');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

// Programs of their own, which wait beside each other.
describe("webhooks-contract provider, as a program", { concurrent: true }, () => {
  test("exits 0 when everything holds, and leaves nothing behind", async () => {
    await using provider = await startReference();
    const { code, stdout, stderr } = await start("--url", `${provider.url}/`, ...allTokens, "--seed", "7").ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^\d+ passed, 0 failed provider http:\/\/127\.0\.0\.1:\d+ \(.* s, seed 7\)\n$/);
    expect(provider.provider.webhooks.size).toBe(0);
  });

  test("goes on to the end when the target dies midway, and says with which request", async () => {
    let count = 0;
    const provider = await startReference({
      onRequest: () => {
        if (++count === 200) void provider.close();
      },
    });
    const { code, stdout } = await start("--url", provider.url, ...allTokens).ended;
    expect(code).toBe(1);
    expect(stdout).toMatch(/✗ not_a_server_error/);
    expect(stdout).toMatch(
      /not run: .*\(the target stopped responding after (GET|POST|PATCH|DELETE|PUT) \/agent\/v0\/webhooks.*\)/,
    );
  });

  test("deletes what it made when it is interrupted", async () => {
    let [count, told] = [0, () => {}];
    const amid = new Promise<void>((resolve) => {
      told = resolve;
    });
    await using provider = await startReference({
      onRequest: () => {
        if (++count === 150) told();
      },
    });
    const { child, ended } = start("--url", provider.url, ...allTokens);
    await amid;
    expect(provider.provider.webhooks.size).toBeGreaterThan(0);
    child.kill("SIGINT");
    const { code, stdout } = await ended;
    expect(code).toBe(1);
    expect(stdout).toContain("the run was interrupted");
    expect(provider.provider.webhooks.size).toBe(0);
  });

  test("exits 2 with one line when nothing is answered", async () => {
    const server = createServer(() => {});
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const { code, stdout, stderr } = await start("--url", url, "--token", "t").ended;
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toBe(`webhooks-contract: ${url} did not respond within 4 s\n`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe("exits 2 with one line when it cannot start:", () => {
  const cannot = async (line: RegExp, ...args: string[]) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(line);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  };

  test("nothing listens", () =>
    cannot(
      /no response from http:\/\/127\.0\.0\.1:1: connect ECONNREFUSED/,
      "--url",
      "http://127.0.0.1:1",
      "--token",
      "t",
    ));

  test("the token is refused", async () => {
    await using provider = await startReference();
    await cannot(/rejected the token \(401\)/, "--url", provider.url, "--token", "wrong");
    await cannot(
      /rejected --other-token \(401\)/,
      "--url",
      provider.url,
      "--token",
      "a-token",
      "--other-token",
      "wrong",
    );
  });

  test.each([
    { what: "another API", body: { hello: "world" }, status: 200, line: /is not this API: GET .* returned 200/ },
    {
      what: "another path of some API",
      body: { name: "NotFound", message: "no" },
      status: 404,
      line: /is not this API: GET .* returned 404/,
    },
    { what: "a page", body: "<html>", status: 200, line: /is not this API/ },
  ])("it is $what", async ({ body, status, line }) => {
    const server = createServer((_, response) =>
      response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body)),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      await cannot(line, "--url", `http://127.0.0.1:${(server.address() as AddressInfo).port}`, "--token", "t");
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  test.each([
    { what: "no token", args: ["--url", "http://127.0.0.1:1"], line: /token/ },
    {
      what: "a URL that is none",
      args: ["--url", "localhost", "--token", "t"],
      line: /--url "localhost" is not an http or https URL/,
    },
    {
      what: "a seed that is none",
      args: ["--url", "http://127.0.0.1:1", "--token", "t", "--seed", "x"],
      line: /--seed must be a whole number/,
    },
    { what: "a misspelt option", args: ["--url", "http://127.0.0.1:1", "--token", "t", "--deeep"], line: /deeep/ },
    {
      what: "one token twice",
      args: ["--url", "http://127.0.0.1:1", "--token", "t", "--other-token", "t"],
      line: /--other-token is the same as --token/,
    },
    {
      what: "a token that no header can carry",
      args: ["--url", "http://127.0.0.1:1", "--token", "a\nb"],
      line: /token/,
    },
  ])("$what", ({ args, line }) => cannot(line, ...args));
});
