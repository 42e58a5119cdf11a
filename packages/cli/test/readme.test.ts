import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sampleEvent } from "@agent-webhooks/receiver/testing";
import { expect, test } from "vitest";
import { respondWith, startEndpoint } from "../../server/test/support/endpoint.ts";
import { commands } from "../src/commands/index.ts";
import { createDirectory, type RunOptions, runCommand, theService, User, useService } from "./support/cli.ts";
import { startServe } from "./support/process.ts";

useService();

const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");

/** The commands in the console blocks, each with the output that follows it. */
const steps = [...readme.matchAll(/^```console\n([\s\S]*?)^```$/gm)].flatMap(([, block = ""]) =>
  block
    .split(/^\$ /m)
    .slice(1)
    .map((step) => {
      const [command = "", ...lines] = step.split("\n");
      return { command, output: lines.join("\n").trim() };
    }),
);

const ids =
  /\b(?:wh|evt|dlv|tok)_[a-z0-9]+|whsec_[A-Za-z0-9+/]+=*|\bawt_[\w-]{40,}|\b[0-9a-f]{8}-[0-9a-f-]{27}\b|http:\/\/(?:127\.0\.0\.1|localhost):\d+/g;
const times = /\d{4}-\d\d-\d\dT[\d:.]+Z|\b\d\d:\d\d:\d\d\b|\b\d+ ms\b/g;

/** Replaces times, and the spaces of columns that are as wide as times. */
const withoutTimes = (text: string): string => text.replaceAll(times, "<time>").replaceAll(/ {2,}/g, "  ");

/** Maps the IDs of the README to those of this run, which are the same throughout a run. */
class IdMap {
  readonly #actualIds = new Map<string, string>();

  constructor(known: Readonly<Record<string, string>>) {
    for (const [documented, actual] of Object.entries(known)) this.#actualIds.set(documented, actual);
  }

  toActual(documented: string): string {
    return documented.replaceAll(ids, (id) => this.#actualIds.get(id) ?? id);
  }

  /** Asserts that the output equals the README but for IDs and times. */
  expectEqual(actual: string, documented: string): void {
    const documentedIds = [...documented.matchAll(ids)].map(([id]) => id);
    const translated = actual.trim().replaceAll(ids, (id) => {
      const documentedId = documentedIds.shift() ?? id;
      if (!this.#actualIds.has(documentedId)) this.#actualIds.set(documentedId, id);
      return this.#actualIds.get(documentedId) === id ? documentedId : id;
    });
    expect(withoutTimes(translated)).toBe(withoutTimes(documented));
  }
}

/** Creates the files that the commands of the README read. */
async function createFiles(): Promise<string> {
  const directory = await createDirectory();
  const received = sampleEvent("message.received");
  const sent = sampleEvent("message.sent");
  const { recipients: _, ...send } = sent.send;
  const files = {
    "event.json": [sampleEvent("message.bounced")],
    "events.ndjson": [received, sent, sampleEvent("domain.verified")],
    "wrong.ndjson": [sampleEvent("message.received"), { ...sampleEvent("message.sent"), send }],
  };
  for (const [name, events] of Object.entries(files)) {
    await writeFile(join(directory, name), events.map((event) => JSON.stringify(event)).join("\n"));
  }
  return directory;
}

test("every command of the README prints what the README says", async () => {
  const directory = await createFiles();
  const { origin } = await startEndpoint(respondWith(200));
  const user = new User(theService().token);
  const idMap = new IdMap({ "http://localhost:3000": origin });
  let lastCode = 0;

  /** Runs `agent-webhooks …` or `cat FILE | agent-webhooks …`; returns what a terminal would show. */
  const start = (command: string, options: RunOptions = {}) => {
    const terminal = { text: "" };
    const [, file, line = ""] = /^(?:cat (\S+) \| )?agent-webhooks (.*)$/.exec(idMap.toActual(command)) ?? [];
    const run = async () => {
      const stdin = file === undefined ? "" : await readFile(join(directory, file), "utf8");
      const onOutput = (text: string) => {
        terminal.text += text;
      };
      const args = line.split(" ").map((word) => (word.endsWith(".json") ? join(directory, word) : word));
      lastCode = (await runCommand(args, { env: user.env, stdin, onOutput, ...options })).code;
    };
    return { terminal, exited: run() };
  };

  let finishListen: (() => Promise<void>) | undefined;
  expect(steps.length).toBeGreaterThan(25);
  for (const { command, output } of steps) {
    if (command === "echo $?") {
      expect(String(lastCode)).toBe(output);
    } else if (command === "agent-webhooks serve") {
      const { serve } = await startServe({ DATA_DIR: join(directory, ".data") });
      await serve.kill("SIGTERM");
      // The console and the API reference exist only in a built package.
      const withoutReference = (text: string) => text.replaceAll(/^ +(console|API reference) .*\n/gm, "");
      const printed = serve.stdout.replaceAll(directory, "/home/ada/hooks");
      idMap.expectEqual(withoutReference(printed), withoutReference(output));
    } else if (command.startsWith("agent-webhooks listen")) {
      const stop = new AbortController();
      const { terminal, exited } = start(command, { stop: stop.signal });
      await expect.poll(() => terminal.text).toContain("Ctrl-C");
      finishListen = async () => {
        await expect.poll(() => terminal.text).toContain("verified");
        stop.abort();
        await exited;
        idMap.expectEqual(terminal.text, output);
      };
    } else {
      const { terminal, exited } = start(command);
      await exited;
      idMap.expectEqual(terminal.text, output);
      // `listen` has received what this command published.
      await finishListen?.();
      finishListen = undefined;
      // The next command shows settled deliveries, except after `resend`.
      const listPending = () => user.json("deliveries list --status pending");
      if (!command.includes("resend")) await expect.poll(listPending).toEqual([]);
    }
  }
});

test("the README shows every command", () => {
  for (const entry of commands) {
    const lines = "commands" in entry ? entry.commands.map(({ name }) => `${entry.name} ${name}`) : [entry.name];
    for (const line of lines) {
      expect(readme).toMatch(new RegExp(`^(\\$ (cat .* \\| )?| {4})agent-webhooks ${line}\\b`, "m"));
    }
  }
});
