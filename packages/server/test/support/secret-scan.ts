/**
 * Fails the run when a service printed a secret. During the run, everything that is printed (`record-output.ts`, and the
 * output of programs) and every secret is appended to files; at the end, one is searched for the other.
 */
import { appendFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    secretScanDirectory: string;
  }
}

const record = (kind: "printed" | "secret", text: string) =>
  appendFileSync(join(inject("secretScanDirectory"), `${kind}-${process.pid}`), `${text}\n`);

/** Records output of a service. */
export const recordOutput = (text: string): void => record("printed", text);

const recorded = new Set<string>();

/** Records a token, signing secret or key. */
export function recordSecret(secret: string): void {
  if (secret === "" || recorded.has(secret)) return;
  recorded.add(secret);
  record("secret", secret);
}

/** Records the secrets in a response. */
export function recordSecretsIn(text: string): void {
  for (const [secret] of text.matchAll(/whsec_[A-Za-z0-9+/=]+|awt_[A-Za-z0-9_-]{43}/g)) recordSecret(secret);
}

/** What looks like a secret, even if it was not recorded. */
const secretTexts = /whsec_[A-Za-z0-9+/]{43}=|awt_[A-Za-z0-9_-]{43}/g;

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), "agent-webhooks-printed-"));
  project.provide("secretScanDirectory", directory);
  return async () => {
    const read = async (kind: string) => {
      const names = (await readdir(directory)).filter((name) => name.startsWith(kind));
      return (await Promise.all(names.map((name) => readFile(join(directory, name), "utf8")))).join("\n");
    };
    const [printed, secrets] = [await read("printed"), new Set((await read("secret")).split("\n").filter(Boolean))];
    await rm(directory, { recursive: true, force: true });
    const leaks = [...[...secrets].filter((secret) => printed.includes(secret)), ...(printed.match(secretTexts) ?? [])];
    if (printed !== "")
      console.log(`${secrets.size} secrets, ${leaks.length} of them in ${printed.length} characters of output`);
    if (leaks.length === 0) return;
    const excerpts = leaks.slice(0, 5).map((secret) => {
      const start = printed.indexOf(secret);
      return printed.slice(Math.max(0, start - 300), start + 80);
    });
    throw new Error(`Services printed secrets:\n${excerpts.join("\n---\n")}`);
  };
}
