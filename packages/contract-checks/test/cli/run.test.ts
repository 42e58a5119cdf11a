import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { runCommand, startProgram } from "../command.ts";

test("prints the version of its package", async () => {
  const { version } = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8"));
  expect(await startProgram("--version").ended).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
});

test.each<[command: string, message: string, help: string]>([
  ["", "No command given", ""],
  ["frob", 'Unknown command "frob"', ""],
  ["recevier", 'Unknown command "recevier". Did you mean receiver?', ""],
  ["coverage more", "Unknown argument: more", "coverage "],
  ["diff", "Missing argument <base> <head>", "diff "],
  ["diff X", "Missing argument <head>", "diff "],
  ["provider", "Missing --url, --token", "provider "],
])("%j exits with 2 and one line: %s", async (command, message, help) => {
  const stderr = `webhooks-contract: ${message} (see webhooks-contract ${help}--help)\n`;
  expect(await runCommand(...command.split(" ").filter(Boolean))).toEqual({ code: 2, stdout: "", stderr });
});
