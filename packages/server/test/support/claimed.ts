import { SharedBody } from "../../src/publish/event-body.ts";
import type { CurrentWebhook } from "../../src/worker/current-state.ts";
import type { ClaimedDelivery } from "../../src/worker/queue.ts";

export const currentWebhook: CurrentWebhook = {
  webhookId: "wh_1",
  url: "https://example.com",
  enabled: true,
  epoch: 0,
  inboxIds: [],
  podIds: [],
  sealedSecrets: [],
};

/** A claimed delivery to `currentWebhook`. */
export const claimed = (changes: Partial<ClaimedDelivery> = {}): ClaimedDelivery => ({
  deliveryId: "dlv_1",
  organizationId: "org",
  webhookId: currentWebhook.webhookId,
  eventId: "evt_1",
  scheduleIndex: 0,
  isTest: false,
  epoch: 0,
  lease: "first",
  dueMs: 0,
  inboxId: null,
  podId: null,
  isErased: false,
  body: new SharedBody("{}"),
  isLimited: false,
  maxPerSecond: null,
  notBefore: 0,
  ...changes,
});
