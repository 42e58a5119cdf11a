import { readFileSync } from "node:fs";
import type { operations as webhookOperations } from "@agent-webhooks/types";
import type { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { describe, expect, test } from "vitest";
import type { Command } from "../src/command.ts";
import { commands } from "../src/commands/index.ts";
import { parseCommandLine } from "../src/parser.ts";
import { programName } from "../src/program.ts";
import { type CommandLine, runCommand } from "./support/cli.ts";

const groups = commands.flatMap((entry) => ("commands" in entry ? [entry] : []));
const allCommands = commands.flatMap((entry) =>
  "commands" in entry
    ? entry.commands.map((command) => ({ ...command, line: `${entry.name} ${command.name}` }))
    : [{ ...entry, line: entry.name }],
);

/** The arguments in an example, without variables before the program and pipes around it. */
function argumentsOf(example: string): string {
  const [, args = ""] = /\$0 ([^|]*)/.exec(example) ?? [];
  return args.trim();
}

describe.each(allCommands)("$line", ({ name, line, positionals, examples }) => {
  const requiredNames = Object.keys(positionals).filter((key) => positionals[key]?.demandOption);

  test("has help with its usage and examples", async () => {
    const { code, stdout, stderr } = await runCommand(`${line} --help`);
    expect(stdout).toMatch(new RegExp(`^${programName} ${line}`));
    expect(examples.length).toBeGreaterThan(0);
    for (const [example, purpose] of examples) {
      expect(stdout).toContain(`${purpose}:\n    ${example.replace("$0", programName)}`);
    }
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test("has examples that parse", async () => {
    for (const [example] of examples) {
      const parsed = await parseCommandLine(argumentsOf(example).split(" "), 100);
      expect(parsed, example).toHaveProperty("command.name", name);
    }
  });

  test("rejects an unknown option and prints its usage", async () => {
    const { code, stdout, stderr } = await runCommand(`${line} ${requiredNames.join(" ")} --frobnicate`);
    expect(stderr).toMatch(
      new RegExp(`^Unknown option --frobnicate\\.\n\nUsage: ${programName} ${line} .*\nMore: .* --help\n$`),
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  test("rejects a surplus argument, and a missing one", async () => {
    const [[example] = [""]] = examples;
    const surplus = await runCommand(`${argumentsOf(example)} ${Object.keys(positionals).join(" ")} surplus`);
    expect(surplus).toMatchObject({ code: 2, stderr: expect.stringMatching(/^Unexpected argument: .*surplus\.\n/) });
    if (requiredNames.length === 0) return;
    const missing = await runCommand(line);
    const names = requiredNames.map((key) => `<${key}>`).join(" ");
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringMatching(`^Missing argument ${names}\\.\n`) });
  });
});

test.each(groups)("$name lists its commands, in its help and without a command", async ({ name, commands }) => {
  const { code, stdout } = await runCommand(`${name} --help`);
  for (const command of commands) {
    expect(stdout).toContain(`${programName} ${name} ${command.name}`);
    expect(stdout).toContain(command.examples[0]?.[0].replace("$0", programName));
  }
  expect(code).toBe(0);
  const names = commands.map(({ name }) => name).join(", ");
  const usage = `Usage: ${programName} ${name} <command>\nMore:  ${programName} ${name} --help\n`;
  expect(await runCommand(name)).toMatchObject({
    code: 2,
    stderr: `No command given. Commands: ${names}.\n\n${usage}`,
  });
});

describe("the program", () => {
  test("has help with every command, the settings and the exit codes, as narrow as the terminal", async () => {
    const { code, stdout } = await runCommand("--help", { columns: 60 });
    for (const { name } of commands) expect(stdout).toContain(`${programName} ${name}`);
    for (const text of ["completion", "AGENT_WEBHOOKS_TOKEN", "Exit codes: 0 success;"]) expect(stdout).toContain(text);
    const [beforeExamples = ""] = stdout.split("Examples:");
    expect(Math.max(...beforeExamples.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(60);
    expect(code).toBe(0);
  });

  test("prints the version of its package", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
    expect(await runCommand("--version")).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });
});

test("completion has help", async () => {
  const { code, stdout } = await runCommand("completion --help");
  expect(stdout).toMatch(/^agent-webhooks completion\n\nPrint the completion script /);
  expect(code).toBe(0);
});

test("help shows the default of an option from the spec", async () => {
  const { stdout } = await runCommand("webhooks rotate-secret --help");
  expect(stdout).toMatch(/--overlap-seconds .*\[default: 86400\]/s);
});

const wholeNumber = "--limit must be a whole number of at least 1.";
const create = "webhooks create https://a.example";

test.each<[command: CommandLine, message: string]>([
  ["", "No command given. Commands: serve, webhooks, "],
  ["webhoks", 'Unknown command "webhoks". Did you mean webhooks?'],
  ["webhooks lst more", 'Unknown command "lst". Did you mean list?'],
  ["frobnicate", 'Unknown command "frobnicate".'],
  ["webhooks get wh_1 -", "Unexpected argument: -."],
  ["webhooks list --jsno", "Unknown option --jsno. Did you mean --json?"],
  ["webhooks list -j", "Unknown option -j."],
  // A misspelt option is named before the one that is therefore missing.
  [`${create} --event-tpye=message.sent`, "Unknown option --event-tpye. Did you mean --event-type?"],
  [create, "Missing option --event-type."],
  ["tokens create", "Missing options --organization-id, --scope."],
  ["webhooks get wh_1 --url", "--url requires a value."],
  ["webhooks get wh_1 --url http://a --url http://b", "--url is given more than once."],
  ["webhooks get wh_1 --json=maybe", "--json takes no value."],
  ["webhooks list --limit many", wholeNumber],
  ["webhooks list --limit 0", wholeNumber],
  ["webhooks list --limit -5", wholeNumber],
  ["webhooks list --limit 1.5", wholeNumber],
  [["webhooks", "list", "--limit", ""], wholeNumber],
  [
    "webhooks rotate-secret wh_1 --overlap-seconds 604801",
    "--overlap-seconds must be a whole number from 0 to 604800.",
  ],
  ["listen --port 65536", "--port must be a whole number from 0 to 65535."],
  [
    "publish --sample message.recieved",
    '--sample cannot be "message.recieved". Did you mean message.received? Allowed values: message.received, ',
  ],
  ["deliveries list --status lost", '--status cannot be "lost". Allowed values: pending, succeeded, failed, '],
  [
    `${create} --event-type message.sent,message.lost`,
    '--event-type cannot be "message.lost". Did you mean message.sent? Allowed values: message.received, ',
  ],
  [
    "webhooks create example.com/hooks --event-type message.sent",
    "<webhook_url> must be an absolute https URL without credentials, or http if the service allows it.",
  ],
  [
    `${create}/${"a".repeat(2048)} --event-type message.sent`,
    "<webhook_url> has 2066 characters; the maximum is 2048.",
  ],
  [
    ["webhooks", "create", "https://a.example", "--event-type", "message.sent", "--client-id", "a b"],
    "--client-id may have only A-Z a-z 0-9 . _ ~ -.",
  ],
  [["webhooks", "update", "wh_1", "--add-inbox-id", ""], "--add-inbox-id must not be empty."],
  [
    "webhooks update wh_1 --add-inbox-id a\u0007",
    "--add-inbox-id may not have control characters or byte order marks.",
  ],
  ["webhooks update wh_1", "Nothing to change. Pass at least one of --add-inbox-id, --"],
  ["publish", "Pass a file (- for stdin) or --sample with an event type."],
  ["publish event.json --sample message.sent", "Pass a file (- for stdin) or --sample "],
  ["publish event.json --count 2", "--count requires --sample."],
  ["listen --forward localhost:3000", "--forward must be an absolute http or https URL without credentials"],
  ["listen --forward http://u:p@localhost", "--forward must be an absolute http or https URL without credentials"],
  ["listen --public-url http://:p@a", "--public-url must be an absolute http or https URL without credentials"],
  ["listen --public-url http://[", "--public-url must be an absolute http or https URL without credentials"],
])("%j is rejected: %s", async (command, message) => {
  const { code, stdout, stderr } = await runCommand(command, { env: { AGENT_WEBHOOKS_TOKEN: "awt_not-used" } });
  expect(stderr.split("\n")[0]).toContain(message);
  expect(stderr).toContain("\n\nUsage: ");
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
});

const wholeNumbers = allCommands.flatMap(({ line, positionals, options }) => {
  const required = Object.keys(positionals).filter((key) => positionals[key]?.demandOption);
  const names = Object.keys(options).filter((name) => isWholeNumber(options[name]));
  return names.map((name) => ({ command: [line, ...required].join(" "), name }));
});

function isWholeNumber({ array, coerce }: Command["options"][string] = {}): boolean {
  try {
    if (!array) coerce?.("1.5");
    return false;
  } catch (error) {
    return String(error).includes("whole number");
  }
}

test.each(wholeNumbers)("$command rejects an empty --$name", async ({ command, name }) => {
  for (const given of [[`--${name}`, ""], [`--${name}=`]]) {
    const { code, stderr } = await runCommand([...command.split(" "), ...given]);
    expect(stderr).toMatch(new RegExp(`^--${name} must be a whole number `));
    expect(code).toBe(2);
  }
});

test("every operation of both specs has a command", () => {
  const commandOf: Readonly<Record<keyof typeof webhookOperations | keyof typeof deliveryOperations, string>> = {
    listWebhooks: "webhooks list",
    createWebhook: "webhooks create",
    getWebhook: "webhooks get",
    updateWebhook: "webhooks update",
    deleteWebhook: "webhooks delete",
    publishEvent: "publish",
    publishEvents: "publish",
    listEvents: "events list",
    getEvent: "events get",
    eraseEvent: "events erase",
    listDeliveries: "deliveries list",
    getDelivery: "deliveries get",
    resendDelivery: "deliveries resend",
    recoverWebhook: "webhooks recover",
    getRecovery: "webhooks recover",
    getWebhookHealth: "webhooks health",
    getSummary: "webhooks health",
    sendTestEvent: "webhooks test",
    rotateSecret: "webhooks rotate-secret",
    enableWebhook: "webhooks enable",
    disableWebhook: "webhooks disable",
    getDeliverySettings: "webhooks settings",
    updateDeliverySettings: "webhooks settings",
    getOperatorWebhook: "operator-webhook get",
    setOperatorWebhook: "operator-webhook set",
    deleteOperatorWebhook: "operator-webhook delete",
    listTokens: "tokens list",
    createToken: "tokens create",
    revokeToken: "tokens revoke",
  };
  expect(allCommands.map(({ line }) => line)).toEqual(expect.arrayContaining(Object.values(commandOf)));
});
