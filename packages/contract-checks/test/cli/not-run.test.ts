import { expect, test } from "vitest";
import { runCommand } from "../command.ts";
import { startReference } from "../provider/serve-reference.ts";

test("--fail-on-not-run exits with 1 when a check was not run, and says why", async () => {
  await using provider = await startReference();
  const args = ["provider", "--url", provider.url, "--token", "a-token", "--only", "echo,tenancy,missing_scope"];
  expect(await runCommand(...args)).toMatchObject({ code: 0, stderr: "" });
  const { code, stdout, stderr } = await runCommand(...args, "--fail-on-not-run");
  expect(stdout).toMatch(/\n1 passed, 0 failed, 2 not run /);
  const reasons = "tenancy (no --other-token was given), missing_scope (no --read-token was given)";
  const line = `webhooks-contract: checks were not run (--fail-on-not-run): ${reasons}\n`;
  expect({ code, stderr }).toEqual({ code: 1, stderr: line });
});

test("--fail-on-not-run accepts the checks of --skip", async () => {
  await using provider = await startReference();
  const args = ["provider", "--url", provider.url, "--token", "a-token", "--only", "echo,tenancy", "--skip", "tenancy"];
  expect(await runCommand(...args, "--fail-on-not-run")).toMatchObject({ code: 0, stderr: "" });
});
