import { eventTypes } from "@agent-webhooks/types";
import { operations, type PublishedEvent } from "@agent-webhooks/types/delivery";
import { describe, expect, test } from "vitest";
import { describeDelivery, eventOf, messageFor } from "./support/delivery.ts";
import { respondWith } from "./support/endpoint.ts";
import { serviceError, validationError } from "./support/service.ts";

const conflict = serviceError(409);

/** JSON with white space wherever it is insignificant. */
const spaced = (json: string): string =>
  json.replaceAll(/("(?:[^"\\]|\\.)*")|[{}[\],:]/g, (token, string) => string ?? ` ${token}\r\n\t`);

describeDelivery(({ newClient, startWebhook }) => {
  describe("an event", () => {
    test.each(eventTypes)("%s arrives with the exact bytes of its JSON", async (type) => {
      const { client, endpoint } = await startWebhook(respondWith(204), { event_types: [type] });
      const event = eventOf(type, { later_field: { nested: [1, "é\u0000", null] } });
      expect(await client.publish(event)).toEqual({ event_id: event.event_id, deliveries: 1, duplicate: false });
      const [received] = await endpoint.waitForRequests(1);
      expect(received?.body.toString()).toBe(JSON.stringify(event));
      expect(received?.headers).toMatchObject({ "content-type": "application/json", "webhook-id": event.event_id });
      expect(await client.settled(event)).toMatchObject({ status: "succeeded", event_type: type });
    });

    const id = "evt_exact";
    const example = JSON.stringify(eventOf("message.received", { event_id: id })).slice(1);

    test.each([
      ["numbers without a double", `{"n":1e400,"big":9007199254740993,"z":-0,"one":1.0,"exp":1E+2,${example}`],
      ["escapes and key order", String.raw`{"2":"\u00e9\/\ud800","1":"}],\\\"","__proto__":[ ],"":[[],{}],${example}`],
      ["a key twice", `{"x":1,"x":{"a":[1.50,null,true]},${example}`],
    ])("arrives as it was sent: %s", async (_, text) => {
      const { client, endpoint } = await startWebhook();
      const single = { event: text, other: text.replaceAll(id, `${id}_2`) };
      const bodies = [
        ["publishEvent", ` { "pod_id" : "}" , "\\u0065vent" :\n${spaced(single.event)}\t}\r\n`],
        ["publishEvents", `{"events":[{"event":{}, "event": ${spaced(single.other)},"pod_id":"{"}]}`],
      ] as const;
      for (const [operation, body] of bodies) {
        expect(await client.request("POST", operations[operation].path, { body })).toMatchObject({ status: 202 });
      }
      const received = await endpoint.waitForRequests(2);
      const sent = received.map(({ body }) => String(body)).sort();
      expect(sent).toEqual([single.event, single.other].map((event) => event.replace("[ ]", "[]")).sort());
    });

    test("that matches no webhook is published nevertheless", async () => {
      const client = await newClient();
      const event = messageFor("in_1");
      expect(await client.publish(event)).toEqual({ event_id: event.event_id, deliveries: 0, duplicate: false });
      expect(await client.publish(event)).toEqual({ event_id: event.event_id, deliveries: 0, duplicate: true });
    });
  });

  describe("an event id", () => {
    test("is published once: a repeat is a duplicate, whatever the order of keys", async () => {
      const { client, endpoint } = await startWebhook();
      const event = messageFor("in_1");
      expect(await client.publish(event, "pod_1")).toMatchObject({ deliveries: 1, duplicate: false });
      await client.addWebhook(`${endpoint.url}/later`);
      const reordered = Object.fromEntries(Object.entries(event).reverse());
      expect(await client.publish(reordered, "pod_1")).toMatchObject({ deliveries: 1, duplicate: true });
      expect((await client.deliveries({ event_id: event.event_id })).count).toBe(1);
    });

    test("is published once by concurrent requests", async () => {
      const { client } = await startWebhook();
      const event = messageFor("in_1");
      const responses = await Promise.all(Array.from({ length: 20 }, () => client.publish(event)));
      expect(responses.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
      expect(new Set(responses.map(({ deliveries }) => deliveries))).toEqual(new Set([1]));
      expect((await client.deliveries({ event_id: event.event_id })).count).toBe(1);
    });

    test("with other content or another pod is a conflict", async () => {
      const client = await newClient();
      const event = messageFor("in_1");
      await client.publish(event, "pod_1");
      const others = [{ event: { ...event, x: 1 }, pod_id: "pod_1" }, { event, pod_id: "pod_2" }, { event }];
      for (const other of others) expect(await client.call("publishEvent", {}, other)).toMatchObject(conflict);
    });

    test("with another number is a conflict, with the same one in another spelling a duplicate", async () => {
      const client = await newClient();
      const publish = async (number: string) => {
        const body = JSON.stringify({ event: eventOf("message.received", { event_id: "evt_n", n: "N" }) });
        const response = await client.request("POST", operations.publishEvent.path, {
          body: body.replace('"N"', number),
        });
        return response.status === 202 ? (response.json as PublishedEvent).duplicate : response.status;
      };
      expect(await publish("[9007199254740993, 1e400, 1.50, 0, 1e99999999999999999999]")).toBe(false);
      expect(await publish("[9007199254740993.0, 0.1E401, 15e-1, -0.0e7, 1e99999999999999999999]")).toBe(true);
      expect(await publish("[9007199254740992, 1e400, 1.50, 0, 1e99999999999999999999]")).toBe(409);
      expect(await publish("[9007199254740993, 1e401, 1.50, 0, 1e99999999999999999999]")).toBe(409);
      expect(await publish("[9007199254740993, 1e400, 1.50, 0, 1e99999999999999999998]")).toBe(409);
      expect(await publish('["9007199254740993", 1e400, 1.50, 0, 1e99999999999999999999]')).toBe(409);
    });

    test("belongs to its organization", async () => {
      const [client, other] = [await newClient(), await newClient()];
      const event = await client.publishMessage();
      expect(await other.publish({ ...event, x: 1 })).toMatchObject({ duplicate: false });
    });
  });

  describe("a batch", () => {
    test("has results in its order", async () => {
      const { client, endpoint } = await startWebhook(respondWith(204), { inbox_ids: ["in_1"] });
      const events = [messageFor("in_1"), messageFor("in_2"), messageFor("in_1")] as const;
      const items = [...events, events[0]].map((event) => ({ event }));
      const result = (index: 0 | 1 | 2, deliveries: number, duplicate = false) => ({
        event_id: events[index].event_id,
        deliveries,
        duplicate,
      });
      expect(await client.call("publishEvents", {}, { events: items })).toMatchObject({
        status: 202,
        json: { results: [result(0, 1), result(1, 0), result(2, 1), result(0, 1, true)] },
      });
      await endpoint.waitForRequests(2);
    });

    test("is published as a whole or not at all", async () => {
      const client = await newClient();
      const known = await client.publishMessage();
      const fresh = messageFor("in_1");
      for (const other of [known, fresh]) {
        const events = [{ event: fresh }, { event: { ...other, x: 1 } }];
        expect(await client.call("publishEvents", {}, { events })).toMatchObject(conflict);
      }
      expect(await client.publish(fresh)).toMatchObject({ duplicate: false });
    });

    test("of events of 1 MiB each is accepted, and rejected with one byte more", async () => {
      const client = await newClient();
      const maxBytes = 1_048_576;
      const eventOf = (bytes: number) => {
        const event = { ...messageFor("in_1"), padding: "" };
        return { ...event, padding: "é".repeat(1_000) + "x".repeat(bytes - JSON.stringify(event).length - 2_000) };
      };
      const publish = (bytes: number) => {
        const events = [{ event: messageFor("in_1") }, { event: eventOf(bytes) }];
        // White space does not count.
        return client.request("POST", operations.publishEvents.path, { body: JSON.stringify({ events }, null, 1) });
      };
      expect(await publish(maxBytes)).toMatchObject({ status: 202 });
      expect(await publish(maxBytes + 1)).toMatchObject(
        validationError({ "events.1.event": [`must have at most ${maxBytes} bytes`] }),
      );
    });

    test("of 500 events is accepted, of 501 rejected", async () => {
      const { client, endpoint } = await startWebhook();
      const publish = (count: number) =>
        client.call(
          "publishEvents",
          {},
          { events: Array.from({ length: count }, () => ({ event: messageFor("in_1") })) },
        );
      expect(await publish(500)).toMatchObject({ status: 202 });
      expect(await publish(501)).toMatchObject(validationError({ events: ["must have at most 500 items"] }));
      await endpoint.waitForRequests(500);
      expect(new Set(endpoint.eventIds).size).toBe(500);
    });

    test("names its invalid items", async () => {
      const client = await newClient();
      const { size: _, ...message } = messageFor("in_1").message;
      const events = [{ event: messageFor("in_1") }, { event: { ...messageFor("in_1"), message } }, { event: 1 }];
      expect(await client.call("publishEvents", {}, { events })).toMatchObject(
        validationError({ "events.1.event.message.size": ["is required"], "events.2.event": ["must be an object"] }),
      );
    });
  });

  describe("an invalid event is rejected:", () => {
    const event = messageFor("in_1");
    test.each<[string, object, string, unknown]>([
      ["none", {}, "event", "is required"],
      [
        "an unknown type",
        { event: { ...event, event_type: "message.lost" } },
        "event.event_type",
        expect.stringMatching(/^must be one of/),
      ],
      ["no type", { event: { event_id: "a" } }, "event.event_type", "is required"],
      ["a field of the wrong type", { event: { ...event, event_id: 1 } }, "event.event_id", "must be a string"],
      [
        "an id that no header can carry",
        { event: { ...event, event_id: "é" } },
        "event.event_id",
        "may only have visible ASCII characters",
      ],
      ["an unknown field beside it", { event, pod: "a" }, "pod", "is not a known field"],
      [
        "a pod with control characters",
        { event, pod_id: "a\u0000" },
        "pod_id",
        "may not have control characters or byte order marks",
      ],
    ])("%s", async (_, body, path, message) => {
      const client = await newClient();
      expect(await client.call("publishEvent", {}, body)).toMatchObject(validationError({ [path]: [message] }));
    });

    test("one that is too large", async () => {
      const client = await newClient();
      const large = { event: { ...event, x: "x".repeat(1_048_576) } };
      expect(await client.call("publishEvent", {}, large)).toMatchObject(serviceError(413));
      expect(await client.call("publishEvents", {}, { events: [large] })).toMatchObject({ status: 400 });
    });
  });

  describe("a test event", () => {
    test("is the example of its type under a fresh id, whether it matches or not", async () => {
      const { client, endpoint, webhook_id } = await startWebhook();
      await client.patch(webhook_id, { add_inbox_ids: ["in_2"] });
      const send = () => client.call("sendTestEvent", { webhook_id }, { event_type: "message.bounced" });
      const response = await send();
      expect([response, await send()]).toMatchObject([{ status: 202 }, { status: 202 }]);
      const [one, two] = (await endpoint.waitForRequests(2)).map(({ body }) => JSON.parse(String(body)));
      const { event_id, ...sent } = one;
      const { event_id: _, ...example } = eventOf("message.bounced");
      expect(sent).toEqual(example);
      expect(event_id).not.toBe(two.event_id);
      const { delivery_id } = response.json as { delivery_id: string };
      expect(await client.delivery(delivery_id)).toMatchObject({ event_type: "message.bounced" });
    });

    test("needs an enabled webhook and a known type", async () => {
      const { client, endpoint, webhook_id } = await startWebhook();
      const send = async (event_type = "message.sent", id = webhook_id) =>
        (await client.call("sendTestEvent", { webhook_id: id }, { event_type })).status;
      expect(await send("x")).toBe(400);
      expect(await send("message.sent", "wh_x")).toBe(404);
      await client.publishMessage();
      await endpoint.waitForRequests(1);
      await client.call("disableWebhook", { webhook_id });
      expect(await send()).toBe(409);
      await client.delete(webhook_id);
      expect(await send()).toBe(409);
    });
  });
});
