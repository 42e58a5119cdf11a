import { createReceiver } from "@agent-webhooks/receiver";
import { sampleEvent, sign } from "@agent-webhooks/receiver/testing";
import { startService } from "@agent-webhooks/server/testing";
import type { Webhook } from "@agent-webhooks/types";
import { eventTypes } from "@agent-webhooks/types";
import type { Attempt, Delivery, DeliveryDetails, PublishedEvent } from "@agent-webhooks/types/delivery";
import { beforeEach, describe, expect, test } from "vitest";
import { User } from "./support/cli.ts";
import { Listening } from "./support/listening.ts";
import { useService } from "./support/service.ts";
import { Target } from "./support/target.ts";

useService();
let user: User;
beforeEach(async () => {
  user = await User.new();
});

/** Publishes a sample, and answers its id. */
const publish = async (type = "message.received"): Promise<string> =>
  (await user.json<PublishedEvent>("publish", "--sample", type)).event_id;

/** The only attempt to deliver an event. */
async function attemptOf(event_id: string): Promise<Attempt | undefined> {
  const [{ delivery_id }] = await user.json<[Delivery]>("deliveries", "list", "--event-id", event_id);
  const get = async () => (await user.json<DeliveryDetails>("deliveries", "get", delivery_id)).attempts;
  await expect.poll(get, { timeout: 20_000 }).toHaveLength(1);
  const [attempt] = await get();
  return attempt;
}

describe("without --forward", () => {
  test("shows each event with its verdict and accepts it; at the end the webhook is gone", async () => {
    const listening = await Listening.start(user);
    expect(listening.stderr).toMatch(
      /^Listening for every event type with the webhook wh_\w+, at http:\/\/127\.0\.0\.1:\d+\/\nCtrl-C ends it and deletes the webhook\.\n$/,
    );
    const about = {
      "message.received": "from Ada Lovelace <ada@example.net>: Refund for order 1843",
      "message.sent": "to ada@example.net, charles@example.net",
      "message.delivered": "to ada@example.net",
      "message.bounced": "Permanent, General: charles@example.net (bounced)",
      "message.complained": "abuse, spam: ada@example.net",
      "message.rejected": "The attachment contains malware.",
      "domain.verified": "agents.example.com: VERIFIED",
    };
    for (const type of eventTypes) {
      const event_id = await publish(type);
      await listening.printed(`${type}  ${event_id}  verified\n          ${about[type]}\n`);
      expect(await attemptOf(event_id)).toMatchObject({ status_code: 200 });
    }
    expect(listening.stdout).toMatch(/^\d\d:\d\d:\d\d {2}message\.received/);
    const { webhookId } = listening;
    expect(await user.json("webhooks", "get", webhookId)).toMatchObject({
      event_types: eventTypes,
      client_id: expect.stringMatching(/^agent-webhooks-listen-/),
    });
    const { code, stderr } = await listening.stop();
    expect(stderr).toContain(`Deleted the webhook ${webhookId}.\n`);
    expect(code).toBe(0);
    expect(await user.json("webhooks", "list")).toEqual([]);
  });

  test("takes only what it was asked to take", async () => {
    const listening = await Listening.start(
      user,
      "--event-type",
      "message.sent",
      "--inbox-id",
      "support@agents.example.com",
    );
    expect(listening.stderr).toContain("Listening for message.sent with the webhook");
    expect(await user.json("webhooks", "get", listening.webhookId)).toMatchObject({
      event_types: ["message.sent"],
      inbox_ids: ["support@agents.example.com"],
    });
    await publish("message.bounced");
    await listening.printed(await publish("message.sent"));
    expect(listening.stdout).not.toContain("message.bounced");
  });

  test("with --json prints a line for each", async () => {
    const listening = await Listening.start(user, "--json");
    const event = { ...sampleEvent("message.received"), note: "passes through" };
    await user.run(["publish", "-"], { stdin: JSON.stringify(event) });
    await listening.printed(event.event_id);
    const { stdout } = await listening.stop();
    expect(JSON.parse(stdout)).toEqual({
      received_at: expect.stringMatching(/^\d{4}-.*Z$/),
      verdict: "verified",
      event,
      again: false,
      answered: 200,
    });
  });

  test("says when an event comes again", async () => {
    const listening = await Listening.start(user);
    const event_id = await publish();
    await attemptOf(event_id);
    const [{ delivery_id }] = await user.json<[Delivery]>("deliveries", "list", "--event-id", event_id);
    await user.print("deliveries", "resend", delivery_id);
    await listening.printed(`${event_id}  verified, came before\n`);
  });

  test("shows nothing that would steer the terminal", async () => {
    const listening = await Listening.start(user);
    const event = sampleEvent("message.received", { message: { subject: "\u001b[2Jcleared\r\nand \u202ereversed" } });
    await user.run(["publish", "-"], { stdin: JSON.stringify(event) });
    await listening.printed("\ufffd[2Jcleared and \ufffdreversed\n");
  });
});

describe("what must not be trusted", () => {
  test("is refused with 400, shown with the reason, and not forwarded", async () => {
    const target = await Target.start();
    const listening = await Listening.start(user, "--forward", target.url);
    const { secret } = await user.json<Webhook>("webhooks", "get", listening.webhookId);
    const body = JSON.stringify(sampleEvent("message.sent"));
    const post = async (headers: Record<string, string>, bytes: string = body) =>
      (await fetch(listening.url, { method: "POST", body: bytes, headers })).status;

    expect(await post({})).toBe(400);
    await listening.printed(/ {2}refused, missing_header\n {10}webhook-signature is missing/);
    expect(await post(await sign(body, { secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" }))).toBe(400);
    await listening.printed("refused, no_matching_signature");
    expect(await post(await sign(body, { secret, timestamp: Math.floor(Date.now() / 1000) - 600 }))).toBe(400);
    await listening.printed("refused, timestamp_too_old");
    expect(await post(await sign("[]", { secret }), "[]")).toBe(400);
    await listening.printed("refused, malformed_body");
    expect(target.received).toEqual([]);

    expect(await post(await sign(body, { secret }))).toBe(200);
    expect(target.received).toHaveLength(1);
  });

  test("nor is what no delivery looks like", async () => {
    const listening = await Listening.start(user);
    const get = await fetch(listening.url);
    expect([get.status, get.headers.get("allow")]).toEqual([405, "POST"]);
    const large = await fetch(listening.url, { method: "POST", body: new Uint8Array(2 * 1024 * 1024 + 1) });
    expect(large.status).toBe(413);
    expect(listening.stdout).toBe("");
  });

  test("an event of a type that is not known, or not of its shape, is shown all the same", async () => {
    const listening = await Listening.start(user);
    const { secret } = await user.json<Webhook>("webhooks", "get", listening.webhookId);
    for (const event of [
      { type: "event", event_type: "message.opened", event_id: "evt_1" },
      { type: "event", event_type: "message.sent", event_id: "evt_2" },
    ]) {
      const body = JSON.stringify(event);
      const headers = await sign(body, { secret });
      expect((await fetch(listening.url, { method: "POST", body, headers })).status).toBe(200);
    }
    await listening.printed("message.opened  evt_1  verified\n          a type that this version does not know\n");
    await listening.printed("message.sent  evt_2  verified\n          not in the shape of its type\n");
  });
});

describe("--forward", () => {
  test("sends on the bytes and headers as they came, so that the target can verify them", async () => {
    const target = await Target.start();
    const listening = await Listening.start(user, "--forward", target.url);
    expect(listening.stderr).toContain(`\nForwarding to ${target.url}\n`);
    const { secret } = await user.json<Webhook>("webhooks", "get", listening.webhookId);
    const event_id = await publish();
    await listening.printed(new RegExp(`${event_id} {2}verified, forwarded: 200 in \\d+ ms\n`));

    const [received] = target.received;
    if (received === undefined) throw new Error("nothing came");
    const { method, path, headers, body } = received;
    expect({ method, path }).toEqual({ method: "POST", path: "/hooks?from=cli" });
    expect(await createReceiver({ secrets: secret }).verify(body, headers)).toMatchObject({ event_id });
    expect(headers).toMatchObject({
      host: new URL(target.url).host,
      "content-type": "application/json",
      "webhook-id": event_id,
      "svix-id": event_id,
      "user-agent": expect.stringContaining("agent-webhooks"),
    });
    expect(headers).not.toHaveProperty("accept");
  });

  test("answers the service what the target answers", async () => {
    const target = await Target.start();
    target.answer = { status: 422, headers: ["x-one", "1"], body: "no such inbox" };
    const listening = await Listening.start(user, "--forward", target.url);
    const event_id = await publish();
    expect(await attemptOf(event_id)).toMatchObject({ status_code: 422, response_excerpt: "no such inbox" });
    await listening.printed(/verified, forwarded: 422 in \d+ ms\n/);
  });

  test("says that 410 ends it, as the service does", async () => {
    const target = await Target.start();
    target.answer = { status: 410 };
    const listening = await Listening.start(user, "--forward", target.url);
    await publish();
    await listening.printed(/forwarded: 410 in \d+ ms, so the webhook is disabled: start anew\n/);
    await expect
      .poll(async () => (await user.json<Webhook>("webhooks", "get", listening.webhookId)).enabled)
      .toBe(false);
  });

  test("answers 502 when the target is not there", async () => {
    const listening = await Listening.start(user, "--forward", "http://127.0.0.1:1/hooks");
    const event_id = await publish();
    expect(await attemptOf(event_id)).toMatchObject({ status_code: 502 });
    await listening.printed("verified, not forwarded: nothing listens there\n");
  });

  test("waits for the target no longer than the service does", async () => {
    await using impatient = await startService({ retrySchedule: [0], deliveryTimeoutMs: 500 });
    user = new User(impatient.token, impatient.url);
    const target = await Target.start();
    target.answer = undefined;
    const listening = await Listening.start(user, "--forward", target.url);
    await publish();
    await listening.printed("verified, not forwarded: the service did not wait longer for its answer\n");
    expect((await listening.stop()).code).toBe(0);
  });
});

describe("the webhook is deleted", () => {
  test("also when the end comes while it is made", async () => {
    const { code } = await user.run(["listen"], { stop: AbortSignal.abort() });
    expect(code).toBe(0);
    expect(await user.json("webhooks", "list")).toEqual([]);
  });

  test("by somebody else: fine", async () => {
    const listening = await Listening.start(user);
    await user.print("webhooks", "delete", listening.webhookId);
    expect(await listening.stop()).toMatchObject({ code: 0 });
  });

  test("or else it is said how to delete it", async () => {
    const service = await startService();
    const listening = await Listening.start(new User(service.token, service.url));
    await service.close();
    const { code, stderr } = await listening.stop();
    expect(stderr).toMatch(
      new RegExp(
        `The webhook ${listening.webhookId} is still there: .* Delete it with: agent-webhooks webhooks delete ${listening.webhookId}\n$`,
      ),
    );
    expect(code).toBe(1);
  });
});

describe("it does not begin", () => {
  test("on a port that is in use", async () => {
    const { port } = new URL((await Target.start()).url);
    const { code, stderr } = await user.run(["listen", "--port", port]);
    expect(stderr).toBe(`Cannot listen on 127.0.0.1:${port} (EADDRINUSE). Set --host and --port to others.\n`);
    expect(code).toBe(1);
    expect(await user.json("webhooks", "list")).toEqual([]);
  });

  test("when the service does not send to this machine, which says how it could", async () => {
    await using strict = await startService({ allowPrivateNetwork: false });
    const { code, stderr } = await new User(strict.token, strict.url).run(["listen"]);
    expect(stderr).toMatch(
      /^The service does not send to http:\/\/127\.0\.0\.1:\d+\/: it .+\. Say under which URL .* --public-url\.\n$/,
    );
    expect(code).toBe(1);
  });

  test("when the service does not want the webhook", async () => {
    const { code, stderr } = await user.run([
      "listen",
      "--inbox-id",
      "a",
      "--public-url",
      `https://a.example/${"a".repeat(2048)}`,
    ]);
    expect(stderr).toMatch(/^Nothing was sent: url /);
    expect(code).toBe(2);
  });
});

test("--public-url is the URL of the webhook, and --host and --port are where it is received", async () => {
  const target = await Target.start();
  const listening = await Listening.start(user, "--public-url", target.url, "--host", "0.0.0.0");
  expect(await user.json("webhooks", "get", listening.webhookId)).toMatchObject({ url: target.url });
});
