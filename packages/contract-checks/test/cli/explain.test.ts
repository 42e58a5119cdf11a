import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { explanations } from "../../src/cli/explain.ts";
import { providerChecksOf } from "../../src/provider/index.ts";
import { receiverChecks } from "../../src/receiver/checks/index.ts";
import { senderChecks } from "../../src/sender/checks/index.ts";
import { runCommand } from "../command.ts";

test.each([
  ["Provider", providerChecksOf("all").map(({ id }) => id)],
  ["Receiver", receiverChecks.map(({ id }) => id)],
  ["Sender", senderChecks.map(({ id }) => id)],
])("CHECKS.md explains each check: %s", async (group, ids) => {
  const explained = explanations(await readFile(new URL("../../CHECKS.md", import.meta.url), "utf8"), group);
  expect([...explained.keys()]).toEqual(ids);
  for (const text of explained.values()) {
    expect(text).toMatch(/^- \*\*Sends\*\* \S.*\n- \*\*Why\*\* \S.*\n- \*\*Fix\*\* \S.*$/s);
  }
});

test("explains a check, and both of an id that two groups have", async () => {
  const { code, stdout } = await runCommand("explain", "pages_end");
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^Provider check pages_end\n {2}Rule .* Sends .* Why .* Fix /s),
  });
  expect((await runCommand("explain", "malformed_json")).stdout).toMatch(/^Provider check .*^Receiver check /ms);
});

test("lists all checks without an id, and rejects an unknown one", async () => {
  expect((await runCommand("explain")).stdout).toContain("\n  pages_end ");
  expect(await runCommand("explain", "pages")).toMatchObject({
    code: 2,
    stderr: "webhooks-contract: there is no check or rule pages; webhooks-contract explain lists all checks\n",
  });
});

test("explains a rule of diff", async () => {
  expect(await runCommand("explain", "response-optional-property-added")).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(
      /^Rule response-optional-property-added of diff\n {2}Level {2}breaking\n {2}Change \S.*\n$/,
    ),
  });
});
