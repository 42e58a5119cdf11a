import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { createDirectory } from "./support/cli.ts";
import { CliProcess, program, quoteForShell } from "./support/process.ts";

test.each([
  ["/bin/bash", /^complete -o bashdefault .* agent-webhooks$/m],
  ["/bin/zsh", /^#compdef agent-webhooks$/m],
  ["/usr/bin/fish", /^complete -f -c agent-webhooks /m],
])("completion prints a script for %s", async (SHELL, line) => {
  const { code, stdout, stderr } = await new CliProcess("completion", { SHELL }).exited;
  expect(stdout).toMatch(line);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});

test("bash completes commands, options and their values", async () => {
  const directory = await createDirectory();
  const executable = `#!/bin/sh\nexec ${quoteForShell(program)} "$@"\n`;
  await writeFile(join(directory, "agent-webhooks"), executable, { mode: 0o755 });
  const complete = async (line: string): Promise<string[]> => {
    const words = line.split(" ");
    const script = `
      source <(agent-webhooks completion)
      COMP_WORDS=(${quoteForShell(words)}) COMP_CWORD=${words.length - 1}
      _agent-webhooks_yargs_completions
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const env = { ...process.env, PATH: `${directory}:${process.env.PATH}`, SHELL: "/bin/bash" };
    const { stdout } = await promisify(execFile)("bash", ["-c", script], { env });
    return stdout.trim().split("\n");
  };
  expect(await complete("agent-webhooks web")).toEqual(["webhooks"]);
  expect(await complete("agent-webhooks webhooks re")).toEqual(["recover"]);
  expect(await complete("agent-webhooks webhooks update wh_1 --add")).toEqual(
    expect.arrayContaining(["--add-inbox-id", "--add-pod-id"]),
  );
  expect(await complete("agent-webhooks publish --sample message.s")).toEqual(["message.sent"]);
});
