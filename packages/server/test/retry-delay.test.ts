import { Webhook as SvixWebhook } from "svix";
import { describe, expect, test } from "vitest";
import { nextAttemptAt, readRetryAfter } from "../src/worker/retry-delay.ts";
import { describeDelivery } from "./support/delivery.ts";
import { respondWith } from "./support/endpoint.ts";

const [second, hour, day] = [1_000, 3_600_000, 86_400_000];

describe("the retry delay", () => {
  const end = new Date("2026-01-16T08:00:00Z");
  const delay = (scheduled: number, retryAfterMs?: number, random = 0.5) => {
    const retryAfter = retryAfterMs === undefined ? undefined : new Date(end.getTime() + retryAfterMs);
    const at = nextAttemptAt([scheduled / second], 0, { end, retryAfter, random: () => random });
    return (at?.getTime() ?? Number.NaN) - end.getTime();
  };

  test.each([
    ["is the scheduled one", delay(hour), hour],
    ["is up to 20 % shorter", delay(hour, undefined, 0), 0.8 * hour],
    ["is up to 20 % longer", delay(hour, undefined, 1), 1.2 * hour],
    ["is that of Retry-After if it is longer", delay(5 * second, 120 * second), 120 * second],
    ["is the scheduled one if Retry-After is shorter", delay(hour, 120 * second), hour],
    ["is at most an hour by Retry-After", delay(5 * second, day), hour],
    ["is at most twice the scheduled one, if that is more than an hour", delay(10 * hour, 3 * day), 20 * hour],
  ])("%s", (_, actual, expected) => expect(actual).toBe(expected));

  test("is at most an hour by a Retry-After that is far away", () => {
    for (const header of ["1000000000", "9".repeat(1_000), "Fri, 31 Dec 9999 23:59:59 GMT"]) {
      const retryAfter = readRetryAfter(503, header, end);
      expect(nextAttemptAt([5], 0, { end, retryAfter })?.getTime()).toBe(end.getTime() + hour);
    }
  });

  test("ends with the schedule", () => expect(nextAttemptAt([0, 5], 2, { end })).toBeUndefined());

  test.each([
    [429, "120", 120],
    [503, "Fri, 16 Jan 2026 08:02:00 GMT", 120],
    [503, "Friday, 16-Jan-26 08:02:00 GMT", 120],
    [503, "Fri Jan 16 08:02:00 2026", 120],
    [503, "Sun Feb  1 08:00:00 2026", 16 * 86_400],
    [503, "Thursday, 16-Jan-76 08:00:00 GMT", (Date.UTC(2076, 0, 16) - Date.UTC(2026, 0, 16)) / second],
    [503, "Sunday, 16-Jan-77 08:00:00 GMT", (Date.UTC(1977, 0, 16) - Date.UTC(2026, 0, 16)) / second],
    [503, "1000000000", 1e9],
    [503, "9".repeat(1_000), 1e9],
    [500, "120", undefined],
    [503, undefined, undefined],
    [503, "-1", undefined],
    [503, "1.5", undefined],
    [503, "2026-01-16T08:02:00Z", undefined],
    [503, "Fri, 99 Jan 2026 08:02:00 GMT", undefined],
    [503, "Fri, 16 Foo 2026 08:02:00 GMT", undefined],
    [503, "Fri, 16 Jan 2026 08:02:00 +0100", undefined],
    [503, "", undefined],
  ])("reads from %i with Retry-After %j: %j seconds", (status, header, seconds) => {
    const time = readRetryAfter(status, header, end);
    expect(time && (time.getTime() - end.getTime()) / second).toBe(seconds);
  });
});

describeDelivery(
  ({ startWebhook, clock }) => {
    test("a failed attempt is followed by the next one, with the same bytes and id and a fresh timestamp", async () => {
      const { client, endpoint, webhook } = await startWebhook(respondWith(500));
      const event = await client.publishMessage();
      const first = await client.attempted(event);
      expect(first).toMatchObject({ status: "pending", explanation: expect.stringMatching(/^The next attempt is/) });
      const ended = Date.parse(first.attempts[0]?.started_at ?? "") + (first.attempts[0]?.duration_ms ?? 0);
      const wait = Date.parse(first.next_attempt_at ?? "") - ended;
      expect(wait).toBeGreaterThanOrEqual(4 * second);
      expect(wait).toBeLessThanOrEqual(6 * second + 500);
      endpoint.respond = respondWith(204);
      clock.advance(10 * second);
      const { attempts } = await client.settled(event);
      expect(attempts).toMatchObject([
        { attempt: 1, outcome: "http_error" },
        { attempt: 2, outcome: "succeeded" },
      ]);
      const startedAt = attempts.map(({ started_at }) => String(Math.floor(Date.parse(started_at) / second)));
      expect(endpoint.received.map(({ headers }) => headers["webhook-timestamp"])).toEqual(startedAt);
      expect(endpoint.received.map(({ headers }) => headers["webhook-id"])).toEqual([event.event_id, event.event_id]);
      const [one, two] = endpoint.received;
      const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature } = two?.headers ?? {};
      expect(two?.body).toEqual(one?.body);
      expect(Number(timestamp)).toBeGreaterThan(Number(one?.headers["webhook-timestamp"]));
      const signedAt = new Date(Number(timestamp) * 1000);
      expect(signature).toBe(new SvixWebhook(webhook.secret).sign(String(id), signedAt, String(two?.body)));
    });

    test.each([429, 503])("%i with Retry-After delays the next attempt, by an hour at most", async (code) => {
      const { client, endpoint } = await startWebhook(respondWith(code, { "retry-after": "120" }));
      const wait = async () => {
        const { next_attempt_at } = await client.attempted(await client.publishMessage());
        return Date.parse(next_attempt_at ?? "") - clock.now().getTime();
      };
      const asked = await wait();
      expect(asked).toBeGreaterThan(115 * second);
      expect(asked).toBeLessThanOrEqual(120 * second);
      endpoint.respond = respondWith(code, { "retry-after": new Date(clock.now().getTime() + day).toUTCString() });
      expect(await wait()).toBeLessThanOrEqual(hour);
    });
  },
  { databases: ["Postgres"], retrySchedule: [0, 5, 300] },
);

describeDelivery(
  ({ startWebhook, clock }) => {
    test("a schedule may begin with a delay, after publishing and after a resend", async () => {
      const { client, endpoint, webhook_id } = await startWebhook();
      const event = await client.publishMessage();
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
      expect((await client.deliveries({ webhook_id, status: "succeeded" })).count).toBe(1);
    });
  },
  { databases: ["Postgres"], retrySchedule: [3_600, 60] },
);
