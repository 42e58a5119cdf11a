import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { isObject } from "@agent-webhooks/types/json-schema";
import type { Options } from "yargs";
import { describeReadError, UsageError } from "./errors.ts";
import { programName } from "./program.ts";

/** The options of every command that makes API requests. */
export interface ApiArgs {
  readonly json?: boolean | undefined;
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  readonly config?: string | undefined;
}

const group = "Service:";
export const apiOptions: Readonly<Record<keyof ApiArgs, Options>> = {
  json: { type: "boolean", default: false, describe: "Print JSON, for scripts" },
  url: { type: "string", requiresArg: true, group, describe: "URL of the service" },
  token: { type: "string", requiresArg: true, group, describe: "Token of the organization" },
  config: { type: "string", requiresArg: true, group, describe: "Config file with url and token" },
};

/** URL and token of the service. */
export interface Settings {
  readonly url: string;
  readonly token: string;
  /** Where the token was found, for error messages: `--token`. */
  readonly tokenSource: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const defaultUrl = "http://127.0.0.1:8787";

/**
 * Reads URL and token, each from the first that has it: the option, the environment variable, the config file.
 *
 * @throws UsageError when one of them is invalid, or there is no token. It repeats no values, since one is a secret.
 */
export async function readSettings(options: Omit<ApiArgs, "json">, env: Environment): Promise<Settings> {
  const namedPath = options.config ?? env.AGENT_WEBHOOKS_CONFIG;
  const path = namedPath ?? defaultConfigFile(env);
  // The default file may be absent, a named one may not.
  const file = await readConfigFile(path, { isOptional: namedPath === undefined });
  const find = (name: "url" | "token"): readonly [value: string | undefined, source: string] => {
    const variable = `AGENT_WEBHOOKS_${name.toUpperCase()}`;
    if (options[name] !== undefined) return [options[name], `--${name}`];
    if (env[variable] !== undefined) return [env[variable], variable];
    return [file[name], `"${name}" in ${path}`];
  };
  const [url = defaultUrl, urlSource] = find("url");
  const [token, tokenSource] = find("token");
  if (token === undefined) {
    throw new UsageError(
      `No token configured. Pass --token, or set AGENT_WEBHOOKS_TOKEN or "token" in ${path}; "${programName} serve" prints a token when it starts.`,
    );
  }
  if (token === "") throw new UsageError(`${tokenSource} is empty.`);
  if (!/^[!-~]+$/.test(token)) {
    throw new UsageError(`${tokenSource} must consist of visible ASCII characters, without spaces or line breaks.`);
  }
  if (!URL.canParse(url) || !/^https?:\/\/[^/?#@]+(\/[^?#]*)?$/i.test(url)) {
    throw new UsageError(
      `${urlSource} must be an absolute http or https URL without credentials and query, such as ${defaultUrl}.`,
    );
  }
  return { url: url.replace(/\/+$/, ""), token, tokenSource };
}

/** The working directory is not searched: the config file of another repository could send the token elsewhere. */
function defaultConfigFile(env: Environment): string {
  const folder =
    env.XDG_CONFIG_HOME || (process.platform === "win32" && env.APPDATA) || join(env.HOME || homedir(), ".config");
  return join(folder, "agent-webhooks", "config.json");
}

async function readConfigFile(
  path: string,
  { isOptional }: { isOptional: boolean },
): Promise<{ url?: string; token?: string }> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (isOptional && (code === "ENOENT" || code === "ENOTDIR")) return {};
    throw new UsageError(`Cannot read the config file ${path}: ${describeReadError(error)}.`);
  }
  // Editors on Windows write a byte order mark.
  const value = parseJson(text.replace(/^\ufeff/, ""));
  if (!isObject(value)) {
    throw new UsageError(`The config file ${path} must contain a JSON object such as {"url": "…", "token": "…"}.`);
  }
  for (const [name, entry] of Object.entries(value)) {
    if (name !== "url" && name !== "token") throw new UsageError(`The config file ${path} has an unknown "${name}".`);
    if (typeof entry !== "string") throw new UsageError(`"${name}" in the config file ${path} must be a string.`);
  }
  return value;
}

/** Returns `undefined` for invalid JSON: the error of `JSON.parse` would quote the file. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
