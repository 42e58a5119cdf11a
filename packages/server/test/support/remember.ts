import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";

const remember = (kind: "printed" | "secret", text: string) =>
  appendFileSync(join(inject("confidentialityDirectory"), `${kind}-${process.pid}`), `${text}\n`);

/** Something that a service printed. */
export function rememberPrinted(text: string): void {
  remember("printed", text);
}

const seen = new Set<string>();

/** A token, a signing secret or a key, which nobody may print. */
export function rememberSecret(secret: string): void {
  if (secret === "" || seen.has(secret)) return;
  seen.add(secret);
  remember("secret", secret);
}

/** The secrets in an answer. */
export function rememberSecretsIn(text: string): void {
  for (const [secret] of text.matchAll(/whsec_[A-Za-z0-9+/=]+|awt_[A-Za-z0-9_-]{43}/g)) rememberSecret(secret);
}
