import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Webhook } from "@agent-webhooks/types";
import type { Delivery, PublishedEvent } from "@agent-webhooks/types/delivery";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { User } from "./support/cli.ts";
import { useService } from "./support/service.ts";

useService();

let endpoint: Server;
let url = "";
/** What the endpoint answers. */
let answer: { status: number; body?: string } = { status: 200 };

beforeAll(async () => {
  endpoint = createServer((_, response) => response.writeHead(answer.status).end(answer.body)).listen(0, "127.0.0.1");
  await new Promise((resolve) => endpoint.once("listening", resolve));
  url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/hooks`;
});
afterAll(() => endpoint.close());

let user: User;
let webhookId: string;
beforeEach(async () => {
  user = await User.new();
  const { webhook_id } = await user.json<Webhook>("webhooks", "create", url, "--event-type", "message.sent");
  webhookId = webhook_id;
});

/** Publishes an event and waits until its delivery is settled. */
async function deliver(given: typeof answer): Promise<{ delivery_id: string; event_id: string }> {
  answer = given;
  const { event_id } = await user.json<PublishedEvent>("publish", "--sample", "message.sent");
  const [{ delivery_id }] = await user.json<[Delivery]>("deliveries", "list", "--event-id", event_id);
  await settled(delivery_id);
  return { delivery_id, event_id };
}

const settled = (delivery_id: string) =>
  expect
    .poll(async () => (await user.json<Delivery>("deliveries", "get", delivery_id)).status, { timeout: 20_000 })
    .not.toBe("pending");

test("deliveries list is a table, and narrows down to a webhook, an event or a status", async () => {
  expect(await user.print("deliveries", "list")).toBe("There are no deliveries.\n");
  const good = await deliver({ status: 204 });
  const bad = await deliver({ status: 500 });
  const printed = await user.print("deliveries", "list", "--webhook-id", webhookId);
  expect(printed).toMatch(/^delivery_id +status +event_type +event_id +webhook_id +created_at +reason\n/);
  expect(printed).toMatch(
    new RegExp(`^${bad.delivery_id} +failed +message\\.sent +${bad.event_id} +${webhookId} +\\S+ +exhausted$`, "m"),
  );
  expect(printed).toMatch(new RegExp(`^${good.delivery_id} +succeeded +.* -$`, "m"));
  const ids = async (...argv: string[]) =>
    (await user.json<Delivery[]>("deliveries", "list", ...argv)).map(({ delivery_id }) => delivery_id);
  expect(await ids()).toEqual([bad.delivery_id, good.delivery_id]);
  expect(await ids("--ascending", "--limit", "1")).toEqual([good.delivery_id]);
  expect(await ids("--status", "failed")).toEqual([bad.delivery_id]);
  expect(await ids("--event-id", good.event_id)).toEqual([good.delivery_id]);
  expect(await ids("--webhook-id", "wh_none")).toEqual([]);
});

describe("deliveries get", () => {
  test("shows the delivery and each attempt", async () => {
    const { delivery_id, event_id } = await deliver({ status: 500, body: "out of\norder\u001b[31m" });
    const printed = await user.print("deliveries", "get", delivery_id);
    expect(printed).toMatch(new RegExp(`^delivery_id +${delivery_id}$`, "m"));
    expect(printed).toMatch(/^status +failed$/m);
    expect(printed).toMatch(/^reason +exhausted$/m);
    expect(printed).toMatch(/^explanation +\S.*\.$/m);
    expect(printed).toMatch(new RegExp(`^event_id +${event_id}$`, "m"));
    expect(printed).toMatch(/^attempt {2}started_at +took +outcome +status_code +error +response$/m);
    // In one line, and without what would steer the terminal.
    expect(printed).toMatch(/^1 +\S+ +\d+ ms +http_error +500 +\S.* {2}out of order\ufffd\[31m$/m);
    expect(await user.json("deliveries", "get", delivery_id)).toMatchObject({ attempts: [{ status_code: 500 }] });
  });

  test("does not find what is not there", async () => {
    expect(await user.run(["deliveries", "get", "dlv_none"])).toEqual({
      code: 1,
      stdout: "",
      stderr: "Delivery not found.\n",
    });
  });
});

describe("deliveries resend", () => {
  test("sends it again", async () => {
    const { delivery_id } = await deliver({ status: 500 });
    answer = { status: 200 };
    expect(await user.print("deliveries", "resend", delivery_id)).toMatch(/^status +pending$/m);
    await settled(delivery_id);
    expect(await user.json("deliveries", "get", delivery_id)).toMatchObject({
      status: "succeeded",
      attempts: [{ outcome: "http_error" }, { outcome: "succeeded" }],
    });
  });

  test("says why it cannot", async () => {
    const { delivery_id } = await deliver({ status: 500 });
    await user.print("webhooks", "disable", webhookId);
    const { code, stderr } = await user.run(["deliveries", "resend", delivery_id]);
    expect(stderr).toMatch(/^The webhook is disabled\..*\n$/);
    expect(code).toBe(1);
  });
});

test("webhooks test says where to look, and the endpoint gets the event", async () => {
  answer = { status: 202 };
  const printed = await user.print("webhooks", "test", webhookId, "--event-type", "domain.verified");
  const [, command = "", delivery_id = ""] = /: agent-webhooks ((?:\S+ )+)(dlv_\S+)\n$/.exec(printed) ?? [];
  await settled(delivery_id);
  const shown = await user.print(...command.trim().split(" "), delivery_id);
  expect(shown).toMatch(/^event_type +domain\.verified$/m);
  expect(shown).toMatch(/ succeeded +202$/m);
});

test("webhooks recover sends what failed again", async () => {
  const since = new Date(Date.now() - 60_000).toISOString();
  const failed = [await deliver({ status: 500 }), await deliver({ status: 500 })];
  answer = { status: 200 };
  expect(await user.print("webhooks", "recover", webhookId, "--since", since)).toBe("2 deliveries go out again.\n");
  for (const { delivery_id } of failed) {
    await settled(delivery_id);
    expect(await user.json("deliveries", "get", delivery_id)).toMatchObject({ status: "succeeded" });
  }
});
