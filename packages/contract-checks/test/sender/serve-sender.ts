import { operations } from "@agent-webhooks/types";
import { onTestFinished } from "vitest";
import { ReferenceSender } from "../../mutants/sender/reference.ts";
import type { Steps } from "../../mutants/sender/steps.ts";
import { listen } from "../../src/fake/listen.ts";
import type { Transport } from "../../src/provider/http.ts";

/** Starts a sender with its provider for one test, and returns its URL. @param maxWebhooks as for {@link limitWebhooks} */
export async function serveSender(changes: Partial<Steps> = {}, maxWebhooks: number = Infinity): Promise<string> {
  const sender = new ReferenceSender(changes);
  const { url, close } = await listen(limitWebhooks(sender.transport, maxWebhooks));
  onTestFinished(async () => {
    await close();
    sender.close();
  });
  return url;
}

/** A provider that creates no more than so many webhooks at a time. */
export function limitWebhooks(transport: Transport, max: number): Transport {
  const { path } = operations.createWebhook;
  let count = 0;
  return async (request, signal) => {
    const isCreate = request.method === "POST" && request.path === path;
    if (isCreate && count >= max) return { status: 403, headers: new Headers(), body: "" };
    if (isCreate) count++;
    if (request.method === "DELETE" && request.path.startsWith(path)) count--;
    return transport(request, signal);
  };
}
