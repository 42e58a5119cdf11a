/** Tokens and secrets in the environment, which other users of the machine cannot see. */
import { expect, test, vi } from "vitest";
import { receiver } from "../../mutants/receiver/reference.ts";
import { type Ended, runCommand, startProgram } from "../command.ts";
import { listen, urlOf } from "../listen.ts";
import { startReference } from "../provider/serve-reference.ts";
import { secret } from "../receiver/fake-target.ts";

/** Runs the command with variables in its environment. `runCommand` removes them. */
function runWith(variables: Readonly<Record<string, string>>, ...args: string[]): Promise<Ended> {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(`WEBHOOKS_CONTRACT_${name}`, value);
  return runCommand(...args);
}

test("provider reads each token", async () => {
  await using provider = await startReference();
  const tokens = { TOKEN: "a-token", OTHER_TOKEN: "b-token", READ_TOKEN: "a-reader", WRITE_TOKEN: "a-writer" };
  const only = ["--only", "echo,tenancy,missing_scope,missing_read_scope"];
  const { code, stdout } = await runWith(tokens, "provider", "--url", provider.url, ...only);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^4 passed, 0 failed provider /) });
});

test("receiver reads the secret", async () => {
  const url = urlOf(await listen(receiver()(secret)));
  const { code } = await runWith({ SECRET: secret }, "receiver", "--url", url, "--only", "event_acceptance");
  expect(code).toBe(0);
});

test("sender reads the token", async () => {
  const { stderr } = await runWith({ TOKEN: "a-token" }, "sender", "--url", "http://127.0.0.1:9", "--publish");
  expect(stderr).toContain("no response from http://127.0.0.1:9");
});

test("an option comes before its variable, and other variables are ignored", async () => {
  await using provider = await startReference();
  const variables = { TOKEN: "wrong", URL: "http://127.0.0.1:9", FUTURE_OPTION: "1" };
  const args = ["--url", provider.url, "--token", "a-token", "--only", "echo"];
  expect(await runWith(variables, "provider", ...args)).toMatchObject({ code: 0, stderr: "" });
});

test("an empty variable is as none, as CI services set those of missing secrets", async () => {
  await using provider = await startReference();
  const variables = { TOKEN: "a-token", OTHER_TOKEN: "", READ_TOKEN: "" };
  const { code, stdout } = await runWith(variables, "provider", "--url", provider.url, "--only", "echo,tenancy");
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: expect.stringContaining("tenancy (no --other-token was given)"),
  });
});

test("a variable that is empty is named when it is needed", async () => {
  const { code, stderr } = await runWith({ TOKEN: "", URL: "" }, "provider");
  const missing = "Missing --url, --token (WEBHOOKS_CONTRACT_TOKEN is empty)";
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: `webhooks-contract: ${missing} (see webhooks-contract provider --help)\n`,
  });
});

test.each([
  ["provider", "TOKEN OTHER_TOKEN READ_TOKEN WRITE_TOKEN"],
  ["sender", "TOKEN"],
  ["receiver", "SECRET"],
])("%s --help names its variables: %s", async (command, names) => {
  const { stdout } = await startProgram(command, "--help").ended;
  const named = [...stdout.matchAll(/WEBHOOKS_CONTRACT_(\w+)/g)].map(([, name]) => name);
  expect(named.join(" ")).toBe(names);
});

test("--help does not show the values of variables", async () => {
  vi.stubEnv("WEBHOOKS_CONTRACT_OTHER_TOKEN", "b-token");
  const { stdout } = await startProgram("provider", "--help").ended;
  vi.unstubAllEnvs();
  expect(stdout).toContain("set in the environment");
  expect(stdout).not.toContain("b-token");
});
