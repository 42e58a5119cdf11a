import { createReceiver } from "@agent-webhooks/receiver";
import { sampleEvent, sign } from "@agent-webhooks/receiver/testing";
import { startService } from "@agent-webhooks/server/testing";
import { eventTypes, type Webhook } from "@agent-webhooks/types";
import type { Attempt, Delivery, DeliveryDetails, PublishedEvent } from "@agent-webhooks/types/delivery";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { hang, respondWith, startEndpoint } from "../../server/test/support/endpoint.ts";
import { type Result, User, useService } from "./support/cli.ts";

useService();
let user: User;
beforeEach(async () => {
  user = await User.create();
});

/** A running `listen`. */
class Listening {
  stdout = "";
  stderr = "";
  readonly #stop = new AbortController();
  readonly exited: Promise<Result>;

  private constructor(options: string) {
    this.exited = user.run(`listen ${options}`, {
      stop: this.#stop.signal,
      onOutput: (text, name) => {
        this[name] += text;
      },
    });
  }

  /** Resolves when the webhook exists. */
  static async start(options = ""): Promise<Listening> {
    const listening = new Listening(options);
    onTestFinished(async () => {
      await listening.stop();
    });
    await expect.poll(() => listening.stderr).toContain("Press Ctrl-C");
    return listening;
  }

  get url(): string {
    return / at (http:\S+)/.exec(this.stderr)?.[1] ?? "";
  }

  get webhookId(): string {
    return /wh_\w+/.exec(this.stderr)?.[0] ?? "";
  }

  webhook(): Promise<Webhook> {
    return user.json(`webhooks get ${this.webhookId}`);
  }

  /** Resolves when this has been printed. */
  async printed(text: string | RegExp): Promise<void> {
    await expect.poll(() => this.stdout).toMatch(text);
  }

  stop(): Promise<Result> {
    this.#stop.abort();
    return this.exited;
  }
}

/** Publishes a sample event. */
const publish = async (type = "message.received"): Promise<string> =>
  (await user.json<PublishedEvent>(`publish --sample ${type}`)).event_id;

const deliveryOf = async (event_id: string): Promise<Delivery> =>
  (await user.json<[Delivery]>(`deliveries list --event-id ${event_id}`))[0];

/** The only attempt to deliver an event. */
async function attemptOf(event_id: string): Promise<Attempt | undefined> {
  const { delivery_id } = await deliveryOf(event_id);
  let attempts: readonly Attempt[] = [];
  const load = async () => {
    attempts = (await user.json<DeliveryDetails>(`deliveries get ${delivery_id}`)).attempts;
    return attempts;
  };
  await expect.poll(load).toHaveLength(1);
  return attempts[0];
}

describe("events", () => {
  test("are verified, printed and accepted; the webhook is deleted at the end", async () => {
    const listening = await Listening.start();
    expect(listening.stderr).toMatch(
      /^Listening for all event types with the webhook wh_\w+ at http:\/\/127\.0\.0\.1:\d+\/\nPress Ctrl-C to stop and delete the webhook\.\n$/,
    );
    const descriptions = {
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
      await listening.printed(`${type}  ${event_id}  verified\n          ${descriptions[type]}\n`);
      expect(await attemptOf(event_id)).toMatchObject({ status_code: 200 });
    }
    expect(listening.stdout).toMatch(/^\d\d:\d\d:\d\d {2}message\.received/);
    const { event_types, client_id } = await listening.webhook();
    expect(event_types).toEqual(eventTypes);
    expect(client_id).toMatch(/^agent-webhooks-listen-/);
    const { code, stderr } = await listening.stop();
    expect(stderr).toContain(`Deleted the webhook ${listening.webhookId}.\n`);
    expect(code).toBe(0);
    expect(await user.json("webhooks list")).toEqual([]);
  });

  test("can be limited to types and inboxes", async () => {
    const listening = await Listening.start("--event-type message.sent --inbox-id support@agents.example.com");
    expect(listening.stderr).toContain("Listening for message.sent with the webhook");
    expect((await listening.webhook()).inbox_ids).toEqual(["support@agents.example.com"]);
    await publish("message.bounced");
    await listening.printed(await publish("message.sent"));
    expect(listening.stdout).not.toContain("message.bounced");
  });

  test("are lines of JSON with --json", async () => {
    const listening = await Listening.start("--json");
    const event = { ...sampleEvent("message.received"), note: "unknown fields pass through" };
    await user.print("publish -", { stdin: JSON.stringify(event) });
    await listening.printed(event.event_id);
    expect(JSON.parse((await listening.stop()).stdout)).toEqual({
      received_at: expect.stringMatching(/^\d{4}-.*Z$/),
      verdict: "verified",
      event,
      duplicate: false,
      status: 200,
    });
  });

  test("are marked when they are repeated", async () => {
    const listening = await Listening.start();
    const event_id = await publish();
    await attemptOf(event_id);
    await user.print(`deliveries resend ${(await deliveryOf(event_id)).delivery_id}`);
    await listening.printed(`${event_id}  verified, repeated\n`);
  });

  test("are printed without control characters", async () => {
    const listening = await Listening.start();
    const event = sampleEvent("message.received", { message: { subject: "\u001b[2Jcleared\r\nand \u202ereversed" } });
    await user.print("publish -", { stdin: JSON.stringify(event) });
    await listening.printed("\ufffd[2Jcleared and \ufffdreversed\n");
  });

  test.each([
    ["message.opened", { event_id: "evt_1" }, "evt_1", "unknown event type"],
    ["message.sent", { event_id: "evt_1" }, "evt_1", "invalid content for this event type"],
    ["message.opened", {}, "without an event_id", "unknown event type"],
    ["message.opened", { event_id: 1 }, "without an event_id", "unknown event type"],
    ["message.rejected", { event_id: "evt_1", reject: { reason: 1 } }, "evt_1", "1"],
  ])("%s with %j: %s, %s", async (event_type, fields, id, description) => {
    const listening = await Listening.start();
    const body = JSON.stringify({ type: "event", event_type, ...fields });
    const headers = await sign(body, { secret: (await listening.webhook()).secret });
    expect((await fetch(listening.url, { method: "POST", body, headers })).status).toBe(200);
    await listening.printed(`${event_type}  ${id}  verified\n          ${description}\n`);
  });
});

test("--json prints numbers as they were sent", async () => {
  const listening = await Listening.start("--json");
  const body = '{"event_type":"message.new","event_id":"evt_1","n":[1e400,9007199254740993,1.0]}';
  const headers = await sign(body, { secret: (await listening.webhook()).secret });
  expect((await fetch(listening.url, { method: "POST", body, headers })).status).toBe(200);
  await listening.printed(`"event":${body}`);
});

describe("a request that fails verification", () => {
  test("gets 400, is printed with the reason, and is not forwarded", async () => {
    const target = await startEndpoint(respondWith(200));
    const listening = await Listening.start(`--forward ${target.url}`);
    const { secret } = await listening.webhook();
    const body = JSON.stringify(sampleEvent("message.sent"));
    const post = async (headers: Record<string, string>, sent: string = body) =>
      (await fetch(listening.url, { method: "POST", body: sent, headers })).status;

    expect(await post({})).toBe(400);
    await listening.printed(/ {2}rejected, missing_header\n {10}webhook-signature is missing/);
    expect(await post(await sign(body, { secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" }))).toBe(400);
    await listening.printed("rejected, no_matching_signature");
    expect(await post(await sign(body, { secret, timestamp: Math.floor(Date.now() / 1000) - 600 }))).toBe(400);
    await listening.printed("rejected, timestamp_too_old");
    expect(await post(await sign("[]", { secret }), "[]")).toBe(400);
    await listening.printed("rejected, malformed_body");
    expect(target.received).toEqual([]);

    expect(await post(await sign(body, { secret }))).toBe(200);
    expect(target.received).toHaveLength(1);
  });

  test("gets 405 or 413, and is not printed, if it cannot be a delivery", async () => {
    const listening = await Listening.start();
    const get = await fetch(listening.url);
    expect([get.status, get.headers.get("allow")]).toEqual([405, "POST"]);
    const large = await fetch(listening.url, { method: "POST", body: new Uint8Array(2 * 1024 * 1024 + 1) });
    expect(large.status).toBe(413);
    expect(listening.stdout).toBe("");
  });
});

describe("--forward", () => {
  test("sends the same bytes and headers, so that the target can verify them", async () => {
    const target = await startEndpoint(respondWith(200));
    const listening = await Listening.start(`--forward ${target.url}?from=cli`);
    expect(listening.stderr).toContain(`\nForwarding to ${target.url}?from=cli\n`);
    const { secret } = await listening.webhook();
    const event_id = await publish();
    await listening.printed(new RegExp(`${event_id} {2}verified, forwarded: 200 in \\d+ ms\n`));

    const [request] = target.received;
    if (request === undefined) throw new Error("The target received nothing");
    const { body, headers } = request;
    expect(request).toMatchObject({ method: "POST", path: "/hooks?from=cli" });
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

  test.each([
    [422, "no such inbox", /verified, forwarded: 422 in \d+ ms\n/],
    [410, "gone", /forwarded: 410 in \d+ ms, which disables the webhook: restart listen\n/],
  ])("returns the response of the target to the service: %i %s", async (status, body, line) => {
    const target = await startEndpoint(respondWith(status, {}, body));
    const listening = await Listening.start(`--forward ${target.url}`);
    const attempt = await attemptOf(await publish());
    expect(attempt).toMatchObject({ status_code: status, response_excerpt: body });
    await listening.printed(line);
    expect((await listening.webhook()).enabled).toBe(status !== 410);
  });

  test.each([204, 304])("returns a %i without a body and a content-length", async (status) => {
    const target = await startEndpoint(respondWith(status));
    const listening = await Listening.start(`--forward ${target.url}`);
    const body = JSON.stringify(sampleEvent("message.sent"));
    const headers = await sign(body, { secret: (await listening.webhook()).secret });
    const response = await fetch(listening.url, { method: "POST", body, headers });
    expect(response.status).toBe(status);
    for (const name of ["content-length", "transfer-encoding"]) expect(response.headers.has(name)).toBe(false);
  });

  test("returns 502 when the target is unreachable", async () => {
    const listening = await Listening.start("--forward http://127.0.0.1:1/hooks");
    expect(await attemptOf(await publish())).toMatchObject({ status_code: 502 });
    await listening.printed("verified, not forwarded: connection refused\n");
  });

  test("stops waiting for the target when the service does", async () => {
    await using impatient = await startService({ retrySchedule: [0], deliveryTimeoutMs: 2_000 });
    user = new User(impatient.token, impatient.url);
    const target = await startEndpoint(hang);
    const listening = await Listening.start(`--forward ${target.url}`);
    await publish();
    await listening.printed("verified, not forwarded: the service stopped waiting for the response\n");
    expect((await listening.stop()).code).toBe(0);
  });
});

describe("the webhook", () => {
  test("has the URL of --public-url, whatever --host is", async () => {
    const { url } = await startEndpoint();
    const listening = await Listening.start(`--public-url ${url} --host 0.0.0.0`);
    expect(await listening.webhook()).toMatchObject({ url });
  });

  test("is deleted if listen is stopped while creating it", async () => {
    expect(await user.run("listen", { stop: AbortSignal.abort() })).toMatchObject({ code: 0 });
    expect(await user.json("webhooks list")).toEqual([]);
  });

  test("may already be deleted at the end", async () => {
    const listening = await Listening.start();
    await user.print(`webhooks delete ${listening.webhookId}`);
    expect(await listening.stop()).toMatchObject({ code: 0 });
  });

  test("is named in the error if it cannot be deleted", async () => {
    const service = await startService();
    user = new User(service.token, service.url);
    const listening = await Listening.start();
    await service.close();
    const { code, stderr } = await listening.stop();
    const id = listening.webhookId;
    expect(stderr).toMatch(
      new RegExp(`Cannot delete the webhook ${id}: .* Delete it with: agent-webhooks webhooks delete ${id}\n$`),
    );
    expect(code).toBe(1);
  });
});

describe("listen fails", () => {
  test("on a port that is in use, without creating a webhook", async () => {
    const { port } = await startEndpoint();
    expect(await user.run(`listen --port ${port}`)).toMatchObject({
      code: 1,
      stderr: `Cannot listen on 127.0.0.1:${port}: the port is in use. Pass another --host or --port.\n`,
    });
    expect(await user.json("webhooks list")).toEqual([]);
  });

  test("if the service rejects local URLs, and suggests --public-url", async () => {
    await using strict = await startService({ allowPrivateNetwork: false });
    const { code, stderr } = await new User(strict.token, strict.url).run("listen");
    expect(stderr).toMatch(
      /^The service rejected the URL http:\/\/127\.0\.0\.1:\d+\/: it .+\. Pass --public-url with a URL .*\n$/,
    );
    expect(code).toBe(1);
  });

  test("if the webhook would be invalid", async () => {
    expect(await user.run(`listen --public-url https://a.example/${"a".repeat(2048)}`)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^Invalid request: url /),
    });
  });
});
