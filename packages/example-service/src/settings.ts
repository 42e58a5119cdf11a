/** What the desk needs to know of its surroundings. */
export interface Settings {
  readonly api: { readonly baseUrl: string; readonly token: string };
  readonly inboxId: string;
  readonly port: number;
  readonly publicUrl?: string;
  /** Path of the SQLite database. */
  readonly database: string;
}

/** A setting is missing or wrong. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/**
 * Reads the settings from the environment.
 *
 * @throws SettingsError with a line for each setting that is wrong
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const problems: string[] = [];
  const token = env.AGENT_WEBHOOKS_TOKEN ?? "";
  if (token === "") problems.push("AGENT_WEBHOOKS_TOKEN is missing: the token that the API's `start` prints.");
  const port = Number(env.PORT || 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) problems.push("PORT must be a whole number up to 65535.");
  const urls = {
    AGENT_WEBHOOKS_URL: env.AGENT_WEBHOOKS_URL || "http://127.0.0.1:8787",
    PUBLIC_URL: env.PUBLIC_URL || undefined,
  };
  for (const [name, url] of Object.entries(urls)) {
    if (url !== undefined && !/^https?:$/.test(URL.parse(url)?.protocol ?? "")) {
      problems.push(`${name} must be an absolute http or https URL.`);
    }
  }
  if (problems.length > 0) throw new SettingsError(problems.join("\n"));
  return {
    api: { baseUrl: urls.AGENT_WEBHOOKS_URL, token },
    inboxId: env.INBOX_ID || "support@agents.example.com",
    port,
    ...(urls.PUBLIC_URL !== undefined && { publicUrl: urls.PUBLIC_URL.replace(/\/+$/, "") }),
    database: env.DATABASE || "tickets.db",
  };
}
