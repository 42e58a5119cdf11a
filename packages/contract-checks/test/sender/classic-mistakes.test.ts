/** A sender as it is often written, with the mistakes that are often made. Each is found, with advice. */
import { createHmac, randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { eventExamples } from "@agent-webhooks/types/examples";
import { isObject } from "@agent-webhooks/types/json-schema";
import { expect, test } from "vitest";
import { runUntilCertain } from "../../mutants/sender/run.ts";
import { ReferenceProvider, referenceLogin, referenceTokens } from "../../src/reference/provider.ts";
import { findingsOf } from "../../src/run/check.ts";
import { runSenderChecks } from "../../src/sender/check-sender.ts";
import { senderChecks } from "../../src/sender/checks/index.ts";
import { isStalled } from "../../src/sender/judge.ts";
import { SenderTarget } from "../../src/sender/target.ts";
import type { TriggerRequest } from "../../src/sender/trigger.ts";

/** Sends an event to the webhook four times, whatever happens. */
async function send(provider: ReferenceProvider, request: TriggerRequest): Promise<void> {
  const { eventType, inboxId, podId, webhookId } = request;
  const { url = "", secret = "" } = provider.webhooks.get(webhookId) ?? {};
  const [example] = Object.values<object>(eventExamples[eventType as keyof typeof eventExamples]);
  const event = Object.entries({ ...example }).map(([name, value]) => {
    if (!isObject(value)) return [name, value];
    return [name, "inbox_id" in value ? { ...value, inbox_id: inboxId } : { ...value, pod_id: podId }];
  });
  const timestamp = String(Math.floor(Date.now() / 1000));
  for (let attempt = 1; attempt <= 4; attempt++) {
    const id = randomUUID();
    const payload = { ...Object.fromEntries(event), event_id: id };
    const signature = createHmac("sha256", Buffer.from(secret.slice("whsec_".length), "base64"))
      .update(`${id}.${timestamp}.${JSON.stringify(payload)}`)
      .digest("base64");
    const headers = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
    const body = JSON.stringify(payload, null, 2);
    await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(5_000) }).catch(() => {});
    await delay(700);
  }
}

/** What the finding of a check advises. */
const advice: Readonly<Record<string, string>> = {
  signature: "Serialize the event once, then sign these bytes and send these bytes.",
  header_families: "some receivers read webhook-*, others svix-*",
  content_type: "content-type: application/json",
  fresh_timestamp: "Set the timestamp and sign again before each attempt",
  same_id: "Make it once, when the event happens",
  same_bytes: "Store the serialized event, and send it unchanged",
  event_types: "no request, because the webhook does not match",
  inbox_filter: "no request, because the webhook does not match",
  stops_after_success: "every 2xx status is a success, and ends the delivery",
  redirects_not_followed: "Turn off redirects in the HTTP client",
  gone: "the webhook is disabled",
  nothing_after_delete: "Look at the webhook before each attempt",
  retry_after_header: "Read the header of each 429 and 503, as seconds or as an HTTP date",
};

// On a busy machine, each check may be run 12 times.
test("each is found, and the finding says what to do", { timeout: 300_000 }, async ({ skip }) => {
  const checks = senderChecks.filter(({ id }) => id in advice);
  const results = await runUntilCertain(checks, async (left) => {
    const provider = new ReferenceProvider({ tokens: referenceTokens });
    const { url, token } = referenceLogin;
    await using target = await SenderTarget.connect({
      url,
      token,
      transport: provider.transport,
      trigger: (request) => void send(provider, request),
      timing: { freshnessMs: 1_500 },
    });
    return await runSenderChecks(target, {}, left);
  });
  skip(results.some(isStalled), "the machine is too busy");
  const found = Map.groupBy(findingsOf({ results }), ({ check }) => check);
  for (const [check, text] of Object.entries(advice)) {
    expect(found.get(check), check).toContainEqual(
      expect.objectContaining({ expected: expect.stringContaining(text) }),
    );
  }
  expect(found.get("signature")?.[0]?.message).toBe("the signature is wrong: it signs re-serialized JSON");
  expect(found.get("fresh_timestamp")?.[0]?.curl).toContain('trigger({"eventType":"message.received"');
});
