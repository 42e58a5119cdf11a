import type { Webhook } from "@agent-webhooks/types";
import type { Delivery, PublishedEvent } from "@agent-webhooks/types/delivery";
import { beforeEach, expect, test } from "vitest";
import { type Endpoint, hang, respondWith, startEndpoint } from "../../server/test/support/endpoint.ts";
import { User, useService } from "./support/cli.ts";

useService();
let user: User;
let endpoint: Endpoint;
let webhookId: string;
beforeEach(async () => {
  user = await User.create();
  endpoint = await startEndpoint();
  const webhook = await user.json<Webhook>(`webhooks create ${endpoint.url} --event-type message.sent`);
  webhookId = webhook.webhook_id;
});

/** Publishes an event to which the endpoint responds like this, and waits until its delivery is settled. */
async function deliver(status: number, body = ""): Promise<{ delivery_id: string; event_id: string }> {
  endpoint.respond = respondWith(status, {}, body);
  const { event_id } = await user.json<PublishedEvent>("publish --sample message.sent");
  const [{ delivery_id }] = await user.json<[Delivery]>(`deliveries list --event-id ${event_id}`);
  await settle(delivery_id);
  return { delivery_id, event_id };
}

const settle = (deliveryId: string) =>
  expect.poll(async () => (await user.json<Delivery>(`deliveries get ${deliveryId}`)).status).not.toBe("pending");

test("deliveries list prints a table, of a webhook, an event or a status", async () => {
  expect(await user.print("deliveries list")).toBe("No deliveries found.\n");
  const good = await deliver(204);
  const bad = await deliver(500);
  const printed = await user.print(`deliveries list --webhook-id ${webhookId}`);
  expect(printed).toMatch(/^delivery_id +status +event_type +event_id +webhook_id +created_at +reason\n/);
  expect(printed).toMatch(
    new RegExp(`^${bad.delivery_id} +failed +message\\.sent +${bad.event_id} +${webhookId} +\\S+ +exhausted$`, "m"),
  );
  expect(printed).toMatch(new RegExp(`^${good.delivery_id} +succeeded +.* -$`, "m"));
  for (const [options, expected] of [
    ["", [bad, good]],
    ["--ascending --limit 1", [good]],
    ["--status failed", [bad]],
    [`--event-id ${good.event_id}`, [good]],
    ["--webhook-id wh_none", []],
  ] as const) {
    expect(await user.json(`deliveries list ${options}`)).toMatchObject(expected);
  }
});

test("deliveries get prints the delivery and its attempts", async () => {
  const { delivery_id, event_id } = await deliver(500, "out of\norder\u001b[31m");
  const printed = await user.print(`deliveries get ${delivery_id}`);
  expect(printed).toMatch(
    new RegExp(`^delivery_id +${delivery_id}\nstatus +failed\nreason +exhausted\nexplanation +\\S.*\\.\n`),
  );
  expect(printed).toMatch(new RegExp(`^event_id +${event_id}$`, "m"));
  expect(printed).toMatch(/^attempt {2}started_at +took +outcome +status_code +error +response$/m);
  // On one line, and without control characters.
  expect(printed).toMatch(/^1 +\S+ +\d+ ms +http_error +500 +\S.* {2}out of order\ufffd\[31m$/m);
  expect(await user.json(`deliveries get ${delivery_id}`)).toMatchObject({ attempts: [{ status_code: 500 }] });
  expect(await user.run("deliveries get dlv_none")).toEqual({ code: 1, stdout: "", stderr: "Delivery not found.\n" });
});

test("deliveries resend sends a delivery again, but not to a disabled webhook", async () => {
  const { delivery_id } = await deliver(500);
  endpoint.respond = respondWith(200);
  expect(await user.print(`deliveries resend ${delivery_id}`)).toMatch(/^status +pending$/m);
  await settle(delivery_id);
  expect(await user.json(`deliveries get ${delivery_id}`)).toMatchObject({
    status: "succeeded",
    attempts: [{ outcome: "http_error" }, { outcome: "succeeded" }],
  });
  await user.print(`webhooks disable ${webhookId}`);
  const { code, stderr } = await user.run(`deliveries resend ${delivery_id}`);
  expect(stderr).toMatch(/^The webhook is disabled\..*\n$/);
  expect(code).toBe(1);
});

test("webhooks test sends an event and prints the command that shows its delivery", async () => {
  endpoint.respond = respondWith(202);
  const printed = await user.print(`webhooks test ${webhookId} --event-type domain.verified`);
  const [, command = "", delivery_id = ""] = /: agent-webhooks (.*(dlv_\S+))\n$/.exec(printed) ?? [];
  await settle(delivery_id);
  const shown = await user.print(command);
  expect(shown).toMatch(/^event_type +domain\.verified$/m);
  expect(shown).toMatch(/ succeeded +202$/m);
});

test("webhooks recover sends failed deliveries again", async () => {
  const since = new Date(Date.now() - 60_000).toISOString();
  const failed = [await deliver(500), await deliver(500)];
  endpoint.respond = respondWith(200);
  const printed = await user.print(`webhooks recover ${webhookId} --since ${since}`);
  expect(printed).toBe("Sending: 2 failed deliveries.\n");
  for (const { delivery_id } of failed) {
    await settle(delivery_id);
    expect(await user.json(`deliveries get ${delivery_id}`)).toMatchObject({ status: "succeeded" });
  }
});

test("deliveries list --watch prints what is new, until it is stopped", async () => {
  const good = await deliver(204);
  const stop = new AbortController();
  let printed = "";
  const watching = user.run("deliveries list --watch", {
    stop: stop.signal,
    onOutput: (text) => {
      printed += text;
    },
  });
  await expect.poll(() => printed).toContain(`${good.delivery_id}  succeeded`);
  const bad = await deliver(500);
  await expect.poll(() => printed).toContain(`${bad.delivery_id}  failed`);
  stop.abort();
  expect(await watching).toMatchObject({ code: 0, stderr: "" });
  expect(printed.split(good.delivery_id)).toHaveLength(2);
});

test("deliveries list --watch ends on Ctrl-C while a request is running", async () => {
  const stop = new AbortController();
  endpoint.respond = hang;
  const watching = new User("awt_token", endpoint.origin).run("deliveries list --watch", { stop: stop.signal });
  await endpoint.waitForRequests(1);
  stop.abort();
  expect(await watching).toEqual({ code: 0, stdout: "", stderr: "" });
});
