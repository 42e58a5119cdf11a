import { randomBytes, randomUUID } from "node:crypto";
import { eventTypes } from "@agent-webhooks/types";
import { describe, expect, test } from "vitest";
import { matchesEventFilter } from "../src/publish/matching.ts";
import { describeDelivery, eventOf, messageFor } from "./support/delivery.ts";
import { startEndpoint } from "./support/endpoint.ts";
import { validationError } from "./support/service.ts";

/** The inbox that an event names, in whichever of its objects. */
const inboxOf = (event: object): string | undefined =>
  Object.values(event).find((value) => typeof value?.inbox_id === "string")?.inbox_id;

const url = "http://127.0.0.1:9/";
const filters = [
  { inbox_ids: [], pod_ids: [] },
  { inbox_ids: ["other", "in_1"], pod_ids: [] },
  { inbox_ids: [], pod_ids: ["pod_1"] },
  { inbox_ids: ["in_1"], pod_ids: ["pod_1"] },
  { inbox_ids: ["in_2"], pod_ids: ["pod_1"] },
  { inbox_ids: ["in_2"], pod_ids: [] },
  { inbox_ids: [], pod_ids: ["pod_2"] },
  { inbox_ids: ["pod_1"], pod_ids: ["in_1"] },
];

describeDelivery(({ newClient, startWebhook }) => {
  describe("which webhooks get an event", () => {
    test.each([
      ["in_1", "pod_1"],
      ["in_1", undefined],
      ["in_2", undefined],
      ["in_3", "pod_2"],
      ["in_3", undefined],
    ])("of inbox %s and pod %s is the same in SQL and in matchesEventFilter", async (inboxId, podId) => {
      const client = await newClient();
      const expected: string[] = [];
      for (const { inbox_ids, pod_ids } of filters) {
        // Changed after it was created, so that the trigger has to follow.
        const isChanged = inbox_ids.length + pod_ids.length > 0;
        const { webhook_id } = await client.addWebhook(url, isChanged ? { inbox_ids: ["in_3"] } : {});
        const change = { add_inbox_ids: inbox_ids, add_pod_ids: pod_ids, remove_inbox_ids: ["in_3"] };
        if (isChanged) expect(await client.patch(webhook_id, change)).toMatchObject({ status: 200 });
        const filter = { inboxIds: inbox_ids, podIds: pod_ids };
        if (matchesEventFilter(filter, { inboxId, podId: podId ?? null })) expected.push(webhook_id);
      }
      const event = messageFor(inboxId);
      await client.publish(event, podId);
      const { deliveries } = await client.deliveries({ event_id: event.event_id });
      expect(deliveries.map(({ webhook_id }) => webhook_id).sort()).toEqual(expected.sort());
    });

    test("depends on their event types, on whether they are enabled, and on the organization", async () => {
      const { client, webhook_id, endpoint } = await startWebhook();
      await client.addWebhook(endpoint.url, { event_types: ["message.sent"] });
      const disabled = await client.addWebhook(endpoint.url);
      await client.call("disableWebhook", { webhook_id: disabled.webhook_id });
      await startWebhook();
      const event = messageFor("in_1");
      expect(await client.publish(event)).toMatchObject({ deliveries: 1 });
      expect(await client.deliveryOf(event)).toMatchObject({ webhook_id });
    });

    test.each(eventTypes.filter((type) => inboxOf(eventOf(type)) !== undefined))(
      "depends on the inbox of a %s event",
      async (type) => {
        const [client, endpoint] = [await newClient(), await startEndpoint()];
        const event = eventOf(type);
        await client.addWebhook(endpoint.url, { event_types: [type], inbox_ids: [inboxOf(event) ?? ""] });
        await client.addWebhook(endpoint.url, { event_types: [type], inbox_ids: ["another"] });
        expect(await client.publish(event)).toMatchObject({ deliveries: 1 });
      },
    );

    test("depends on the pod that a domain event names itself", async () => {
      const [event_types, pod_ids] = [["domain.verified" as const], ["pod_1"]];
      const { client, endpoint } = await startWebhook(undefined, { event_types, pod_ids });
      // The event has no inbox.
      await client.addWebhook(endpoint.url, { event_types, inbox_ids: ["in_1"], pod_ids });
      const { domain } = eventOf("domain.verified");
      const ofPod = (pod_id: string) => eventOf("domain.verified", { domain: { ...domain, pod_id } });
      expect(await client.publish(ofPod("pod_1"))).toMatchObject({ deliveries: 2 });
      expect(await client.publish(ofPod("pod_2"))).toMatchObject({ deliveries: 0 });
      expect(await client.publish(ofPod("pod_1"), "pod_1")).toMatchObject({ deliveries: 2 });
      expect(await client.call("publishEvent", {}, { event: ofPod("pod_1"), pod_id: "pod_2" })).toMatchObject(
        validationError({ pod_id: ["is another pod than event.domain.pod_id; leave one of them out"] }),
      );
    });

    test("is those without an event filter if no filter can name the inbox", async () => {
      const { client, endpoint } = await startWebhook();
      await client.addWebhook(endpoint.url, { inbox_ids: ["a"] });
      // What an unpaired surrogate would be stored as.
      await client.addWebhook(endpoint.url, { inbox_ids: ["\ufffd"] });
      const tooLongForAnIndex = randomBytes(3_000).toString("base64");
      for (const inboxId of ["", `a\u0000${randomUUID()}`, "\ud800", tooLongForAnIndex]) {
        const event = messageFor(inboxId);
        expect(await client.publish(event)).toMatchObject({ deliveries: 1, duplicate: false });
        expect(await client.publish(event)).toMatchObject({ deliveries: 1, duplicate: true });
      }
      // The longest one that a filter can have.
      const longest = "😀".repeat(256);
      await client.addWebhook(endpoint.url, { inbox_ids: [longest] });
      expect(await client.publish(messageFor(longest))).toMatchObject({ deliveries: 2 });
    });

    test("is those without an event filter if no filter can name the pod", async () => {
      const event_types = ["domain.verified"];
      const { client, endpoint } = await startWebhook(undefined, { event_types });
      await client.addWebhook(endpoint.url, { event_types, pod_ids: ["\ufffd"] });
      const { domain } = eventOf("domain.verified");
      const event = eventOf("domain.verified", { domain: { ...domain, pod_id: "\ud800" } });
      expect(await client.publish(event)).toMatchObject({ deliveries: 1, duplicate: false });
      expect(await client.publish(event)).toMatchObject({ deliveries: 1, duplicate: true });
      expect(await client.call("publishEvent", {}, { event, pod_id: "pod_1" })).toMatchObject(
        validationError({ pod_id: ["is another pod than event.domain.pod_id; leave one of them out"] }),
      );
    });
  });
});
