import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sampleEvent } from "@agent-webhooks/receiver/testing";
import type { Delivery } from "@agent-webhooks/types/delivery";
import { expect, test } from "vitest";
import { commands } from "../src/commands/index.ts";
import { cli, type Surroundings, User } from "./support/cli.ts";
import { newDirectory } from "./support/directory.ts";
import { Program } from "./support/program.ts";
import { theService, useService } from "./support/service.ts";
import { Target } from "./support/target.ts";
import { consoleBlocks, Translation, withoutTimes, withStdin } from "./support/transcript.ts";

useService();

const readme = () => readFile(new URL("../README.md", import.meta.url), "utf8");

/** The files that the commands read. */
async function newFiles(): Promise<string> {
  const directory = await newDirectory();
  const { recipients: _, ...send } = sampleEvent("message.sent").send;
  const lines = (...events: object[]) => events.map((event) => `${JSON.stringify(event)}\n`).join("");
  await writeFile(join(directory, "event.json"), JSON.stringify(sampleEvent("message.bounced"), undefined, 2));
  await writeFile(
    join(directory, "events.ndjson"),
    lines(sampleEvent("message.received"), sampleEvent("message.sent"), sampleEvent("domain.verified")),
  );
  await writeFile(
    join(directory, "wrong.ndjson"),
    lines(sampleEvent("message.received"), { ...sampleEvent("message.sent"), send }),
  );
  return directory;
}

test("every command of the README prints what stands there", async () => {
  const directory = await newFiles();
  const target = await Target.start();
  const user = new User(theService().token);
  const translation = new Translation({ "http://localhost:3000": new URL(target.url).origin });
  const steps = consoleBlocks(await readme()).flat();
  expect(steps.length).toBeGreaterThan(25);
  let lastCode = 0;
  let finishListening: (() => Promise<void>) | undefined;

  /** Runs a command that is a step, and answers what a terminal shows, in order. */
  const start = (command: string, surroundings: Surroundings = {}) => {
    const shown = { text: "" };
    const ended = withStdin(translation.toRun(command), directory).then(async ({ argv, stdin }) => {
      const onOutput = (text: string) => {
        shown.text += text;
      };
      lastCode = (await cli(argv, { env: user.env, stdin, onOutput, ...surroundings })).code;
    });
    return { shown, ended };
  };
  const compare = (printed: string, written: string) =>
    expect(translation.toDocument(printed.trim(), written.trim())).toBe(withoutTimes(written.trim()));

  for (const { command, output } of steps) {
    if (command === "echo $?") {
      expect(String(lastCode)).toBe(output.trim());
    } else if (command === "agent-webhooks serve") {
      const program = new Program(["serve"], { PORT: "0", DATA_DIR: join(directory, ".data") });
      await expect.poll(() => program.stdout, { timeout: 30_000 }).toMatch(/\n\n$/);
      await program.kill("SIGTERM");
      // The reference is only there when the package is built.
      const withoutReference = (text: string) => text.replace(/^ +API reference.*\n/m, "");
      const printed = program.stdout.replaceAll(directory, "/home/ada/hooks");
      compare(withoutReference(printed), withoutReference(output));
    } else if (command.startsWith("agent-webhooks listen")) {
      // Until the next command has shown in it what it did.
      const stop = new AbortController();
      const { shown, ended } = start(command, { stop: stop.signal });
      await expect.poll(() => shown.text).toContain("Ctrl-C");
      finishListening = async () => {
        await expect.poll(() => shown.text, { timeout: 20_000 }).toContain("verified");
        stop.abort();
        await ended;
        compare(shown.text, output);
      };
    } else {
      const { shown, ended } = start(command);
      await ended;
      compare(shown.text, output);
      await finishListening?.();
      finishListening = undefined;
      // Shown as done by what comes next.
      const pending = () => user.json<Delivery[]>("deliveries", "list", "--status", "pending");
      if (!command.includes("resend")) await expect.poll(pending, { timeout: 20_000 }).toEqual([]);
    }
  }
});

test("the README has every command", async () => {
  const text = await readme();
  for (const entry of commands) {
    const names = "commands" in entry ? entry.commands.map(({ name }) => `${entry.name} ${name}`) : [entry.name];
    for (const name of names)
      expect(text).toMatch(new RegExp(`^(\\$ (cat .* \\| )?| {4})agent-webhooks ${name}\\b`, "m"));
  }
});
