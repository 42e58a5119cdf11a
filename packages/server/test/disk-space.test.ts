import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { operations } from "@agent-webhooks/types/delivery";
import { describe, expect, test } from "vitest";
import { DiskSpace } from "../src/database/disk-space.ts";
import { startService } from "../src/testing/index.ts";
import { DeliveryClient, eventOf, messageFor } from "./support/delivery.ts";
import { startEndpoint } from "./support/endpoint.ts";
import { newDirectory, Program } from "./support/program.ts";
import { serviceError, webhooksPath } from "./support/service.ts";
import { fillDisk, mountSmallDisk } from "./support/small-disk.ts";

const mebibyte = 1024 * 1024;
const full = {
  ...serviceError(503),
  json: {
    name: "ServiceUnavailableError",
    message: "Less than 128 MiB of disk free; writes are rejected. Try again in 60 seconds.",
  },
};

test.each([
  [127.9, "Only 127 MiB of disk free: writes are rejected until 128 MiB are free."],
  [128, "Only 128 MiB of disk free: with less than 128 MiB, writes are rejected."],
  [511, "Only 511 MiB of disk free: with less than 128 MiB, writes are rejected."],
  [512, undefined],
])("with %d MiB of disk free, a start warns: %s", (free, warning) => {
  expect(new DiskSpace(() => free * mebibyte).describeShortage()).toBe(warning);
});

test("a disk that does not say how full it is does not hold back writes", async () => {
  await using service = await startService({
    freeBytes: () => {
      throw new Error("no such device");
    },
  });
  const owner = new DeliveryClient(service.url, "default", service.token);
  const endpoint = await startEndpoint();
  await owner.addWebhook(endpoint.url);
  await owner.publishMessage();
  await endpoint.waitForRequests(1);
});

describe("a disk that is nearly full", () => {
  test("is read and not written, nothing is sent meanwhile, and everything goes on when there is room", async () => {
    let free = 200 * mebibyte;
    let ahead = 0;
    await using service = await startService({
      freeBytes: () => free,
      clock: { now: () => new Date(Date.now() + ahead) },
      retrySchedule: [0, 3_600, 3_600],
      logLevel: "silent",
    });
    const owner = new DeliveryClient(service.url, "default", service.token);
    const endpoint = await startEndpoint((response) => response.writeHead(500).end());
    const webhook = await owner.addWebhook(endpoint.url);
    const event = messageFor("in_1");
    await owner.publish(event);
    await owner.attempted(event);
    endpoint.respond = (response) => response.writeHead(204).end();

    free = 127 * mebibyte;
    await expect.poll(async () => (await owner.patch(webhook.webhook_id, {})).status).toBe(503);
    const resend = operations.resendDelivery.path.replace("{delivery_id}", (await owner.deliveryOf(event)).delivery_id);
    for (const [method, path] of [
      ["POST", webhooksPath],
      ["PATCH", `${webhooksPath}/${webhook.webhook_id}`],
      ["DELETE", `${webhooksPath}/${webhook.webhook_id}`],
      ["POST", operations.publishEvent.path],
      ["POST", operations.createToken.path],
      ["POST", resend],
    ] as const) {
      const response = await owner.request(method, path, { body: {} });
      expect(response).toMatchObject(full);
      expect(response.headers.get("retry-after")).toBe("60");
    }
    expect(await owner.get(webhook.webhook_id)).toEqual(webhook);
    expect(await owner.list()).toMatchObject({ count: 1 });
    expect(await owner.request("GET", "/readyz")).toMatchObject({ status: 200 });

    // The second attempt is due, and made when what comes of it can be recorded.
    ahead = 2 * 3_600_000;
    await setTimeout(1_500);
    expect(endpoint.received).toHaveLength(1);
    free = 128 * mebibyte;
    await expect.poll(async () => (await owner.patch(webhook.webhook_id, {})).status).toBe(200);
    expect(await owner.settled(event)).toMatchObject({ status: "succeeded" });
  });
});

test("a disk that really is full costs no data that was acknowledged, and is read on", async () => {
  const directory = await newDirectory();
  const unmount = mountSmallDisk(directory, "320m");
  // Without a small disk: the same, as far as it goes before the disk is full.
  const fill = async (bytesLeft: number) => {
    if (unmount !== undefined) await fillDisk(join(directory, `ballast-${bytesLeft}`), bytesLeft);
  };
  try {
    const env = { DATA_DIR: join(directory, "data"), LOG_LEVEL: "error", ALLOW_HTTP: "true" };
    const program = await new Program(env).ready();
    const owner = new DeliveryClient(program.url, "default", program.token);
    const webhook = await owner.addWebhook("http://127.0.0.1:9/", { event_types: ["message.sent"] });
    await fill(160 * mebibyte);
    const acknowledged: string[] = [];
    const statuses = new Set<number>();
    for (let count = 0; count < 200 && !statuses.has(503); count++) {
      const event = { ...eventOf("message.bounced"), padding: randomBytes(350_000).toString("hex") };
      const { status } = await owner.call("publishEvent", {}, { event });
      statuses.add(status);
      if (status === 202) acknowledged.push(event.event_id);
    }
    expect(acknowledged.length).toBeGreaterThan(0);
    expect([...statuses]).toEqual(unmount === undefined ? [202] : [202, 503]);
    // Something else takes the rest.
    await fill(0);
    for (let time = 0; time < 5; time++) {
      const response = await owner.call("publishEvent", {}, { event: eventOf("message.sent") });
      if (unmount !== undefined) expect(response).toMatchObject(full);
      expect(await owner.get(webhook.webhook_id)).toEqual(webhook);
    }
    await program.kill("SIGKILL");
    for (const left of [0, 160 * mebibyte]) await rm(join(directory, `ballast-${left}`), { force: true });

    const again = await new Program(env).ready();
    const after = new DeliveryClient(again.url, "default", again.token);
    expect(await after.get(webhook.webhook_id)).toEqual(webhook);
    for (const event_id of acknowledged) {
      const event = { ...eventOf("message.bounced"), event_id };
      // Known: another event under this id is a conflict.
      expect(await after.call("publishEvent", {}, { event })).toMatchObject({ status: 409 });
    }
    await again.kill("SIGKILL");
  } finally {
    unmount?.();
  }
});
