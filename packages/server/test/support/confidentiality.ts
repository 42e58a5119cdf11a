/**
 * Everything that services print while the suites run, and every secret that they made: written down by
 * `remember-printed.ts` and the helpers that start services, compared here at the end of the run.
 */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Where what was printed, and what is secret, is written down. */
    confidentialityDirectory: string;
  }
}

/** What looks like one, made by whomever. */
const secretTexts = /whsec_[A-Za-z0-9+/]{43}=|awt_[A-Za-z0-9_-]{43}/g;

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), "agent-webhooks-printed-"));
  project.provide("confidentialityDirectory", directory);
  return async () => {
    const read = async (kind: string) => {
      const names = (await readdir(directory)).filter((name) => name.startsWith(kind));
      return (await Promise.all(names.map((name) => readFile(join(directory, name), "utf8")))).join("\n");
    };
    const [printed, secrets] = [await read("printed"), new Set((await read("secret")).split("\n").filter(Boolean))];
    await rm(directory, { recursive: true, force: true });
    const leaks = [...[...secrets].filter((secret) => printed.includes(secret)), ...(printed.match(secretTexts) ?? [])];
    console.log(`${secrets.size} secrets, ${leaks.length} of them in ${printed.length} characters that were printed`);
    if (leaks.length === 0) return;
    const places = leaks.slice(0, 5).map((secret) => {
      const place = printed.indexOf(secret);
      return printed.slice(Math.max(0, place - 300), place + 80);
    });
    throw new Error(`Services printed secrets:\n${places.join("\n---\n")}`);
  };
}
