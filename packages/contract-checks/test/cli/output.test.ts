import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { WEBHOOKS_SPEC } from "@agent-webhooks/types/specs";
import { describe, expect, test } from "vitest";
import { mainFile } from "../command.ts";

const spec = fileURLToPath(WEBHOOKS_SPEC);

/** Runs `webhooks-contract diff` in a shell, with these redirections, and returns its exit code and what it printed. */
async function runInShell(rest: string): Promise<{ code: number; printed: string }> {
  const words = [process.execPath, "--conditions=@agent-webhooks/source", mainFile, "diff", spec, spec];
  const line = words.map((word) => `'${word}'`).join(" ");
  const script = `{ ${line} ${rest}; echo "exit $?" >&3; } 3>&2`;
  const { stdout, stderr } = await promisify(execFile)("bash", ["-c", script]);
  const [, printed = "", code] = /^(.*)exit (\d+)\n$/s.exec(stderr) ?? [];
  return { code: Number(code), printed: stdout + printed };
}

describe.runIf(process.platform === "linux")("output that cannot be written", () => {
  test("a closed pipe is no error", async () => {
    // The reader of the pipe ends before the program starts.
    expect(await runInShell("> >(true)")).toEqual({ code: 0, printed: "" });
  });

  test.each([
    ["> /dev/full", 1, "webhooks-contract: cannot write the output: no space left on the device\n"],
    ["> /dev/full 2>&1", 1, ""],
    ["nonsense 2> /dev/full", 2, ""],
  ])("%s", async (rest, code, printed) => {
    expect(await runInShell(rest)).toEqual({ code, printed });
  });
});
