import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { CommandTrigger } from "../../src/sender/command-trigger.ts";

const request = { eventType: "message.sent", inboxId: "inbox_1", podId: "pod_1", webhookId: "wh_1" };

async function temporaryFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "webhooks-contract-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, "file");
}

test("runs the command with the event in its environment, and prints how to run it again", async () => {
  const file = await temporaryFile();
  const command = `echo "$EVENT_TYPE $INBOX_ID $POD_ID $WEBHOOK_ID" > ${file}`;
  const event = await new CommandTrigger(command).fire(request);
  await expect.poll(() => readFile(file, "utf8")).toBe("message.sent inbox_1 pod_1 wh_1\n");
  expect(event.failure).toBeUndefined();
  expect(event.commandLine).toBe(
    `EVENT_TYPE='message.sent' INBOX_ID='inbox_1' POD_ID='pod_1' WEBHOOK_ID='wh_1' ${command}`,
  );
});

test("says why a command failed, with the end of its error output", async () => {
  const event = await new CommandTrigger("echo no such inbox >&2; exit 3").fire(request);
  await expect.poll(() => event.failure).toBe("exit code 3: no such inbox");
  const silent = await new CommandTrigger("exit 4").fire(request);
  await expect.poll(() => silent.failure).toBe("exit code 4");
  const long = await new CommandTrigger("seq 1000 >&2; exit 5").fire(request);
  await expect.poll(() => long.failure).toMatch(/^exit code 5: [\d\n]{295}1000$/);
  const unknown = await new CommandTrigger("no-such-command").fire(request);
  await expect.poll(() => unknown.failure).toMatch(/^exit code 127: .*no-such-command/);
  const tooLong = await new CommandTrigger(`: ${"x".repeat(4_000_000)}`).fire(request);
  await expect.poll(() => tooLong.failure).toBe("spawn E2BIG");
});

test("a command may print much, and read nothing", async () => {
  const file = await temporaryFile();
  const event = await new CommandTrigger(`cat; seq 100000; echo done > ${file}`).fire(request);
  await expect.poll(() => readFile(file, "utf8")).toBe("done\n");
  expect(event).not.toHaveProperty("failure");
});

test("does not wait for a command that runs on, and stops it with what it started", async () => {
  const file = await temporaryFile();
  const trigger = new CommandTrigger(`sleep 600 & echo started > ${file}; wait`);
  const event = await trigger.fire(request);
  await expect.poll(() => readFile(file, "utf8")).toBe("started\n");
  await trigger.close();
  // Its error output ends when every process that has it has ended.
  await expect.poll(() => event.failure).toBe("ended by SIGKILL");
});

test("has nothing to stop once its commands have ended", async () => {
  const trigger = new CommandTrigger("exit 1");
  const event = await trigger.fire(request);
  await expect.poll(() => event.failure).toBe("exit code 1");
  const kill = vi.spyOn(process, "kill");
  onTestFinished(() => kill.mockRestore());
  await trigger.close();
  expect(kill).not.toHaveBeenCalled();
});

test.each([
  ["end", "exit 0"],
  ["run on", "sleep 600"],
])("starts eight commands at a time, and the next ones when these %s", async (_, command) => {
  const trigger = new CommandTrigger(command);
  onTestFinished(() => trigger.close());
  const fired: number[] = [];
  for (let number = 1; number <= 10; number++) void trigger.fire(request).then(() => fired.push(number));
  await Promise.resolve();
  expect(fired).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  await expect.poll(() => fired).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test("a command that leaves a process with its error output does not keep the program alive", async () => {
  const file = await temporaryFile();
  // It starts a process in a group of its own, as daemons are, and ends.
  const options = '{ detached: true, stdio: ["ignore", "ignore", "inherit"] }';
  const script = `const child = require("node:child_process").spawn("sleep", ["600"], ${options}); child.unref(); require("node:fs").writeFileSync("${file}", String(child.pid));`;
  const program = `
    import { existsSync, readFileSync } from "node:fs";
    import { setTimeout } from "node:timers/promises";
    import { CommandTrigger } from ${JSON.stringify(new URL("../../src/sender/command-trigger.ts", import.meta.url).href)};
    const trigger = new CommandTrigger(${JSON.stringify(`"${process.execPath}" -e '${script}'`)});
    await trigger.fire(${JSON.stringify(request)});
    while (!existsSync("${file}") || readFileSync("${file}", "utf8") === "") await setTimeout(20);
    await trigger.close();
  `;
  const args = ["--conditions=@agent-webhooks/source", "--input-type=module", "--eval", program];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = once(child, "exit");
  await expect.poll(() => readFile(file, "utf8")).toMatch(/^\d+$/);
  const daemon = Number(await readFile(file, "utf8"));
  onTestFinished(() => void process.kill(daemon));
  expect(await ended).toEqual([0, null]);
});
