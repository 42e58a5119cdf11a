import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { respondWithJson, startEndpoint } from "../../server/test/support/endpoint.ts";
import { readSettings } from "../src/config.ts";
import { UsageError } from "../src/errors.ts";
import { createDirectory, runCommand, theService, User, useService } from "./support/cli.ts";

useService();

/** Writes a config file into a new config directory. */
async function writeConfig(content: unknown): Promise<{ XDG_CONFIG_HOME: string; path: string }> {
  const directory = await createDirectory();
  const path = join(directory, "agent-webhooks", "config.json");
  await mkdir(dirname(path));
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
  return { XDG_CONFIG_HOME: directory, path };
}

const noConfigFile = { XDG_CONFIG_HOME: "/nonexistent" };

describe("URL and token", () => {
  test("come from options, then the environment, then the config file, each on its own", async () => {
    const { XDG_CONFIG_HOME } = await writeConfig({ url: "http://file.example", token: "token-of-file" });
    const env = { AGENT_WEBHOOKS_URL: "http://env.example", AGENT_WEBHOOKS_TOKEN: "token-of-env", XDG_CONFIG_HOME };
    const options = { url: "http://option.example", token: "token-of-option" };
    for (const [given, variables, url, token] of [
      [options, env, "http://option.example", "token-of-option"],
      [{ url: options.url }, env, "http://option.example", "token-of-env"],
      [{}, env, "http://env.example", "token-of-env"],
      [{}, { ...env, AGENT_WEBHOOKS_URL: undefined }, "http://file.example", "token-of-env"],
      [{}, { XDG_CONFIG_HOME }, "http://file.example", "token-of-file"],
    ] as const) {
      expect(await readSettings(given, variables)).toMatchObject({ url, token });
    }
  });

  test("can come from another file, by option or environment variable", async () => {
    const { XDG_CONFIG_HOME } = await writeConfig({ token: "token-of-default-file" });
    const { path } = await writeConfig({ token: "token-of-variable" });
    const { path: config } = await writeConfig({ token: "token-of-option" });
    const env = { XDG_CONFIG_HOME, AGENT_WEBHOOKS_CONFIG: path };
    expect(await readSettings({}, env)).toMatchObject({ token: "token-of-variable" });
    expect(await readSettings({ config }, env)).toMatchObject({ token: "token-of-option" });
  });

  test("come from a config file with a byte order mark", async () => {
    const { XDG_CONFIG_HOME } = await writeConfig('\ufeff{"token": "token-of-file"}');
    expect(await readSettings({}, { XDG_CONFIG_HOME })).toMatchObject({ token: "token-of-file" });
  });

  test("come from ~/.config if XDG_CONFIG_HOME is not set", async () => {
    const { XDG_CONFIG_HOME } = await writeConfig({ token: "token" });
    const HOME = await createDirectory();
    await mkdir(join(HOME, ".config/agent-webhooks"), { recursive: true });
    await writeFile(join(HOME, ".config/agent-webhooks/config.json"), '{"token": "token-at-home"}');
    expect(await readSettings({}, { HOME })).toMatchObject({ token: "token-at-home" });
    expect(await readSettings({}, { HOME, XDG_CONFIG_HOME })).toMatchObject({ token: "token" });
  });

  test("default to the local service", async () => {
    expect(await readSettings({ token: "t" }, noConfigFile)).toMatchObject({ url: "http://127.0.0.1:8787" });
  });

  test("reach the service, whose URL may have a path and end with a slash", async () => {
    const { AGENT_WEBHOOKS_TOKEN: token } = (await User.create()).env;
    const { path } = await writeConfig({ url: `${theService().url}/`, token });
    expect(await runCommand(`webhooks list --config ${path}`)).toMatchObject({
      code: 0,
      stdout: "No webhooks found.\n",
    });
    const settings = await readSettings({ url: "https://a.example/base//", token: "t" }, noConfigFile);
    expect(settings).toMatchObject({ url: "https://a.example/base" });
  });
});

describe("an invalid setting is rejected with its source and without its value", () => {
  const token = "awt_hidden-in-every-error";

  test.each([
    [{ url: "ftp://a.example" }, {}, "--url must be an absolute http or https URL"],
    [{ url: "https://user:pass@a.example" }, {}, "--url must be an absolute http or https URL without credentials"],
    [{ url: "https://a.example?x=1" }, {}, "--url must be an absolute http or https URL without credentials and query"],
    [{ url: "" }, {}, "--url must be an absolute http or https URL"],
    [{}, { AGENT_WEBHOOKS_URL: "localhost:8787" }, "AGENT_WEBHOOKS_URL must be an absolute http or https URL"],
    [{ token: "" }, {}, "--token is empty."],
    [{}, { AGENT_WEBHOOKS_TOKEN: "" }, "AGENT_WEBHOOKS_TOKEN is empty."],
    [{}, { AGENT_WEBHOOKS_TOKEN: `${token}\n` }, "AGENT_WEBHOOKS_TOKEN must consist of visible ASCII characters"],
  ])("%j %j", async (options, env, message) => {
    const given = "AGENT_WEBHOOKS_TOKEN" in env ? options : { token, ...options };
    const error = await readSettings(given, { ...noConfigFile, ...env }).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(UsageError);
    expect(String(error)).toContain(message);
    expect(String(error)).not.toMatch(/hidden|pass@/);
  });

  test.each([
    ["not JSON", "{token: awt_hidden}", /^The config file .*config\.json must contain a JSON object such as/],
    ["not an object", "[]", /^The config file .*config\.json must contain a JSON object such as/],
    ["an unknown field", { token, tokn: token }, /has an unknown "tokn"\.$/],
    ["not a string", { token: { awt_hidden: 1 } }, /^"token" in the config file .* must be a string\.$/],
    ["an invalid URL", { token, url: "hidden" }, /^"url" in .*config\.json must be an absolute http or https URL/],
  ])("a config file: %s", async (_, content, message) => {
    const { code, stdout, stderr } = await runCommand("webhooks list", { env: await writeConfig(content) });
    expect(stderr.split("\n")[0]).toMatch(message);
    expect(stderr).not.toContain("hidden");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  test("no token", async () => {
    const { code, stderr } = await runCommand("webhooks list");
    expect(stderr).toMatch(
      /^No token configured\. Pass --token, or set AGENT_WEBHOOKS_TOKEN or "token" in \/nonexistent\/agent-webhooks\/config\.json;/,
    );
    expect(code).toBe(2);
  });

  test("a named config file that does not exist, or is a directory", async () => {
    const directory = await createDirectory();
    for (const [AGENT_WEBHOOKS_CONFIG, reason] of [
      [join(directory, "none.json"), "it does not exist"],
      [directory, "it is a directory"],
    ] as const) {
      const { stderr } = await runCommand("webhooks list", { env: { AGENT_WEBHOOKS_CONFIG } });
      expect(stderr).toContain(`Cannot read the config file ${AGENT_WEBHOOKS_CONFIG}: ${reason}.\n`);
    }
  });
});

describe("the service rejects the request", () => {
  test.each([
    ["--token", "--token awt_unknown-token", {}],
    ["AGENT_WEBHOOKS_TOKEN", "", { AGENT_WEBHOOKS_TOKEN: "awt_unknown-token" }],
  ])("with an unknown token from %s", async (source, options, env) => {
    const { url } = theService();
    expect(await runCommand(`webhooks list --url ${url} ${options}`, { env })).toEqual({
      code: 1,
      stdout: "",
      stderr: `The service at ${url} rejected the token (${source}): it is invalid, revoked or expired.\n`,
    });
  });

  test.each([
    ["webhooks delete wh_1", "webhooks:write"],
    ["webhooks create https://example.com/ --event-type message.sent", "webhooks:write"],
    ["publish --sample message.sent", "events:publish"],
    ["tokens list", "tokens:write"],
  ])("%s, with a token that lacks the scope", async (command, scope) => {
    const user = await User.create({ scopes: ["webhooks:read"] });
    expect(await user.run(command)).toEqual({ code: 1, stdout: "", stderr: `The token lacks the scope ${scope}.\n` });
    expect(await user.json("webhooks list")).toEqual([]);
  });

  test("at a URL where there is no service", async () => {
    const { code, stderr } = await new User("awt_not-used", "http://127.0.0.1:9").run("webhooks list");
    expect(stderr).toMatch(
      /^Cannot reach the service at http:\/\/127\.0\.0\.1:9 \(.+\)\. Start it with "agent-webhooks serve", or set its URL with --url or AGENT_WEBHOOKS_URL\.\n$/,
    );
    expect(code).toBe(1);
  });

  test("without a response, after which it may have been processed", async () => {
    const { origin } = await startEndpoint((response) => response.destroy());
    const { code, stderr } = await new User("awt_not-used", origin).run("webhooks rotate-secret wh_1");
    expect(stderr).toMatch(/^Cannot reach the service at .* The request may have been processed\.\n$/);
    expect(code).toBe(1);
  });

  test.each([
    ["EAI_AGAIN", "getaddrinfo"],
    ["ETIMEDOUT", "connect"],
    ["UND_ERR_CONNECT_TIMEOUT", undefined],
    ["CERT_HAS_EXPIRED", undefined],
  ])("without a connection (%s), so that it was not processed", async (code, syscall) => {
    const cause = Object.assign(new Error("no connection"), { code, syscall });
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("fetch failed", { cause })));
    onTestFinished(() => void vi.unstubAllGlobals());
    const result = await new User("awt_not-used", "https://a.example").run("webhooks rotate-secret wh_1");
    expect(result.stderr).toMatch(
      new RegExp(`^Cannot reach the service at https://a\\.example \\(${code}\\)\\. .* AGENT_WEBHOOKS_URL\\.\n$`),
    );
    expect(result.code).toBe(1);
  });

  test("with something else than a list, which was only read", async () => {
    const { origin } = await startEndpoint(respondWithJson(200, {}));
    const { code, stderr } = await new User("awt_not-used", origin).run("webhooks list");
    expect(stderr).toBe("The response has no webhooks. Check the URL: --url or AGENT_WEBHOOKS_URL.\n");
    expect(code).toBe(1);
  });

  test("for now: the wait until the next attempt is announced", async () => {
    const service = await startEndpoint(
      respondWithJson(503, { name: "ServiceUnavailableError", message: "The disk is full." }, { "retry-after": "1" }),
    );
    const onOutput = () => {
      service.respond = respondWithJson(200, { webhooks: [] });
    };
    const { code, stderr } = await new User("awt_not-used", service.origin).run("webhooks list", { onOutput });
    expect(stderr).toMatch(/^Waiting 1 s to try again: The disk is full\.\n/);
    expect(code).toBe(0);
  });

  test("at another path", async () => {
    const { AGENT_WEBHOOKS_TOKEN: token } = (await User.create()).env;
    const { code, stderr } = await new User(token, `${theService().url}/elsewhere`).run("webhooks list");
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(code).toBe(1);
  });
});

test.each([
  ["awt_misplaced-token", {}, "awt_***"],
  ["own-bootstrap-token", { AGENT_WEBHOOKS_TOKEN: "own-bootstrap-token" }, "***"],
])("a token is redacted from errors: %s", async (token, env, redacted) => {
  const { stderr } = await runCommand(`webhooks list ${token}`, { env });
  expect(stderr).toContain(`Unexpected argument: ${redacted}.`);
});
