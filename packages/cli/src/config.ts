import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Options } from "yargs";
import { UsageError, whyUnreadable } from "./errors.ts";

/** What every command that speaks to the service may be given. */
export interface ApiArgs {
  readonly json?: boolean | undefined;
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  readonly config?: string | undefined;
}

/** The options for it. */
export const apiOptions: Readonly<Record<keyof ApiArgs, Options>> = {
  json: { type: "boolean", default: false, describe: "Print JSON, for scripts" },
  url: { type: "string", describe: "Where the service is", group: "Service:", requiresArg: true },
  token: { type: "string", describe: "Token of the organization", group: "Service:", requiresArg: true },
  config: { type: "string", describe: "File with url and token", group: "Service:", requiresArg: true },
};

/** Which service to speak to, and as whom. */
export interface Settings {
  readonly url: string;
  readonly token: string;
  /** Where each was found, for error messages. */
  readonly sources: { readonly url: string; readonly token: string };
}

type Environment = Readonly<Record<string, string | undefined>>;

const defaultUrl = "http://127.0.0.1:8787";

/**
 * Settings from options, else from the environment, else from the config file; each by itself.
 *
 * @throws UsageError when one of them cannot be used, or there is no token. Values are not repeated: one is a secret.
 */
export async function readSettings(options: Omit<ApiArgs, "json">, env: Environment): Promise<Settings> {
  const path = options.config ?? env.AGENT_WEBHOOKS_CONFIG ?? defaultConfigFile(env);
  // The usual file may be absent, one that was named may not.
  const isNamed = options.config !== undefined || env.AGENT_WEBHOOKS_CONFIG !== undefined;
  const file = await readConfigFile(path, isNamed);
  const find = (name: "url" | "token"): readonly [value: string | undefined, source: string] => {
    if (options[name] !== undefined) return [options[name], `--${name}`];
    const variable = `AGENT_WEBHOOKS_${name.toUpperCase()}`;
    if (env[variable] !== undefined) return [env[variable], variable];
    return [file[name], `"${name}" in ${path}`];
  };
  const [url, urlSource] = find("url");
  const [token, tokenSource] = find("token");
  if (token === undefined) {
    throw new UsageError(
      `There is no token. Give it with --token, AGENT_WEBHOOKS_TOKEN, or "token" in ${path}; the service prints one when it starts.`,
    );
  }
  if (!/^[!-~]+$/.test(token)) {
    throw new UsageError(
      token === ""
        ? `${tokenSource} is empty. The service prints a token when it starts.`
        : `${tokenSource} is no token: it must be visible ASCII characters, without spaces or line ends.`,
    );
  }
  if (url !== undefined && !isServiceUrl(url)) {
    throw new UsageError(`${urlSource} must be an absolute http(s) URL without credentials or query: ${defaultUrl}.`);
  }
  return {
    url: (url ?? defaultUrl).replace(/\/+$/, ""),
    token,
    sources: { url: url === undefined ? "the default" : urlSource, token: tokenSource },
  };
}

function isServiceUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:\/\/[^/?#@]+(\/[^?#]*)?$/i.test(text);
}

/**
 * The file of this user. None is looked for in the working directory: the one of a stranger's repository could send the
 * token elsewhere.
 */
function defaultConfigFile(env: Environment): string {
  const folder =
    env.XDG_CONFIG_HOME || (process.platform === "win32" && env.APPDATA) || join(env.HOME || homedir(), ".config");
  return join(folder, "agent-webhooks", "config.json");
}

async function readConfigFile(path: string, isNamed: boolean): Promise<{ url?: string; token?: string }> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!isNamed && (code === "ENOENT" || code === "ENOTDIR")) return {};
    throw new UsageError(`The config file ${path} cannot be read: ${whyUnreadable(error)}.`);
  }
  const wanted = 'it must be a JSON object such as {"url": "…", "token": "…"}';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Without the reason: it would quote the file.
    throw new UsageError(`The config file ${path} is not JSON: ${wanted}.`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UsageError(`The config file ${path} is no object: ${wanted}.`);
  }
  for (const [name, entry] of Object.entries(value)) {
    if (name !== "url" && name !== "token") throw new UsageError(`The config file ${path} has an unknown "${name}".`);
    if (typeof entry !== "string") throw new UsageError(`The config file ${path} has a "${name}" that is no text.`);
  }
  return value;
}
