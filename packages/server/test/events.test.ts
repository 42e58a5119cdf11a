import type { ListDeliveriesResponse, ListEventsResponse, StoredEventDetails } from "@agent-webhooks/types/delivery";
import { expect, test } from "vitest";
import { type DeliveryClient, describeDelivery, eventOf, messageFor } from "./support/delivery.ts";
import { respondWith } from "./support/endpoint.ts";
import { serviceError } from "./support/service.ts";

async function listed(client: DeliveryClient, list: "events" | "deliveries", query: Record<string, string> = {}) {
  const found: string[] = [];
  let token: string | undefined;
  do {
    const parameters = new URLSearchParams({ ...query, ...(token !== undefined && { page_token: token }) });
    const response = await client.request("GET", `/delivery/v0/${list}?${parameters}`);
    expect(response).toMatchObject({ status: 200 });
    const page = response.json as ListEventsResponse & ListDeliveriesResponse;
    expect(page.count).toBe(page[list].length);
    found.push(...page[list].map(({ event_id }) => event_id));
    token = page.next_page_token;
  } while (token !== undefined);
  return found;
}

describeDelivery(
  ({ startWebhook, newClient, clock }) => {
    test("an event is returned as it was published, number for number", async () => {
      const { client, webhook_id } = await startWebhook();
      const event = messageFor("in_1");
      const text = `${JSON.stringify(event).slice(0, -1)},"huge":1e400,"exact":9007199254740993,"two":1.50,"nul":"\\u0000é"}`;
      const path = `/delivery/v0/events/${event.event_id}`;
      await client.request("POST", "/delivery/v0/events", { body: `{"pod_id": "pod_1", "event": ${text}}` });
      await client.settled(event);
      const stored = await client.request("GET", path);
      expect(stored.headers.get("content-type")).toBe("application/json; charset=utf-8");
      expect(stored.text.endsWith(`,"event":${text}}`)).toBe(true);
      expect(stored.json).toMatchObject({
        event_id: event.event_id,
        event_type: "message.received",
        inbox_id: "in_1",
        pod_id: "pod_1",
        deliveries: { pending: 0, succeeded: 1, failed: 0, cancelled: 0 },
      });
      const [delivery] = (await client.deliveries({ webhook_id })).deliveries;
      expect((stored.json as StoredEventDetails).published_at).toBe(delivery?.created_at);
    });

    test("an event of another organization, and an impossible one, do not exist", async () => {
      const { client } = await startWebhook();
      const { event_id } = await client.publishMessage();
      const other = await newClient();
      expect(await other.call("getEvent", { event_id })).toMatchObject(serviceError(404));
      expect(await client.call("getEvent", { event_id: "evt_\u0000" })).toMatchObject(serviceError(404));
      expect(await listed(other, "events")).toEqual([]);
      // The path of `publishEvents` is also that of an event.
      const batch = await client.call("getEvent", { event_id: "batch" });
      expect(batch).toMatchObject(serviceError(404));
      expect(await client.request("PUT", "/delivery/v0/events/batch")).toMatchObject({ status: 405 });
    });

    test("lists have each filter, alone and together, in both directions", async () => {
      const { client, endpoint, webhook_id } = await startWebhook();
      endpoint.respond = respondWith(500);
      const events = [messageFor("in_1"), messageFor("in_2"), eventOf("domain.verified"), messageFor("in_1")];
      const [one = "", two = "", domain = "", four = ""] = events.map(({ event_id }) => event_id);
      const times: string[] = [];
      for (const event of events) {
        times.push(clock.now().toISOString());
        await client.publish(event);
        clock.advance(1_000);
      }
      await expect.poll(() => listed(client, "deliveries", { outcome: "http_error" })).toEqual([four, two, one]);
      const [first = "", second = "", , last = ""] = times;
      // Pages of several, of which the last may be full.
      const limit = "2";
      for (const [query, expected] of [
        [{}, [four, domain, two, one]],
        [{ event_type: "message.received" }, [four, two, one]],
        [{ event_type: "domain.verified" }, [domain]],
        [{ event_type: "message.sent" }, []],
        [{ inbox_id: "in_1" }, [four, one]],
        [{ inbox_id: "in_3" }, []],
        [{ inbox_id: "in_1", event_type: "message.received" }, [four, one]],
        [{ inbox_id: "in_1", event_type: "domain.verified" }, []],
        [{ since: second }, [four, domain, two]],
        [{ until: second }, [one]],
        [{ since: second, until: last }, [domain, two]],
        [{ since: second, until: last, event_type: "message.received" }, [two]],
        [{ inbox_id: "in_1", since: second }, [four]],
        [{ inbox_id: "in_1", until: first }, []],
        [{ until: "1970-01-01T00:00:00Z" }, []],
        [{ since: "0000-01-01T00:00:00Z", until: "9999-12-31T23:59:59Z" }, [four, domain, two, one]],
      ] as const) {
        expect(await listed(client, "events", { ...query, limit }), JSON.stringify(query)).toEqual(expected);
        const ascending = await listed(client, "events", { ...query, limit, ascending: "true" });
        expect(ascending).toEqual(expected.toReversed());
        const delivered = expected.filter((id) => id !== domain);
        for (const also of [{}, { webhook_id }, { outcome: "http_error" }, { webhook_id, status: "pending" }]) {
          const filters = { ...query, ...also, limit };
          expect(await listed(client, "deliveries", filters), JSON.stringify(filters)).toEqual(delivered);
          const oldestFirst = await listed(client, "deliveries", { ...filters, ascending: "true" });
          expect(oldestFirst).toEqual(delivered.toReversed());
        }
        for (const none of [{ outcome: "timeout" }, { outcome: "succeeded" }, { status: "failed" }]) {
          expect(await listed(client, "deliveries", { ...query, ...none, limit })).toEqual([]);
        }
      }
    });

    test("a filter that is wrong or empty is rejected", async () => {
      const { client } = await startWebhook();
      const shared = ["event_type=", "event_type=lost", "inbox_id=", "since=", "since=yesterday", "until=2026-01-16"];
      const order = "since=2026-01-16T09:00:00Z&until=2026-01-16T09:00:00Z";
      for (const query of [...shared, order, "inbox_id=a&inbox_id=b", "page_token=e30"]) {
        for (const list of ["events", "deliveries"]) {
          const response = await client.request("GET", `/delivery/v0/${list}?${query}`);
          expect(response, query).toMatchObject({ status: 400, json: { name: "ValidationError" } });
        }
      }
      for (const query of ["outcome=", "outcome=lost", "status=", "webhook_id="]) {
        expect(await client.request("GET", `/delivery/v0/deliveries?${query}`)).toMatchObject({ status: 400 });
      }
    });

    test("only the scope events:read reads payloads", async () => {
      const { client } = await startWebhook();
      const { event_id } = await client.publishMessage();
      const token = async (...scopes: string[]) => {
        const request = { organization_id: client.id, scopes };
        const operator = await client.call("createToken", {}, request);
        return (operator.json as { token: string }).token;
      };
      const others = ["webhooks:read", "webhooks:write", "events:publish", "events:write", "deliveries:read"];
      const without = await token(...others, "deliveries:write", "tokens:write");
      for (const path of [`/delivery/v0/events/${event_id}`, "/delivery/v0/events"]) {
        expect(await client.request("GET", path, { token: without })).toMatchObject({ status: 403 });
        expect(await client.request("GET", path, { token: await token("events:read") })).toMatchObject({ status: 200 });
      }
    });
  },
  { retrySchedule: [0, 3_000] },
);
