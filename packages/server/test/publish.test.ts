import { randomUUID } from "node:crypto";
import { type EventType, eventTypes } from "@agent-webhooks/types";
import { describe, expect, test } from "vitest";
import { describeDelivery, eventOf, messageFor } from "./support/delivery.ts";
import { startEndpoint } from "./support/endpoint.ts";
import { serviceError, validationError } from "./support/service.ts";

/** The inbox that an event says, in whichever of its objects. */
function inboxOf(event: object): string | undefined {
  return Object.values(event).find((value) => typeof value?.inbox_id === "string")?.inbox_id;
}

describeDelivery(({ newClient }) => {
  describe("an event", () => {
    test.each(eventTypes)("%s arrives with the very bytes of its JSON", async (type: EventType) => {
      const [client, endpoint] = [await newClient(), await startEndpoint()];
      await client.addWebhook(endpoint.url, { event_types: [type] });
      const event = eventOf(type, { later_field: { nested: [1, "é\u0000", null] } });
      expect(await client.publish(event)).toEqual({ event_id: event.event_id, deliveries: 1, duplicate: false });
      const [received] = await endpoint.waitForRequests(1);
      expect(received?.body.toString()).toBe(JSON.stringify(event));
      expect(received?.headers).toMatchObject({ "content-type": "application/json", "webhook-id": event.event_id });
      expect(await client.settled(event)).toMatchObject({ status: "succeeded", event_type: type });
    });

    test("goes to the webhooks that want it, and to no other", async () => {
      const [client, stranger, endpoint] = [await newClient(), await newClient(), await startEndpoint()];
      const hook = (name: string, fields: object = {}) => client.addWebhook(endpoint.url + name, { ...fields });
      await hook("/all");
      await hook("/inbox", { inbox_ids: ["other", "in_1"] });
      await hook("/pod", { pod_ids: ["pod_1"] });
      await hook("/both", { inbox_ids: ["in_1"], pod_ids: ["pod_1"] });
      await hook("/either", { inbox_ids: ["in_2"], pod_ids: ["pod_1"] });
      await hook("/no-inbox", { inbox_ids: ["in_2"] });
      await hook("/no-pod", { pod_ids: ["pod_2"] });
      await hook("/no-type", { event_types: ["message.sent"] });
      const disabled = await hook("/disabled");
      await client.call("disableWebhook", { webhook_id: disabled.webhook_id });
      await stranger.addWebhook(`${endpoint.url}/stranger`);

      expect(await client.publish(messageFor("in_1"), "pod_1")).toMatchObject({ deliveries: 5 });
      const paths = (await endpoint.waitForRequests(5)).map(({ path }) => path.replace("/hooks", ""));
      expect(paths.sort()).toEqual(["/all", "/both", "/either", "/inbox", "/pod"]);
    });

    test.each(eventTypes.filter((type) => inboxOf(eventOf(type)) !== undefined))(
      "%s goes to the webhooks that are limited to its inbox, and to no other",
      async (type) => {
        const [client, endpoint] = [await newClient(), await startEndpoint()];
        const event = eventOf(type);
        await client.addWebhook(endpoint.url, { event_types: [type], inbox_ids: [inboxOf(event) ?? ""] });
        await client.addWebhook(endpoint.url, { event_types: [type], inbox_ids: ["another"] });
        expect(await client.publish(event)).toMatchObject({ deliveries: 1 });
      },
    );

    test("about a domain has the pod that it says itself", async () => {
      const [client, endpoint] = [await newClient(), await startEndpoint()];
      await client.addWebhook(endpoint.url, { event_types: ["domain.verified"], pod_ids: ["pod_1"] });
      const { domain } = eventOf("domain.verified");
      const ofPod = (pod_id: string) => eventOf("domain.verified", { domain: { ...domain, pod_id } });
      expect(await client.publish(ofPod("pod_1"))).toMatchObject({ deliveries: 1 });
      expect(await client.publish(ofPod("pod_2"))).toMatchObject({ deliveries: 0 });
      expect(await client.publish(ofPod("pod_1"), "pod_1")).toMatchObject({ deliveries: 1 });
      expect(await client.call("publishEvent", {}, { event: ofPod("pod_1"), pod_id: "pod_2" })).toMatchObject(
        validationError({ pod_id: ["is another pod than event.domain.pod_id; leave one of them out"] }),
      );
    });

    test("that nobody wants is published all the same", async () => {
      const client = await newClient();
      const event = messageFor("in_1");
      expect(await client.publish(event)).toEqual({ event_id: event.event_id, deliveries: 0, duplicate: false });
      expect(await client.publish(event)).toEqual({ event_id: event.event_id, deliveries: 0, duplicate: true });
    });
  });

  describe("an event id", () => {
    test("stands for one event: published again, whatever the order of keys, nothing new is delivered", async () => {
      const [client, endpoint] = [await newClient(), await startEndpoint()];
      await client.addWebhook(endpoint.url);
      const event = messageFor("in_1");
      expect(await client.publish(event, "pod_1")).toMatchObject({ deliveries: 1, duplicate: false });
      await client.addWebhook(`${endpoint.url}/later`);
      const reordered = Object.fromEntries(Object.entries(event).reverse());
      expect(await client.publish(reordered, "pod_1")).toMatchObject({ deliveries: 1, duplicate: true });
      expect((await client.deliveries({ event_id: event.event_id })).count).toBe(1);
    });

    test("is published once, however many publish it at the same time", async () => {
      const [client, endpoint] = [await newClient(), await startEndpoint()];
      await client.addWebhook(endpoint.url);
      const event = messageFor("in_1");
      const answers = await Promise.all(Array.from({ length: 20 }, () => client.publish(event)));
      expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
      expect(new Set(answers.map(({ deliveries }) => deliveries))).toEqual(new Set([1]));
      expect((await client.deliveries({ event_id: event.event_id })).count).toBe(1);
    });

    test("under which something else was published is a conflict", async () => {
      const client = await newClient();
      const event = messageFor("in_1");
      await client.publish(event, "pod_1");
      const others = [{ event: { ...event, x: 1 }, pod_id: "pod_1" }, { event, pod_id: "pod_2" }, { event }];
      for (const other of others) {
        expect(await client.call("publishEvent", {}, other)).toMatchObject(serviceError(409, "ConflictError"));
      }
    });

    test("is one of its organization only", async () => {
      const [client, other] = [await newClient(), await newClient()];
      const event = messageFor("in_1");
      await client.publish(event);
      expect(await other.publish({ ...event, x: 1 })).toMatchObject({ duplicate: false });
    });
  });

  describe("a batch", () => {
    test("is answered in its order", async () => {
      const [client, endpoint] = [await newClient(), await startEndpoint()];
      await client.addWebhook(endpoint.url, { inbox_ids: ["in_1"] });
      const events = [messageFor("in_1"), messageFor("in_2"), messageFor("in_1")];
      const again = [...events, events[0]];
      const answer = await client.call("publishEvents", {}, { events: again.map((event) => ({ event })) });
      expect(answer).toMatchObject({
        status: 202,
        json: {
          results: [
            { event_id: events[0]?.event_id, deliveries: 1, duplicate: false },
            { event_id: events[1]?.event_id, deliveries: 0, duplicate: false },
            { event_id: events[2]?.event_id, deliveries: 1, duplicate: false },
            { event_id: events[0]?.event_id, deliveries: 1, duplicate: true },
          ],
        },
      });
      await endpoint.waitForRequests(2);
    });

    test("is published as a whole or not at all", async () => {
      const client = await newClient();
      const known = messageFor("in_1");
      await client.publish(known);
      const fresh = messageFor("in_1");
      const conflicting = { events: [{ event: fresh }, { event: { ...known, x: 1 } }] };
      expect(await client.call("publishEvents", {}, conflicting)).toMatchObject(serviceError(409, "ConflictError"));
      const twice = { events: [{ event: fresh }, { event: { ...fresh, x: 1 } }] };
      expect(await client.call("publishEvents", {}, twice)).toMatchObject(serviceError(409, "ConflictError"));
      expect(await client.publish(fresh)).toMatchObject({ duplicate: false });
    });

    test("of 500 goes, one of 501 does not", async () => {
      const [client, endpoint] = [await newClient(), await startEndpoint()];
      await client.addWebhook(endpoint.url);
      const items = (count: number) => ({
        events: Array.from({ length: count }, () => ({ event: messageFor("in_1") })),
      });
      expect(await client.call("publishEvents", {}, items(500))).toMatchObject({ status: 202 });
      expect(await client.call("publishEvents", {}, items(501))).toMatchObject(
        validationError({ events: ["must have at most 500 items"] }),
      );
      await endpoint.waitForRequests(500);
      expect(new Set(endpoint.eventIds).size).toBe(500);
    });

    test("names the item that is not valid", async () => {
      const client = await newClient();
      const broken = messageFor("in_1");
      const { size: _, ...message } = broken.message;
      const events = [{ event: messageFor("in_1") }, { event: { ...broken, message } }, { event: 1 }];
      expect(await client.call("publishEvents", {}, { events })).toMatchObject(
        validationError({ "events.1.event.message.size": ["is required"], "events.2.event": ["must be an object"] }),
      );
    });
  });

  describe("what is not an event", () => {
    const event = () => messageFor("in_1");
    test.each([
      ["nothing", () => ({}), { event: ["is required"] }],
      [
        "an unknown type",
        () => ({ event: { ...event(), event_type: "message.lost" } }),
        { "event.event_type": [/^must be one of/] },
      ],
      ["no type", () => ({ event: { event_id: "a" } }), { "event.event_type": ["is required"] }],
      [
        "a field of another type",
        () => ({ event: { ...event(), event_id: 1 } }),
        { "event.event_id": ["must be a string"] },
      ],
      [
        "an id that no header can carry",
        () => ({ event: { ...event(), event_id: "é" } }),
        { "event.event_id": ["may only have visible ASCII characters"] },
      ],
      ["an unknown field beside it", () => ({ event: event(), pod: "a" }), { pod: ["is not a known field"] }],
      [
        "a pod with control characters",
        () => ({ event: event(), pod_id: "a\u0000" }),
        { pod_id: ["may not have control characters"] },
      ],
    ])("%s is refused", async (_, body, problems) => {
      const client = await newClient();
      const errors = Object.fromEntries(
        Object.entries(problems).map(([path, messages]) => [
          path,
          [messages]
            .flat()
            .map((message: string | RegExp) => (message instanceof RegExp ? expect.stringMatching(message) : message)),
        ]),
      );
      expect(await client.call("publishEvent", {}, body())).toMatchObject(validationError(errors));
    });

    test("too large is refused", async () => {
      const client = await newClient();
      const large = { event: { ...event(), x: "x".repeat(1_048_576) } };
      expect(await client.call("publishEvent", {}, large)).toMatchObject(serviceError(413, "ContentTooLargeError"));
      expect(await client.call("publishEvents", {}, { events: [large] })).toMatchObject({ status: 202 });
    });

    test("an inbox that no webhook can name goes to those without limits", async () => {
      const [client, endpoint] = [await newClient(), await startEndpoint()];
      await client.addWebhook(endpoint.url);
      await client.addWebhook(endpoint.url, { inbox_ids: ["a"] });
      expect(await client.publish(messageFor(`a\u0000${randomUUID()}`))).toMatchObject({ deliveries: 1 });
      expect(await client.publish(messageFor("\ud800"))).toMatchObject({ deliveries: 1 });
    });
  });
});
