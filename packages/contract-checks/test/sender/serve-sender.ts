import { onTestFinished } from "vitest";
import { ReferenceSender } from "../../mutants/sender/reference.ts";
import type { Steps } from "../../mutants/sender/steps.ts";
import { listen } from "../../src/fake/listen.ts";

/** Starts a sender with its provider for one test, and returns its URL. */
export async function serveSender(changes: Partial<Steps> = {}): Promise<string> {
  const sender = new ReferenceSender(changes);
  const { url, close } = await listen(sender.transport);
  onTestFinished(async () => {
    await close();
    sender.close();
  });
  return url;
}
