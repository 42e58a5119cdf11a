import { execFile, spawn } from "node:child_process";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Webhook } from "@agent-webhooks/types";
import type { PublishedEvent } from "@agent-webhooks/types/delivery";
import { beforeEach, describe, expect, test } from "vitest";
import { User } from "./support/cli.ts";
import { newDirectory } from "./support/directory.ts";
import { Program, program, surroundings } from "./support/program.ts";
import { useService } from "./support/service.ts";

const run = promisify(execFile);

useService();
let user: User;
beforeEach(async () => {
  user = await User.new();
});

const quoted = (words: readonly string[]) => words.map((word) => `'${word}'`).join(" ");

describe("listen, as a process", () => {
  async function listening(...argv: string[]): Promise<Program> {
    const program = new Program(["listen", ...argv], user.env);
    await expect.poll(() => program.stderr, { timeout: 30_000 }).toContain("Ctrl-C");
    expect(await user.json("webhooks", "list")).toHaveLength(1);
    return program;
  }

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("deletes its webhook on %s, and ends with 0", async (signal) => {
    const program = await listening();
    const event_id = (await user.json<PublishedEvent>("publish", "--sample", "message.sent")).event_id;
    await expect.poll(() => program.stdout, { timeout: 20_000 }).toContain(event_id);
    const { code, stderr } = await program.kill(signal);
    expect(stderr).toMatch(/\nDeleted the webhook wh_\w+\.\n$/);
    expect(code).toBe(0);
    expect(await user.json("webhooks", "list")).toEqual([]);
  });

  test("once, though the signal comes several times", async () => {
    const program = await listening();
    for (const signal of ["SIGINT", "SIGINT", "SIGTERM"] as const) program.process.kill(signal);
    const { code, stderr } = await program.exited;
    expect(stderr.match(/Deleted/g)).toHaveLength(1);
    expect(code).toBe(0);
    expect(await user.json("webhooks", "list")).toEqual([]);
  });

  test("when nobody reads its output any more", async () => {
    const program = await listening("--json");
    program.process.stdout?.destroy();
    // A write finds out.
    await user.print("publish", "--sample", "message.sent");
    expect(await program.exited).toMatchObject({ code: 0 });
    expect(await user.json("webhooks", "list")).toEqual([]);
  });
});

test("a command whose reader has enough ends quietly", async () => {
  const webhook = ["webhooks", "create", "http://127.0.0.1:9/", "--event-type", "message.sent"];
  for (let number = 0; number < 3; number++) await user.print(...webhook, "--client-id", `c${number}`);
  const program = new Program(["webhooks", "list", "--json"], user.env);
  program.process.stdout?.destroy();
  expect(await program.exited).toMatchObject({ code: 0, stderr: "" });
});

describe("stdin and stdout of a shell", () => {
  test("publish reads a pipe, and JSON goes on through one", async () => {
    const pipe = `echo '{"not": "an event"}' | ${quoted(program)} publish -`;
    const failed = await run("sh", ["-c", pipe], { env: { ...process.env, ...user.env } }).catch((error) => error);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(/^The service refused this: stdin, line 1: /);
    const list = `${quoted(program)} webhooks list --json | cat`;
    const { stdout } = await run("sh", ["-c", list], { env: { ...process.env, ...user.env } });
    expect(JSON.parse(stdout)).toEqual([]);
  });
});

// util-linux's `script` gives a command a terminal.
describe.runIf(process.platform === "linux")("in a terminal", () => {
  async function inTerminal(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
    const child = spawn("script", ["--quiet", "--return", "--command", quoted([...program, ...argv]), "/dev/null"], {
      env: { ...surroundings(), TERM: "xterm-256color", ...user.env, ...env },
      stdio: ["ignore", "pipe", "ignore"],
    });
    let printed = "";
    child.stdout.on("data", (chunk) => {
      printed += chunk;
    });
    await new Promise((resolve) => child.once("close", resolve));
    return printed;
  }

  beforeEach(async () => {
    await user.print("webhooks", "create", "http://127.0.0.1:9/", "--event-type", "message.sent");
  });

  test("there are colours, unless NO_COLOR or a dumb terminal forbid them", async () => {
    expect(await inTerminal(["webhooks", "list"])).toContain("\u001b[32myes\u001b[39m");
    expect(await inTerminal(["webhooks", "list"], { NO_COLOR: "1" })).not.toContain("\u001b");
    expect(await inTerminal(["webhooks", "list"], { TERM: "dumb" })).not.toContain("\u001b");
  });

  test("JSON has none", async () => {
    expect(JSON.parse(await inTerminal(["webhooks", "list", "--json"]))).toHaveLength(1);
  });
});

test("where there is no terminal, there are no colours", async () => {
  await user.print("webhooks", "create", "http://127.0.0.1:9/", "--event-type", "message.sent");
  const { stdout } = await new Program(["webhooks", "list"], user.env).exited;
  expect(stdout).toContain("  yes  ");
  expect(stdout).not.toContain("\u001b");
});

describe("completion", () => {
  test.each([
    ["/bin/bash", /^complete -o bashdefault .* agent-webhooks$/m],
    ["/bin/zsh", /^#compdef agent-webhooks$/m],
    ["/usr/bin/fish", /^complete -f -c agent-webhooks /m],
  ])("for %s", async (SHELL, line) => {
    const { code, stdout, stderr } = await new Program(["completion"], { SHELL }).exited;
    expect(stdout).toMatch(line);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test("works in bash", async () => {
    const directory = await newDirectory();
    const command = join(directory, "agent-webhooks");
    await writeFile(command, `#!/bin/sh\nexec ${quoted(program)} "$@"\n`);
    await chmod(command, 0o755);
    const complete = async (...words: string[]): Promise<string[]> => {
      const typed = quoted(["agent-webhooks", ...words]);
      const script = `
        source <(agent-webhooks completion)
        COMP_WORDS=(${typed}) COMP_CWORD=${words.length}
        _agent-webhooks_yargs_completions
        printf '%s\\n' "\${COMPREPLY[@]}"`;
      const env = { ...process.env, PATH: `${directory}:${process.env.PATH}`, SHELL: "/bin/bash" };
      const { stdout } = await run("bash", ["-c", script], { env });
      return stdout.trim().split("\n");
    };
    expect(await complete("web")).toEqual(["webhooks"]);
    expect(await complete("webhooks", "re")).toEqual(["recover"]);
    expect(await complete("webhooks", "update", "wh_1", "--add")).toEqual(
      expect.arrayContaining(["--add-inbox-id", "--add-pod-id"]),
    );
    expect(await complete("publish", "--sample", "message.s")).toEqual(["message.sent"]);
  });
});

async function serving(env: Record<string, string>): Promise<Program> {
  const program = new Program(["serve"], { PORT: "0", ...env });
  await expect.poll(() => program.stdout, { timeout: 30_000 }).toMatch(/\n\n$/);
  return program;
}

describe("serve", () => {
  test("runs the service, which the other commands use, until Ctrl-C", async () => {
    const env = { DATA_DIR: await newDirectory() };
    const first = await serving(env);
    const [, url = ""] = /agent-webhooks +(\S+)/.exec(first.stdout) ?? [];
    const [, token = ""] = /token +(\S+)/.exec(first.stdout) ?? [];
    const { webhook_id } = await new User(token, url).json<Webhook>(
      ...["webhooks", "create", "http://127.0.0.1:9/", "--event-type", "message.sent"],
    );
    expect(await first.kill("SIGINT")).toMatchObject({ code: 0, stderr: "" });

    const second = await serving(env);
    const [, again = ""] = /agent-webhooks +(\S+)/.exec(second.stdout) ?? [];
    expect(await new User(token, again).json("webhooks", "list")).toMatchObject([{ webhook_id }]);
    expect(await second.kill("SIGTERM")).toMatchObject({ code: 0, stderr: "" });
  });

  test("says in a line what keeps it from starting, and ends with 1", async () => {
    expect(await new Program(["serve"], { PORT: "http" }).exited).toEqual({
      code: 1,
      stdout: "",
      stderr: "PORT must be a whole number from 0 to 65535.\n",
    });
  });

  test("has no options, since its settings are variables", async () => {
    const { code, stderr } = await new Program(["serve", "--port", "9000"], {}).exited;
    expect(stderr).toMatch(/^There is no option --port\.\n\nUsage: agent-webhooks serve \[options\]\n/);
    expect(code).toBe(2);
  });
});

describe("reencrypt", () => {
  const key = (byte: number) => Buffer.alloc(32, byte).toString("base64");

  test("moves what the stopped service keeps to the newest key", async () => {
    const DATA_DIR = await newDirectory();
    const service = await serving({ DATA_DIR, ENCRYPTION_KEY: key(1) });
    const [, url = ""] = /agent-webhooks +(\S+)/.exec(service.stdout) ?? [];
    const [, token = ""] = /token +(\S+)/.exec(service.stdout) ?? [];
    const endpoint = ["webhooks", "create", "http://127.0.0.1:9/", "--event-type", "message.sent"];
    const { secret } = await new User(token, url).json<Webhook>(...endpoint);
    await service.kill("SIGTERM");

    const settings = { DATA_DIR, ENCRYPTION_KEYS: `${key(2)},${key(1)}` };
    for (const done of [
      "Encrypted 1 secret again with the newest key.",
      "Encrypted 0 secrets again with the newest key.",
    ]) {
      expect(await new Program(["reencrypt"], settings).exited).toEqual({ code: 0, stdout: `${done}\n`, stderr: "" });
    }
    const next = await serving({ DATA_DIR, ENCRYPTION_KEY: key(2) });
    const [, again = ""] = /agent-webhooks +(\S+)/.exec(next.stdout) ?? [];
    expect(await new User(token, again).json("webhooks", "list")).toMatchObject([{ secret }]);
  });

  test("says in a line what keeps it from doing so", async () => {
    expect(await new Program(["reencrypt"], { ENCRYPTION_KEYS: "short" }).exited).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(/^ENCRYPTION_KEYS must be distinct keys, newest first, .*\n$/),
    });
  });
});
