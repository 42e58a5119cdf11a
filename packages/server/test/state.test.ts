import { setTimeout } from "node:timers/promises";
import { Webhook as SvixWebhook } from "svix";
import { describe, expect, test } from "vitest";
import { brief, type DeliveryClient, describeDelivery, eventOf, messageFor } from "./support/delivery.ts";
import { type Endpoint, type ReceivedRequest, respondWith, startEndpoint } from "./support/endpoint.ts";
import { serviceError, validationError } from "./support/service.ts";

const [second, hour, day] = [1_000, 3_600_000, 86_400_000];
const schedule = [0, 5, 300];

/** What npm svix would have signed it with. The clock of these tests is ahead, so `verify` would refuse it as future. */
function signatureOf(secret: string, received: ReceivedRequest | undefined): string {
  const { "webhook-id": id, "webhook-timestamp": timestamp } = received?.headers ?? {};
  return new SvixWebhook(secret).sign(String(id), new Date(Number(timestamp) * 1000), String(received?.body));
}

const signs = (secret: string, received: ReceivedRequest | undefined) =>
  String(received?.headers["webhook-signature"]).split(" ").includes(signatureOf(secret, received));

describeDelivery(
  ({ newClient, clock, under }) => {
    /** A webhook at an endpoint that answers so, and an event on its way. */
    async function given(answer = respondWith(204)) {
      const [client, endpoint] = [await newClient(), await startEndpoint(answer)];
      const webhook = await client.addWebhook(endpoint.url);
      const event = messageFor("in_1");
      return { client, endpoint, webhook, webhook_id: webhook.webhook_id, event };
    }

    /** Lets every attempt of the schedule fail. */
    async function exhaust(client: DeliveryClient, endpoint: Endpoint, event: { event_id: string }) {
      endpoint.respond = respondWith(500);
      for (let attempt = 1; attempt < schedule.length; attempt++) {
        await client.attempted(event, attempt);
        clock.advance(2 * (schedule[attempt] ?? 0) * second);
      }
      return client.settled(event);
    }

    describe("the schedule", () => {
      test("has the next attempt follow a failed one, with the same bytes and id, and a fresh timestamp", async () => {
        const { client, endpoint, event, webhook } = await given(respondWith(500));
        await client.publish(event);
        const first = await client.attempted(event);
        expect(first).toMatchObject({ status: "pending", explanation: expect.stringMatching(/^The next attempt is/) });
        const ended = Date.parse(first.attempts[0]?.started_at ?? "") + (first.attempts[0]?.duration_ms ?? 0);
        const wait = Date.parse(first.next_attempt_at ?? "") - ended;
        expect(wait).toBeGreaterThanOrEqual(4 * second);
        expect(wait).toBeLessThanOrEqual(6 * second + 500);
        endpoint.respond = respondWith(204);
        clock.advance(10 * second);
        const delivery = await client.settled(event);
        expect(delivery.attempts).toMatchObject([
          { attempt: 1, outcome: "http_error" },
          { attempt: 2, outcome: "succeeded" },
        ]);
        const [one, two] = endpoint.received;
        expect(two?.body).toEqual(one?.body);
        expect(two?.headers["webhook-id"]).toBe(one?.headers["webhook-id"]);
        expect(Number(two?.headers["webhook-timestamp"])).toBeGreaterThan(Number(one?.headers["webhook-timestamp"]));
        expect(signs(webhook.secret, two)).toBe(true);
      });

      test("is exhausted after its last entry", async () => {
        const { client, endpoint, event } = await given(respondWith(500));
        await client.publish(event);
        const delivery = await exhaust(client, endpoint, event);
        expect(delivery).toMatchObject({ status: "failed", reason: "exhausted" });
        expect(delivery.explanation).toBe("Every attempt of the retry schedule failed.");
        expect(delivery.attempts).toHaveLength(schedule.length);
      });

      test.each([429, 503])("waits for what %i asks for in Retry-After, when that is longer", async (code) => {
        const { client, event } = await given(respondWith(code, { "retry-after": "120" }));
        await client.publish(event);
        const { next_attempt_at } = await client.attempted(event);
        const wait = Date.parse(next_attempt_at ?? "") - clock.now().getTime();
        expect(wait).toBeGreaterThan(115 * second);
        expect(wait).toBeLessThanOrEqual(120 * second);
      });

      test("does not let an endpoint ask for more than an hour", async () => {
        const date = new Date(clock.now().getTime() + day).toUTCString();
        const { client, event } = await given(respondWith(503, { "retry-after": date }));
        await client.publish(event);
        const { next_attempt_at } = await client.attempted(event);
        expect(Date.parse(next_attempt_at ?? "") - clock.now().getTime()).toBeLessThanOrEqual(hour);
      });
    });

    describe("410 Gone", () => {
      test("ends the delivery, disables the webhook, and settles what waits", async () => {
        const { client, endpoint, event, webhook_id } = await given(respondWith(500));
        await client.publish(event);
        await client.attempted(event);
        endpoint.respond = respondWith(410);
        const last = messageFor("in_1");
        await client.publish(last);
        expect(await client.settled(last)).toMatchObject({
          status: "failed",
          reason: "gone",
          webhook_disabled_because: "gone",
          explanation: "The endpoint returned 410 Gone, so no further attempt is made.",
        });
        expect(await client.get(webhook_id)).toMatchObject({ enabled: false });
        expect(await client.settled(event)).toMatchObject({
          status: "failed",
          reason: "webhook_disabled",
          webhook_disabled_because: "gone",
          explanation: "The webhook is disabled: its endpoint returned 410 Gone.",
        });
        expect(await client.publish(messageFor("in_1"))).toMatchObject({ deliveries: 0 });
      });
    });

    describe("a webhook with nothing but failures", () => {
      test("for 5 days is disabled", async () => {
        const { client, endpoint, event, webhook_id } = await given();
        await client.publish(event);
        await exhaust(client, endpoint, event);
        clock.advance(4.9 * day);
        const next = messageFor("in_1");
        await client.publish(next);
        await exhaust(client, endpoint, next);
        expect(await client.get(webhook_id)).toMatchObject({ enabled: true });
        clock.advance(0.2 * day);
        const last = messageFor("in_1");
        await client.publish(last);
        await exhaust(client, endpoint, last);
        expect(await client.get(webhook_id)).toMatchObject({ enabled: false });
      });

      test("and a success in between is not", async () => {
        const { client, endpoint, event, webhook_id } = await given(respondWith(500));
        await client.publish(event);
        await exhaust(client, endpoint, event);
        clock.advance(3 * day);
        endpoint.respond = respondWith(204);
        const good = messageFor("in_1");
        await client.publish(good);
        await client.settled(good);
        clock.advance(3 * day);
        const bad = messageFor("in_1");
        await client.publish(bad);
        await exhaust(client, endpoint, bad);
        expect(await client.get(webhook_id)).toMatchObject({ enabled: true });
      });
    });

    describe("disabling", () => {
      test("settles what is pending, keeps new events away, and can be taken back", async () => {
        const { client, endpoint, event, webhook_id, webhook } = await given(respondWith(500));
        await client.publish(event);
        await client.attempted(event);
        const answer = await client.call("disableWebhook", { webhook_id });
        expect(answer).toMatchObject({ status: 200, json: { webhook_id, enabled: false } });
        expect(await client.deliveryOf(event)).toMatchObject({
          status: "failed",
          reason: "webhook_disabled",
          webhook_disabled_because: "request",
          explanation: "The webhook is disabled: it was disabled by request.",
        });
        expect(await client.publish(messageFor("in_1"))).toMatchObject({ deliveries: 0 });
        const again = await client.call("disableWebhook", { webhook_id });
        expect(again.json).toEqual(answer.json);

        const enabled = await client.call("enableWebhook", { webhook_id });
        const { updated_at } = answer.json as { updated_at: string };
        expect(enabled).toMatchObject({ status: 200, json: { ...webhook, updated_at: expect.anything() } });
        expect(Date.parse((enabled.json as { updated_at: string }).updated_at)).toBeGreaterThan(Date.parse(updated_at));
        expect(await client.deliveryOf(event)).toMatchObject({ status: "failed", reason: "webhook_disabled" });
        endpoint.respond = respondWith(204);
        expect(await client.publish(messageFor("in_1"))).toMatchObject({ deliveries: 1 });
      });

      test("lets what is in flight come to its end", async () => {
        let finish = () => {};
        const { client, endpoint, event, webhook_id } = await given((response) => {
          finish = () => response.writeHead(500).end();
        });
        await client.publish(event);
        await endpoint.waitForRequests(1);
        await client.call("disableWebhook", { webhook_id });
        expect(await client.deliveryOf(event)).toMatchObject({ status: "pending" });
        finish();
        expect(await client.settled(event)).toMatchObject({
          status: "failed",
          reason: "webhook_disabled",
          attempts: [{ outcome: "http_error" }],
        });
      });
    });

    test("a failure that is recorded while its webhook is disabled or deleted leaves nothing pending", async () => {
      const [client, endpoint] = [await newClient(), await startEndpoint(respondWith(503, { "retry-after": "3600" }))];
      for (let round = 0; round < 60; round++) {
        const inboxId = `in_of_round_${round}`;
        const { webhook_id } = await client.addWebhook(endpoint.url, { inbox_ids: [inboxId] });
        const event = messageFor(inboxId);
        await client.publish(event);
        // Each round a bit later: some of them meet the moment of recording.
        await setTimeout(round / 2);
        if (round % 2 === 0) await client.call("disableWebhook", { webhook_id });
        else await client.delete(webhook_id);
        expect(await client.settled(event)).toMatchObject({ status: round % 2 === 0 ? "failed" : "cancelled" });
      }
    });

    describe("deleting", () => {
      test("cancels what is pending, and its deliveries can still be read", async () => {
        const { client, endpoint, event, webhook_id } = await given(respondWith(500));
        await client.publish(event);
        const { delivery_id } = await client.attempted(event);
        await client.delete(webhook_id);
        expect(await client.delivery(delivery_id)).toMatchObject({
          status: "cancelled",
          reason: "webhook_deleted",
          explanation: "The webhook was deleted before the event was delivered.",
        });
        expect(brief(await client.deliveries({ webhook_id }))).toEqual(["cancelled: webhook_deleted"]);
        clock.advance(hour);
        expect(await client.publish(messageFor("in_1"))).toMatchObject({ deliveries: 0 });
        expect(endpoint.received).toHaveLength(1);
      });
    });

    describe("limiting a webhook to something else", () => {
      test("cancels what does not match any more, when its turn comes", async () => {
        const { client, endpoint, event, webhook_id } = await given(respondWith(500));
        await client.publish(event);
        await client.attempted(event);
        expect(await client.patch(webhook_id, { add_inbox_ids: ["in_2"] })).toMatchObject({ status: 200 });
        clock.advance(10 * second);
        expect(await client.settled(event)).toMatchObject({ status: "cancelled", reason: "webhook_changed" });
        expect(endpoint.received).toHaveLength(1);
      });
    });

    describe("resending", () => {
      test("begins a fresh schedule, and appends to the attempts", async () => {
        const { client, endpoint, event } = await given(respondWith(500));
        await client.publish(event);
        const { delivery_id } = await exhaust(client, endpoint, event);
        endpoint.respond = respondWith(503);
        const answer = await client.call("resendDelivery", { delivery_id });
        expect(answer).toMatchObject({ status: 202, json: { delivery_id, status: "pending" } });
        await client.attempted(event, schedule.length + 1);
        endpoint.respond = respondWith(204);
        clock.advance(10 * second);
        const { attempts } = await client.settled(event);
        expect(attempts.map(({ attempt, status_code }) => [attempt, status_code])).toEqual([
          [1, 500],
          [2, 500],
          [3, 500],
          [4, 503],
          [5, 204],
        ]);
      });

      test("sends what was delivered once more", async () => {
        const { client, endpoint, event } = await given();
        await client.publish(event);
        const { delivery_id } = await client.settled(event);
        await client.call("resendDelivery", { delivery_id });
        await endpoint.waitForRequests(2);
        expect(endpoint.eventIds).toEqual([event.event_id, event.event_id]);
      });

      test("what is pending is a conflict, and so is a webhook that is disabled or deleted", async () => {
        const { client, event, webhook_id } = await given(respondWith(500));
        await client.publish(event);
        const { delivery_id } = await client.attempted(event);
        const conflict = serviceError(409, "ConflictError");
        expect(await client.call("resendDelivery", { delivery_id })).toMatchObject(conflict);
        await client.call("disableWebhook", { webhook_id });
        expect(await client.call("resendDelivery", { delivery_id })).toMatchObject(conflict);
        await client.delete(webhook_id);
        expect(await client.call("resendDelivery", { delivery_id })).toMatchObject(conflict);
      });
    });

    describe("recovering", () => {
      test("takes up the failed deliveries of events of that time, and no others", async () => {
        const { client, endpoint, webhook_id } = await given(respondWith(500));
        const events = [messageFor("in_1"), messageFor("in_1"), messageFor("in_1")];
        const times: string[] = [];
        for (const event of events) {
          times.push(clock.now().toISOString());
          await client.publish(event);
          await exhaust(client, endpoint, event);
          clock.advance(hour);
        }
        endpoint.respond = respondWith(204);
        const [since, until] = [times[1], times[2]];
        expect(await client.call("recoverWebhook", { webhook_id }, { since, until })).toMatchObject({
          status: 202,
          json: { count: 1 },
        });
        await client.settled(events[1] ?? { event_id: "" });
        expect(brief(await client.deliveries({ webhook_id, ascending: true }))).toEqual([
          "failed: exhausted",
          "succeeded",
          "failed: exhausted",
        ]);
        const all = await client.call("recoverWebhook", { webhook_id }, { since: times[0] });
        expect(all).toMatchObject({ status: 202, json: { count: 2 } });
        expect(await client.call("recoverWebhook", { webhook_id }, { since: times[0] })).toMatchObject({
          json: { count: 0 },
        });
      });

      test("needs a webhook that can be delivered to, and an end after the start", async () => {
        const { client, event, endpoint, webhook_id } = await given();
        const since = "2026-01-16T09:00:00Z";
        const unknown = { webhook_id: "wh_unknown" };
        expect(await client.call("recoverWebhook", unknown, { since })).toMatchObject(
          serviceError(404, "NotFoundError"),
        );
        expect(await client.call("recoverWebhook", { webhook_id }, { since, until: since })).toMatchObject(
          validationError({ until: ["must be after since"] }),
        );
        await client.publish(event);
        await endpoint.waitForRequests(1);
        await client.call("disableWebhook", { webhook_id });
        expect(await client.call("recoverWebhook", { webhook_id }, { since })).toMatchObject(
          serviceError(409, "ConflictError"),
        );
        await client.delete(webhook_id);
        expect(await client.call("recoverWebhook", { webhook_id }, { since })).toMatchObject(
          serviceError(409, "ConflictError"),
        );
      });
    });

    describe("a test event", () => {
      test("is the example of its type under a fresh id, wanted or not", async () => {
        const { client, endpoint, webhook_id } = await given();
        await client.patch(webhook_id, { add_inbox_ids: ["in_2"] });
        const test = { event_type: "message.bounced" };
        const answers = [
          await client.call("sendTestEvent", { webhook_id }, test),
          await client.call("sendTestEvent", { webhook_id }, test),
        ];
        expect(answers).toMatchObject([{ status: 202 }, { status: 202 }]);
        const [one, two] = await endpoint.waitForRequests(2);
        const { event_id, ...sent } = JSON.parse(String(one?.body));
        const { event_id: _, ...example } = eventOf("message.bounced");
        expect(sent).toEqual(example);
        expect(event_id).not.toBe(JSON.parse(String(two?.body)).event_id);
        const [{ delivery_id }] = answers.map(({ json }) => json) as [{ delivery_id: string }];
        expect(await client.delivery(delivery_id)).toMatchObject({ event_type: "message.bounced" });
      });

      test("needs a webhook that can be delivered to, and a known type", async () => {
        const { client, event, endpoint, webhook_id } = await given();
        const test = { event_type: "message.sent" };
        expect(await client.call("sendTestEvent", { webhook_id }, { event_type: "x" })).toMatchObject({ status: 400 });
        expect(await client.call("sendTestEvent", { webhook_id: "wh_x" }, test)).toMatchObject({ status: 404 });
        await client.publish(event);
        await endpoint.waitForRequests(1);
        await client.call("disableWebhook", { webhook_id });
        expect(await client.call("sendTestEvent", { webhook_id }, test)).toMatchObject({ status: 409 });
        await client.delete(webhook_id);
        expect(await client.call("sendTestEvent", { webhook_id }, test)).toMatchObject({ status: 409 });
      });
    });

    describe("rotating the secret", () => {
      test("lets the old one sign beside the new one until it expires", async () => {
        const { client, endpoint, event, webhook, webhook_id } = await given();
        const answer = await client.call("rotateSecret", { webhook_id }, { overlap_seconds: 3_600 });
        expect(answer.status).toBe(200);
        const { secret, previous_expires_at } = answer.json as { secret: string; previous_expires_at: string };
        expect(secret).toMatch(/^whsec_/);
        expect(await client.get(webhook_id)).toMatchObject({ secret });
        const wait = Date.parse(previous_expires_at) - clock.now().getTime();
        expect(Math.abs(wait - hour)).toBeLessThan(5 * second);
        await client.publish(event);
        const [both] = await endpoint.waitForRequests(1);
        expect([signs(secret, both), signs(webhook.secret, both)]).toEqual([true, true]);
        clock.advance(hour + second);
        await client.publish(messageFor("in_1"));
        const signatures = String((await endpoint.waitForRequests(2))[1]?.headers["webhook-signature"]).split(" ");
        expect(signatures).toHaveLength(1);
      });

      test("has a day of overlap by default, or none at all", async () => {
        const { client, endpoint, event, webhook, webhook_id } = await given();
        const { json } = await client.call("rotateSecret", { webhook_id });
        const { previous_expires_at } = json as { previous_expires_at: string };
        expect(Date.parse(previous_expires_at) - clock.now().getTime()).toBeGreaterThan(day - 5 * second);
        await client.call("rotateSecret", { webhook_id }, { overlap_seconds: 0 });
        await client.publish(event);
        const [received] = await endpoint.waitForRequests(1);
        const { secret } = await client.get(webhook_id);
        expect(signs(secret, received)).toBe(true);
        expect(signs(webhook.secret, received)).toBe(true);
        expect(String(received?.headers["webhook-signature"]).split(" ")).toHaveLength(2);
      });

      test("has at most five sign, the newest first", async () => {
        const { client, endpoint, event, webhook, webhook_id } = await given();
        const secrets = [webhook.secret];
        for (let rotation = 0; rotation < 5; rotation++) {
          const { json } = await client.call("rotateSecret", { webhook_id }, {});
          secrets.unshift((json as { secret: string }).secret);
        }
        await client.publish(event);
        const [received] = await endpoint.waitForRequests(1);
        const signatures = String(received?.headers["webhook-signature"]).split(" ");
        expect(signatures).toHaveLength(5);
        expect(secrets.slice(0, 5).map((secret) => signatures.indexOf(signatureOf(secret, received)))).toEqual([
          0, 1, 2, 3, 4,
        ]);
        expect(signs(webhook.secret, received)).toBe(false);
      });

      test.each([-1, 604_801, 1.5, "1", null])("refuses an overlap of %j", async (overlap_seconds) => {
        const { client, webhook, webhook_id } = await given();
        expect(await client.call("rotateSecret", { webhook_id }, { overlap_seconds })).toMatchObject({ status: 400 });
        expect(await client.get(webhook_id)).toMatchObject({ secret: webhook.secret });
      });
    });

    describe("a list of deliveries", () => {
      test("has pages and filters, and a page token that goes with them", async () => {
        const { client, endpoint, webhook_id } = await given();
        const other = await client.addWebhook(endpoint.url);
        const events = Array.from({ length: 5 }, () => messageFor("in_1"));
        for (const event of events) await client.publish(event);
        await endpoint.waitForRequests(10);
        const ids: string[] = [];
        let page = await client.deliveries({ limit: 3, webhook_id, ascending: true });
        for (;;) {
          ids.push(...page.deliveries.map(({ event_id }) => event_id));
          if (page.next_page_token === undefined) break;
          const page_token: string = page.next_page_token;
          page = await client.deliveries({ limit: 1, webhook_id, ascending: true, page_token });
        }
        expect(ids).toEqual(events.map(({ event_id }) => event_id));
        expect((await client.deliveries({ event_id: ids[0] ?? "" })).deliveries).toHaveLength(2);
        await expect.poll(async () => (await client.deliveries({ status: "succeeded" })).count).toBe(10);
        expect((await client.deliveries({ status: "failed" })).count).toBe(0);
        const { next_page_token = "" } = await client.deliveries({ limit: 1, webhook_id });
        for (const query of [`webhook_id=${other.webhook_id}`, "", `webhook_id=${webhook_id}&ascending=true`]) {
          const path = `/delivery/v0/deliveries?${query}&page_token=${next_page_token}`;
          expect(await client.request("GET", path)).toMatchObject({ status: 400 });
        }
        expect(await client.request("GET", "/delivery/v0/deliveries?status=lost")).toMatchObject({ status: 400 });
        expect((await client.deliveries({ event_id: "%00" })).count).toBe(0);
      });

      test("has nothing of another organization", async () => {
        const { client, endpoint, event, webhook_id } = await given();
        await client.publish(event);
        await endpoint.waitForRequests(1);
        const { delivery_id } = await client.deliveryOf(event);
        const stranger = await newClient();
        expect((await stranger.deliveries({ webhook_id })).count).toBe(0);
        for (const id of ["getDelivery", "resendDelivery"] as const) {
          expect(await stranger.call(id, { delivery_id })).toMatchObject(serviceError(404, "NotFoundError"));
          expect(await stranger.call(id, { delivery_id: "dlv_\u0000" })).toMatchObject({ status: 404 });
        }
        for (const id of ["enableWebhook", "disableWebhook"] as const) {
          expect(await stranger.call(id, { webhook_id })).toMatchObject(serviceError(404, "NotFoundError"));
        }
        for (const id of ["rotateSecret", "recoverWebhook", "sendTestEvent"] as const) {
          expect(await stranger.call(id, { webhook_id }, {})).toMatchObject(serviceError(404, "NotFoundError"));
        }
      });
    });

    describe("retention", () => {
      test("removes what is settled and old enough, and nothing else", async () => {
        const { client, endpoint, event, webhook_id } = await given();
        await client.publish(event);
        const { delivery_id } = await client.settled(event);
        endpoint.respond = respondWith(500);
        const pending = messageFor("in_1");
        await client.publish(pending);
        await client.attempted(pending);
        await under.service.removeOld();
        expect(await client.delivery(delivery_id)).toMatchObject({ status: "succeeded" });
        clock.advance(29 * day);
        const young = messageFor("in_1");
        endpoint.respond = (response) => response.writeHead(500).end();
        await client.publish(young);
        await client.attempted(young);
        clock.advance(2 * day);
        await client.attempted(young, 2);
        await under.service.removeOld();
        expect(await client.call("getDelivery", { delivery_id })).toMatchObject({ status: 404 });
        expect((await client.deliveries({ webhook_id, event_id: young.event_id })).count).toBe(1);
        expect((await client.publish(event)).duplicate).toBe(false);
        expect((await client.publish(young)).duplicate).toBe(true);
      });
    });
  },
  { retrySchedule: schedule },
);

describeDelivery(
  ({ newClient, clock }) => {
    test("the schedule may begin with a wait, after publishing and after a resend", async () => {
      const [client, endpoint] = [await newClient(), await startEndpoint(respondWith(204))];
      const webhook = await client.addWebhook(endpoint.url);
      const event = messageFor("in_1");
      await client.publish(event);
      for (const attempts of [1, 2]) {
        const waiting = await client.deliveryOf(event);
        expect(waiting).toMatchObject({
          status: "pending",
          explanation: expect.stringContaining("attempt is made at"),
        });
        const wait = Date.parse(waiting.next_attempt_at ?? "") - clock.now().getTime();
        expect(wait).toBeGreaterThan(0.8 * hour - 60 * second);
        expect(wait).toBeLessThanOrEqual(1.2 * hour);
        expect(endpoint.received).toHaveLength(attempts - 1);
        clock.advance(2 * hour);
        const { delivery_id } = await client.settled(event);
        expect(endpoint.received).toHaveLength(attempts);
        if (attempts === 1) await client.call("resendDelivery", { delivery_id });
      }
      const { deliveries } = await client.deliveries({ webhook_id: webhook.webhook_id, status: "succeeded" });
      expect(deliveries).toHaveLength(1);
    });
  },
  { retrySchedule: [3_600, 60] },
);
