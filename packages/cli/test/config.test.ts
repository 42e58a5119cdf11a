import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSettings } from "../src/config.ts";
import { UsageError } from "../src/errors.ts";
import { cli, User } from "./support/cli.ts";
import { newDirectory } from "./support/directory.ts";
import { newToken, theService, useService } from "./support/service.ts";

useService();

/** A config directory that has this file. */
async function withConfig(content: unknown): Promise<{ XDG_CONFIG_HOME: string; path: string }> {
  const directory = await newDirectory();
  const path = join(directory, "agent-webhooks", "config.json");
  await mkdir(join(directory, "agent-webhooks"));
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
  return { XDG_CONFIG_HOME: directory, path };
}

const nowhere = { XDG_CONFIG_HOME: "/nonexistent" };

describe("url and token", () => {
  test("come from options, else the environment, else the config file, each by itself", async () => {
    const { XDG_CONFIG_HOME } = await withConfig({ url: "http://file.example", token: "token-of-file" });
    const env = {
      XDG_CONFIG_HOME,
      AGENT_WEBHOOKS_URL: "http://env.example",
      AGENT_WEBHOOKS_TOKEN: "token-of-env",
    };
    const options = { url: "http://option.example", token: "token-of-option" };
    expect(await readSettings(options, env)).toMatchObject(options);
    expect(await readSettings({ url: options.url }, env)).toMatchObject({ url: options.url, token: "token-of-env" });
    expect(await readSettings({}, env)).toMatchObject({ url: "http://env.example", token: "token-of-env" });
    expect(await readSettings({}, { ...env, AGENT_WEBHOOKS_URL: undefined })).toMatchObject({
      url: "http://file.example",
      token: "token-of-env",
    });
    expect(await readSettings({}, { XDG_CONFIG_HOME })).toMatchObject({
      url: "http://file.example",
      token: "token-of-file",
    });
  });

  test("may come from another file, by option or environment", async () => {
    const usual = await withConfig({ token: "token-usual" });
    const { path } = await withConfig({ token: "token-named" });
    const { path: other } = await withConfig({ token: "token-other" });
    const env = { ...usual, AGENT_WEBHOOKS_CONFIG: path };
    expect(await readSettings({}, env)).toMatchObject({ token: "token-named" });
    expect(await readSettings({ config: other }, env)).toMatchObject({ token: "token-other" });
  });

  test("are looked for in ~/.config, where XDG_CONFIG_HOME is not set", async () => {
    const home = await newDirectory();
    await mkdir(join(home, ".config/agent-webhooks"), { recursive: true });
    await writeFile(join(home, ".config/agent-webhooks/config.json"), '{"token": "token-at-home"}');
    expect(await readSettings({}, { HOME: home })).toMatchObject({ token: "token-at-home" });
  });

  test("need not name the service that runs on this machine", async () => {
    expect(await readSettings({ token: "t" }, nowhere)).toMatchObject({ url: "http://127.0.0.1:8787" });
  });

  test("lead to the service: with a path and a slash at the end, too", async () => {
    const { path } = await withConfig({ url: `${theService().url}/`, token: await newToken() });
    expect(await cli(["webhooks", "list", "--config", path])).toMatchObject({
      code: 0,
      stdout: "There are no webhooks.\n",
    });
    expect(await readSettings({ url: "https://a.example/base//", token: "t" }, nowhere)).toMatchObject({
      url: "https://a.example/base",
    });
  });
});

describe("what cannot be used is said with the place that it is from, and without its value", () => {
  const token = "awt_hidden-in-every-error";

  test.each([
    [{ url: "ftp://a.example" }, {}, "--url must be an absolute http(s) URL"],
    [{ url: "https://user:pass@a.example" }, {}, "--url must be an absolute http(s) URL without credentials"],
    [{ url: "https://a.example?x=1" }, {}, "--url must be an absolute http(s) URL without credentials or query"],
    [{ url: "" }, {}, "--url must be an absolute http(s) URL"],
    [{}, { AGENT_WEBHOOKS_URL: "localhost:8787" }, "AGENT_WEBHOOKS_URL must be an absolute http(s) URL"],
    [{ token: "" }, {}, "--token is empty. The service prints a token when it starts."],
    [{}, { AGENT_WEBHOOKS_TOKEN: "" }, "AGENT_WEBHOOKS_TOKEN is empty."],
    [{}, { AGENT_WEBHOOKS_TOKEN: `${token}\n` }, "AGENT_WEBHOOKS_TOKEN is no token: it must be visible ASCII"],
  ])("%j %j", async (options, env, message) => {
    const given = "AGENT_WEBHOOKS_TOKEN" in env ? options : { token, ...options };
    const failed = await readSettings(given, { ...nowhere, ...env }).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(UsageError);
    expect(String(failed)).toContain(message);
    expect(String(failed)).not.toMatch(/hidden|pass@/);
  });

  test("no token", async () => {
    const { code, stderr } = await cli(["webhooks", "list"]);
    expect(stderr).toMatch(
      /^There is no token\. Give it with --token, AGENT_WEBHOOKS_TOKEN, or "token" in \/nonexistent\/agent-webhooks\/config\.json;/,
    );
    expect(code).toBe(2);
  });

  test.each([
    ["no JSON", "{token: awt_hidden}", /The config file .*config\.json is not JSON: it must be a JSON object such as/],
    ["no object", "[]", /is no object: it must be a JSON object such as/],
    ["an unknown field", { token, tokn: token }, /has an unknown "tokn"\.$/],
    ["no text", { token: { awt_hidden: 1 } }, /has a "token" that is no text\.$/],
    ["a bad url", { token, url: "hidden" }, /^"url" in .*config\.json must be an absolute http\(s\) URL/],
  ])("a config file with %s", async (_, content, message) => {
    const { code, stdout, stderr } = await cli(["webhooks", "list"], { env: await withConfig(content) });
    expect(stderr.split("\n")[0]).toMatch(message);
    expect(stderr).not.toContain("hidden");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  test("a config file that was named and is not there, or is no file", async () => {
    const directory = await newDirectory();
    expect((await cli(["webhooks", "list", "--config", join(directory, "none.json")])).stderr).toMatch(
      /^The config file .*none\.json cannot be read: it does not exist\.\n/,
    );
    expect((await cli(["webhooks", "list"], { env: { AGENT_WEBHOOKS_CONFIG: directory } })).stderr).toMatch(
      /cannot be read: it is a directory\.\n/,
    );
  });
});

describe("what the service does not like", () => {
  test("a token that it does not know, whichever place it is from", async () => {
    const token = "awt_nobody-knows-me";
    for (const [argv, env, source] of [
      [["--token", token], {}, "--token"],
      [[], { AGENT_WEBHOOKS_TOKEN: token }, "AGENT_WEBHOOKS_TOKEN"],
    ] as const) {
      const { code, stdout, stderr } = await cli(["webhooks", "list", "--url", theService().url, ...argv], { env });
      expect(stderr).toBe(
        `The service at ${theService().url} does not know the token (${source}): it is wrong, revoked or expired.\n`,
      );
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    }
  });

  test("a token that lacks a scope", async () => {
    const reader = new User(await newToken({ scopes: ["webhooks:read"] }));
    expect(await reader.run(["webhooks", "delete", "wh_1"])).toEqual({
      code: 1,
      stdout: "",
      stderr: "The token lacks the scope webhooks:write.\n",
    });
  });

  test("that it is not there", async () => {
    const { code, stderr } = await new User("awt_for-nobody", "http://127.0.0.1:9").run(["webhooks", "list"]);
    expect(stderr).toMatch(
      /^The service at http:\/\/127\.0\.0\.1:9 does not answer \(.+\)\. Start it with "agent-webhooks serve", or say where it is with --url or AGENT_WEBHOOKS_URL\.\n$/,
    );
    expect(code).toBe(1);
  });

  test("that it is something else", async () => {
    const elsewhere = new User(await newToken(), `${theService().url}/elsewhere`);
    const { code, stderr } = await elsewhere.run(["webhooks", "list"]);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(code).toBe(1);
  });
});

test("no token gets into an error, though it was typed in the wrong place", async () => {
  const token = "awt_typed-in-the-wrong-place";
  const { stderr } = await cli(["webhooks", "list", token]);
  expect(stderr).toContain('"awt_***" is one argument too many.');
  const own = await cli(["webhooks", "list", "my-own-bootstrap-token"], {
    env: { AGENT_WEBHOOKS_TOKEN: "my-own-bootstrap-token" },
  });
  expect(own.stderr).toContain('"***" is one argument too many.');
});
