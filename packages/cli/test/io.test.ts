import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import type { PublishedEvent } from "@agent-webhooks/types/delivery";
import { beforeEach, describe, expect, test } from "vitest";
import { type CommandLine, createDirectory, User, useService, wordsOf } from "./support/cli.ts";
import { baseEnvironment, CliProcess, program, quoteForShell, startServe } from "./support/process.ts";

useService();
let user: User;
beforeEach(async () => {
  user = await User.create();
});

const createWebhook = (options = "") =>
  user.print(`webhooks create http://127.0.0.1:9/ --event-type message.sent ${options}`);

describe("listen deletes its webhook and exits with 0", () => {
  async function startListen(options = ""): Promise<CliProcess> {
    const listen = new CliProcess(`listen ${options}`, user.env);
    await listen.printed("stderr", /Ctrl-C/);
    expect(await user.json("webhooks list")).toHaveLength(1);
    return listen;
  }

  test.each([[["SIGINT"]], [["SIGTERM"]], [["SIGHUP"]], [["SIGINT", "SIGINT", "SIGTERM"]]] as const)(
    "on %j",
    async (signals) => {
      const listen = await startListen();
      const { event_id } = await user.json<PublishedEvent>("publish --sample message.sent");
      await listen.printed("stdout", new RegExp(event_id));
      for (const signal of signals) listen.child.kill(signal);
      const { code, stderr } = await listen.exited;
      expect(stderr.match(/Deleted/g)).toHaveLength(1);
      expect(stderr).toMatch(/\nDeleted the webhook wh_\w+\.\n$/);
      expect(code).toBe(0);
      expect(await user.json("webhooks list")).toEqual([]);
    },
  );

  test("when its output is closed", async () => {
    const listen = await startListen("--json");
    listen.child.stdout?.destroy();
    // The next write fails.
    await user.print("publish --sample message.sent");
    expect(await listen.exited).toMatchObject({ code: 0 });
    expect(await user.json("webhooks list")).toEqual([]);
  });
});

test("serve runs on when its output is closed", async () => {
  const { serve, operator } = await startServe({ DATA_DIR: await createDirectory(), LOG_LEVEL: "info" });
  serve.child.stdout?.destroy();
  serve.child.stderr?.destroy();
  for (let number = 0; number < 3; number++) expect(await operator.json("webhooks list")).toEqual([]);
  expect(await serve.kill("SIGTERM")).toMatchObject({ code: 0 });
});

test("publish publishes everything though its output is closed", async () => {
  await createWebhook();
  const publish = new CliProcess("publish --sample message.sent --count 600 --json", user.env);
  publish.child.stdout?.destroy();
  expect(await publish.exited).toMatchObject({ code: 0, stderr: "" });
  expect(await user.json("deliveries list --limit 2000")).toHaveLength(600);
});

describe.runIf(process.platform === "linux")("on a full disk", () => {
  test.each([
    ["> /dev/full", 1, "Cannot write the output: no space left on the device.\n"],
    ["> /dev/full 2>&1", 1, ""],
    ["2> /dev/full", 0, ""],
    ["--nonsense 2> /dev/full", 2, ""],
  ])("webhooks list %s exits with %i, without a stack trace", async (rest, code, stderr) => {
    const script = `${quoteForShell(program)} webhooks list --json ${rest}`;
    const child = spawn("sh", ["-c", script], { env: { ...baseEnvironment(), ...user.env } });
    let printed = "";
    child.stderr.on("data", (chunk) => {
      printed += chunk;
    });
    const [exitCode] = await once(child, "close");
    expect([exitCode, printed]).toEqual([code, stderr]);
  });
});

test("other commands exit silently when their output is closed", async () => {
  for (let number = 0; number < 3; number++) await createWebhook(`--client-id c${number}`);
  const list = new CliProcess("webhooks list --json", user.env);
  list.child.stdout?.destroy();
  expect(await list.exited).toMatchObject({ code: 0, stderr: "" });
});

test("publish reads a pipe, and JSON is written to one", async () => {
  const sh = (script: string) => promisify(execFile)("sh", ["-c", script], { env: { ...process.env, ...user.env } });
  const publish = await sh(`echo '{"not": "an event"}' | ${quoteForShell(program)} publish -`).catch((error) => error);
  expect(publish.code).toBe(1);
  expect(publish.stderr).toMatch(/^The service rejected the request: stdin, line 1: /);
  const { stdout } = await sh(`${quoteForShell(program)} webhooks list --json | cat`);
  expect(JSON.parse(stdout)).toEqual([]);
});

/** Runs a command in a terminal, which `script` of util-linux provides. */
async function runInTerminal(command: CommandLine, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const args = ["--quiet", "--return", "--command", quoteForShell([...program, ...wordsOf(command)]), "/dev/null"];
  const child = spawn("script", args, {
    env: { ...baseEnvironment(), TERM: "xterm-256color", ...user.env, ...env },
    stdio: ["ignore", "pipe", "ignore"],
  });
  let printed = "";
  child.stdout.on("data", (chunk) => {
    printed += chunk;
  });
  await new Promise((resolve) => child.once("close", resolve));
  return printed;
}

test.runIf(process.platform === "linux")("a terminal whose size is not known does not shorten columns", async () => {
  await createWebhook();
  // That of `script` has no size, because its own input is not a terminal.
  expect(await runInTerminal("webhooks list")).toContain(" http://127.0.0.1:9/ ");
});

describe("colors", () => {
  beforeEach(() => createWebhook());

  test.runIf(process.platform === "linux")("are used in a terminal, except for JSON", async () => {
    expect(await runInTerminal("webhooks list")).toContain("\u001b[32myes\u001b[39m");
    expect(JSON.parse(await runInTerminal("webhooks list --json"))).toHaveLength(1);
  });

  test.runIf(process.platform === "linux").each([{ NO_COLOR: "1" }, { TERM: "dumb" }])(
    "are not used with %j",
    async (env: Record<string, string>) => {
      expect(await runInTerminal("webhooks list", env)).not.toContain("\u001b");
    },
  );

  test("are not used without a terminal", async () => {
    const { stdout } = await new CliProcess("webhooks list", user.env).exited;
    expect(stdout).toContain("  yes  ");
    expect(stdout).not.toContain("\u001b");
  });
});
