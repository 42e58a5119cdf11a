import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { providerMutants } from "../mutants/provider/index.ts";
import { variants, withSpecs } from "../mutants/provider/variants.ts";
import { senderMutants } from "../mutants/sender/index.ts";
import { senderVariants } from "../mutants/sender/variants.ts";
import { senderChecks } from "../src/sender/checks/index.ts";
import { startProgram } from "./command.ts";

const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");

const commands = [...readme.matchAll(/^\| `webhooks-contract (\w+)`/gm)].map(([, command = ""]) => command);
/** What `--help` prints, without a command and with each. */
const help = await Promise.all(
  ["", ...commands].map(async (command) => {
    const { stdout } = await startProgram(...[command, "--help"].filter(Boolean)).ended;
    return { command, text: stdout };
  }),
);

test("lists every command and every option", () => {
  const named = [...(help[0]?.text ?? "").matchAll(/^ {2}webhooks-contract (\w+)/gm)].map(([, command]) => command);
  expect(named).toEqual(commands);
  const options = help.flatMap(({ text }) => [...text.matchAll(/^ +(--[\w-]+)/gm)].map(([, option = ""]) => option));
  for (const option of options.filter((option) => !["--help", "--version"].includes(option)))
    expect(readme).toMatch(new RegExp(`[\` ]${option}[\` ]`));
});

test.each(help)("--help explains the exit codes: $command", ({ command, text }) => {
  const hasFindings = !["explain", "mock"].includes(command);
  expect(text).toMatch(hasFindings ? /^Exit codes: 0 .*;\s1 .*;\s2 /ms : /^Exit codes: 0 .*;\s2 /ms);
});

test("lists every file of provider checks", async () => {
  const files = await readdir(new URL("../src/provider/checks/", import.meta.url));
  const listed = [...readme.matchAll(/^\| `([\w-]+\.ts)`/gm)].map(([, file]) => file);
  expect(listed.toSorted()).toEqual(files.toSorted());
});

test("counts the provider mutants and variants", () => {
  const { length: mutants } = providerMutants;
  const { length: variantCount } = variants.flatMap(withSpecs);
  expect(readme).toMatch(new RegExp(`\\| API servers .*\\| ${mutants} of ${mutants} +\\| ${variantCount}: `));
});

test("lists every sender check, and counts their mutants and variants", () => {
  const rows = [...readme.matchAll(/^\| `(\w+)` +\| (.*?) +\|$/gm)].map(([, id, holds]) => ({ id, holds }));
  const listed = rows.filter(({ id }) => senderChecks.some((check) => check.id === id));
  expect(listed).toEqual(senderChecks.map(({ id, holds }) => ({ id, holds })));
  const { length: mutants } = senderMutants;
  expect(readme).toMatch(new RegExp(`\\| senders .*\\| ${mutants} of ${mutants} +\\| ${senderVariants.length}, `));
});
