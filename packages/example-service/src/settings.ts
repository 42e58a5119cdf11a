/** Settings of the support desk. */
export interface Settings {
  readonly api: { readonly baseUrl: string; readonly token: string };
  readonly inboxId: string;
  readonly port: number;
  readonly publicUrl?: string;
  /** Path of the SQLite database. */
  readonly database: string;
}

/** A setting is missing or invalid. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/**
 * Reads the settings from the environment.
 *
 * @throws SettingsError with a line for each invalid setting
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const issues: string[] = [];
  const token = env.AGENT_WEBHOOKS_TOKEN ?? "";
  if (token === "") issues.push("AGENT_WEBHOOKS_TOKEN is required: the token printed when the API starts.");
  const port = Number(env.PORT || 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) issues.push("PORT must be a whole number up to 65535.");
  const urls = {
    AGENT_WEBHOOKS_URL: env.AGENT_WEBHOOKS_URL || "http://127.0.0.1:8787",
    PUBLIC_URL: env.PUBLIC_URL || undefined,
  };
  for (const [name, url] of Object.entries(urls)) {
    if (url !== undefined && !/^https?:$/.test(URL.parse(url)?.protocol ?? "")) {
      issues.push(`${name} must be an absolute http or https URL.`);
    }
  }
  if (issues.length > 0) throw new SettingsError(issues.join("\n"));
  return {
    api: { baseUrl: urls.AGENT_WEBHOOKS_URL, token },
    inboxId: env.INBOX_ID || "support@agents.example.com",
    port,
    ...(urls.PUBLIC_URL !== undefined && { publicUrl: urls.PUBLIC_URL.replace(/\/+$/, "") }),
    database: env.DATABASE || "tickets.db",
  };
}
