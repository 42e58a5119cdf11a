import { readFileSync } from "node:fs";
import type { operations as webhookOperations } from "@agent-webhooks/types";
import type { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { describe, expect, test } from "vitest";
import type { Command } from "../src/command.ts";
import { commands } from "../src/commands/index.ts";
import { parse } from "../src/parse.ts";
import { programName } from "../src/program.ts";
import { cli } from "./support/cli.ts";

/** Every command, with the words that one types for it. */
const all: readonly { words: readonly string[]; command: Command }[] = commands.flatMap((entry) =>
  "commands" in entry
    ? entry.commands.map((command) => ({ words: [entry.name, command.name], command }))
    : [{ words: [entry.name], command: entry }],
);
const groups = commands.flatMap((entry) => ("commands" in entry ? [entry] : []));
const named = all.map(({ words, command }) => [words.join(" "), words, command] as const);

/** What an example types after the program, without variables before it and pipes around it. */
function argumentsOf(line: string): string[] {
  const [, typed = ""] = /\$0 ([^|]*)/.exec(line) ?? [];
  return typed.trim().split(" ");
}

describe.each(named)("%s", (_, words, { positionals, examples }) => {
  test("has help with its usage and examples", async () => {
    const { code, stdout, stderr } = await cli([...words, "--help"]);
    expect(stdout).toMatch(new RegExp(`^${programName} ${words.join(" ")}`));
    expect(examples.length).toBeGreaterThan(0);
    for (const [line, what] of examples) expect(stdout).toContain(`${what}:\n    ${line.replace("$0", programName)}`);
    expect(stderr).toBe("");
    expect(code).toBe(0);
  });

  test("has examples that it takes", async () => {
    for (const [line] of examples) {
      const parsed = await parse(argumentsOf(line), commands, { describe: "", epilogue: "" }, 100);
      expect(parsed, line).toHaveProperty("command.name", words.at(-1));
    }
  });

  test("answers an option that it does not have with a sentence and the right usage", async () => {
    const { code, stdout, stderr } = await cli([...words, ...Object.keys(positionals), "--frobnicate"]);
    expect(stderr).toMatch(
      new RegExp(
        `^There is no option --frobnicate\\.\n\nUsage: ${programName} ${words.join(" ")} .*\nMore: .* --help\n$`,
      ),
    );
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  test("answers an argument too many, and one too few", async () => {
    const [line = ""] = examples[0] ?? [];
    const tooMany = await cli([...argumentsOf(line), ...Object.keys(positionals), "surplus"]);
    expect(tooMany).toMatchObject({ code: 2, stderr: expect.stringMatching(/^"\w+" is one argument too many\.\n/) });
    const [required] = Object.entries(positionals).find(([, { demandOption }]) => demandOption) ?? [];
    if (required === undefined) return;
    expect(await cli(words)).toMatchObject({ code: 2, stderr: expect.stringContaining(`<${required}> is missing.\n`) });
  });
});

describe.each(groups)("$name", ({ name, commands }) => {
  test("has help that lists its commands, with an example of each", async () => {
    const { code, stdout } = await cli([name, "--help"]);
    for (const command of commands) {
      expect(stdout).toContain(`${programName} ${name} ${command.name}`);
      expect(stdout).toContain(command.examples[0]?.[0].replace("$0", programName));
    }
    expect(code).toBe(0);
  });

  test("by itself says which commands there are", async () => {
    const { code, stderr } = await cli([name]);
    const names = commands.map(({ name }) => name).join(", ");
    expect(stderr).toContain(
      `No command was given. There are: ${names}.\n\nUsage: ${programName} ${name} <command>\nMore:  ${programName} ${name} --help\n`,
    );
    expect(code).toBe(2);
  });
});

describe("the program", () => {
  test("has help that lists every command and says where settings come from", async () => {
    const { code, stdout } = await cli(["--help"]);
    for (const { name } of commands) expect(stdout).toContain(`${programName} ${name}`);
    expect(stdout).toContain("completion");
    expect(stdout).toContain("AGENT_WEBHOOKS_TOKEN");
    expect(stdout).toContain("Exit codes: 0 done; 1 the service refused or failed; 2 wrong usage.");
    expect(code).toBe(0);
  });

  test("by itself says which commands there are", async () => {
    expect(await cli([])).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(/^No command was given\./),
    });
  });

  test("says its version", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
    expect(await cli(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  test("has help as narrow as the terminal", async () => {
    const { stdout } = await cli(["--help"], { columns: 60 });
    const [beforeExamples = ""] = stdout.split("Examples:");
    expect(Math.max(...beforeExamples.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(60);
  });
});

describe("a guess at what was meant", () => {
  test.each([
    [["webhoks"], 'There is no command "webhoks". Did you mean "webhooks"?'],
    [["webhooks", "lst", "more"], 'There is no command "lst". Did you mean "list"?'],
    [["frobnicate"], 'There is no command "frobnicate". There are: serve, webhooks,'],
    [["webhooks", "list", "--jsno"], "There is no option --jsno. Did you mean --json?"],
    [["webhooks", "list", "-j"], "There is no option -j."],
    // Also where something is missing because it was misspelt.
    [["webhooks", "create", "https://a.example", "--event-tpye=message.sent"], "Did you mean --event-type?"],
    [
      ["publish", "--sample", "message.recieved"],
      "--sample cannot be message.recieved. Did you mean message.received? It is one of message.received, ",
    ],
  ])("%j", async (argv, sentence) => {
    const { code, stderr } = await cli(argv);
    expect(stderr).toContain(sentence);
    expect(code).toBe(2);
  });
});

describe("values", () => {
  test.each([
    [["webhooks", "get", "wh_1", "--url"], "--url needs a value."],
    [["webhooks", "get", "wh_1", "--json=maybe"], "--json takes no value: give it or leave it out."],
    [["webhooks", "get", "wh_1", "--url", "http://a", "--url", "http://b"], "--url was given more than once."],
    [["webhooks", "create", "https://a.example"], "--event-type is missing."],
    [["tokens", "create"], "--organization-id and --scope are missing."],
    [["webhooks", "list", "--limit", "many"], "--limit must be a whole number of at least 1."],
    [["webhooks", "list", "--limit", "0"], "--limit must be a whole number of at least 1."],
    [["webhooks", "list", "--limit", "-5"], "--limit must be a whole number of at least 1."],
    [["webhooks", "list", "--limit", "1.5"], "--limit must be a whole number of at least 1."],
    [["webhooks", "list", "--limit", ""], "--limit must be a whole number of at least 1."],
    [
      ["webhooks", "rotate-secret", "wh_1", "--overlap-seconds", "604801"],
      "--overlap-seconds must be a whole number of at least 0 and at most 604800.",
    ],
    [["deliveries", "list", "--status", "lost"], "--status cannot be lost. It is one of pending, succeeded, failed, "],
    [
      ["webhooks", "create", "https://a.example", "--event-type", "message.sent,message.lost"],
      "--event-type cannot be message.lost. Did you mean message.sent? It is one of message.received, ",
    ],
    [
      ["webhooks", "create", "example.com/hooks", "--event-type", "message.sent"],
      "<endpoint> must be an absolute https URL without credentials.",
    ],
    [
      ["webhooks", "create", `https://a.example/${"a".repeat(2048)}`, "--event-type", "message.sent"],
      "<endpoint> has 2066 characters, and may have 2048.",
    ],
    [
      ["webhooks", "create", "https://a.example", "--event-type", "message.sent", "--client-id", "a b"],
      "--client-id may have only A-Z a-z 0-9 . _ ~ -.",
    ],
    [["webhooks", "update", "wh_1", "--add-inbox-id", ""], "--add-inbox-id may not be empty."],
    [["webhooks", "update", "wh_1", "--add-inbox-id", "a\u0007"], "--add-inbox-id may not have control characters."],
    [["webhooks", "update", "wh_1"], "There is nothing to change: give at least one of --add-inbox-id, "],
    [["publish"], "Say what to publish: "],
    [["publish", "event.json", "--sample", "message.sent"], "Say what to publish: "],
    [["publish", "event.json", "--count", "2"], "--count is for --sample only."],
    [["webhooks", "get", "wh_1", "-"], '"-" is one argument too many.'],
    [["listen", "--forward", "localhost:3000"], "--forward must be an absolute http(s) URL, such as "],
    [["listen", "--port", "65536"], "--port must be a whole number of at least 0 and at most 65535."],
  ])("%j", async (argv, sentence) => {
    const { code, stdout, stderr } = await cli(argv, { env: { AGENT_WEBHOOKS_TOKEN: "awt_not-looked-at" } });
    expect(stderr.split("\n")[0]).toContain(sentence);
    expect(stderr).toContain("\n\nUsage: ");
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });
});

test("every operation of both specs can be called", () => {
  const command: Readonly<Record<keyof typeof webhookOperations | keyof typeof deliveryOperations, string>> = {
    listWebhooks: "webhooks list",
    createWebhook: "webhooks create",
    getWebhook: "webhooks get",
    updateWebhook: "webhooks update",
    deleteWebhook: "webhooks delete",
    publishEvent: "publish",
    publishEvents: "publish",
    listDeliveries: "deliveries list",
    getDelivery: "deliveries get",
    resendDelivery: "deliveries resend",
    recoverWebhook: "webhooks recover",
    sendTestEvent: "webhooks test",
    rotateSecret: "webhooks rotate-secret",
    enableWebhook: "webhooks enable",
    disableWebhook: "webhooks disable",
    listTokens: "tokens list",
    createToken: "tokens create",
    revokeToken: "tokens revoke",
  };
  expect(named.map(([name]) => name)).toEqual(expect.arrayContaining(Object.values(command)));
});
