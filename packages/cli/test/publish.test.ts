import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sampleEvent } from "@agent-webhooks/receiver/testing";
import { eventTypes, type Webhook } from "@agent-webhooks/types";
import {
  type Delivery,
  operations,
  type PublishEventsRequest,
  type PublishedEvent,
} from "@agent-webhooks/types/delivery";
import { publishEvents } from "@agent-webhooks/types/delivery/routes";
import { PublishEventsRequestSchema } from "@agent-webhooks/types/delivery/schemas";
import { beforeEach, describe, expect, test } from "vitest";
import { respondWith, respondWithJson, startEndpoint } from "../../server/test/support/endpoint.ts";
import { splitIntoBatches } from "../src/publish/publish-events.ts";
import type { EventToPublish } from "../src/publish/read-events.ts";
import { createDirectory, User, useService } from "./support/cli.ts";

useService();
let user: User;
beforeEach(async () => {
  user = await User.create();
});

const createWebhook = (options = "") =>
  user.json<Webhook>(`webhooks create https://example.com/hooks --event-type ${eventTypes.join()} ${options}`);
const toNdjson = (events: readonly unknown[]) => events.map((event) => `${JSON.stringify(event)}\n`).join("");

async function createFile(content: string): Promise<string> {
  const path = join(await createDirectory(), "events.json");
  await writeFile(path, content);
  return path;
}

describe("--sample", () => {
  test.each(eventTypes)("%s is published with a new ID", async (type) => {
    expect(await user.print(`publish --sample ${type}`)).toMatch(/^Published evt_\S+ to no webhooks\.\n$/);
    await createWebhook();
    const { event_id } = await user.json<PublishedEvent>(`publish --sample ${type}`);
    expect(await user.json("deliveries list")).toMatchObject([{ event_id, event_type: type }]);
  });

  test("with --count publishes batches", async () => {
    await createWebhook();
    const printed = await user.print("publish --sample message.sent --count 1001");
    expect(printed).toBe("Published 1,001 events: 1,001 deliveries.\n");
  });
});

describe("a file", () => {
  test("with one event: prints the number of webhooks, then that the event is a duplicate", async () => {
    await createWebhook("--client-id a");
    await createWebhook("--client-id b");
    const event = sampleEvent("message.received");
    const path = await createFile(JSON.stringify(event, undefined, 2));
    expect(await user.print(`publish ${path}`)).toBe(`Published ${event.event_id} to 2 webhooks.\n`);
    expect(await user.print(`publish ${path}`)).toBe(`${event.event_id} was already published; nothing was sent.\n`);
    expect(await user.json(`publish ${path}`)).toEqual({ event_id: event.event_id, deliveries: 2, duplicate: true });
  });

  test("with an array: prints a summary, or a line of JSON for each event", async () => {
    await createWebhook();
    const events = [sampleEvent("message.received"), sampleEvent("domain.verified"), sampleEvent("message.sent")];
    const path = await createFile(JSON.stringify(events));
    await user.print(`publish ${await createFile(JSON.stringify(events[0]))}`);
    expect(await user.print(`publish ${path}`)).toBe("Published 2 events: 2 deliveries; 1 event already published.\n");
    const lines = (await user.print(`publish ${path} --json`)).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      events.map(({ event_id }) => ({ event_id, deliveries: 1, duplicate: true })),
    );
  });

  test("that does not exist, or is a directory", async () => {
    const directory = await createDirectory();
    for (const [path, reason] of [
      [join(directory, "none"), "it does not exist"],
      [directory, "it is a directory"],
    ]) {
      const stderr = expect.stringContaining(`Cannot read ${path}: ${reason}.\n\nUsage: `);
      expect(await user.run(`publish ${path}`)).toEqual({ code: 2, stdout: "", stderr });
    }
  });
});

describe("stdin", () => {
  test("is read for -", async () => {
    const event = sampleEvent("message.bounced");
    const printed = await user.print("publish -", { stdin: JSON.stringify(event) });
    expect(printed).toBe(`Published ${event.event_id} to no webhooks.\n`);
  });

  test("that is not JSON", async () => {
    const stderr = expect.stringMatching(/^stdin is not JSON: .*\n\nUsage: /);
    expect(await user.run("publish -", { stdin: "hello" })).toMatchObject({ code: 2, stderr });
  });
});

test("--pod-id applies to events without a pod", async () => {
  const eu = await createWebhook("--pod-id pod_eu --client-id eu");
  const us = await createWebhook("--pod-id pod_us --client-id us");
  const stdin = toNdjson([{ event: sampleEvent("message.sent"), pod_id: "pod_us" }, sampleEvent("message.sent")]);
  expect(await user.print("publish - --pod-id pod_eu", { stdin })).toBe("Published 2 events: 2 deliveries.\n");
  const deliveries = await user.json<Delivery[]>("deliveries list");
  expect(deliveries.map(({ webhook_id }) => webhook_id).sort()).toEqual([eu.webhook_id, us.webhook_id].sort());
});

test("--pod-id does not apply to an event with a pod in it", async () => {
  await createWebhook("--pod-id pod_eu --client-id eu");
  await createWebhook("--pod-id pod_us --client-id us");
  const verified = sampleEvent("domain.verified", { domain: { pod_id: "pod_eu" } });
  const stdin = toNdjson([verified, sampleEvent("message.sent")]);
  expect(await user.print("publish - --pod-id pod_us", { stdin })).toBe("Published 2 events: 2 deliveries.\n");
});

describe("an event that the service rejects", () => {
  const invalid = { ...sampleEvent("message.sent"), send: { recipients: "nobody" } };

  test("is named by its place in the input", async () => {
    expect(await user.run("publish -", { stdin: toNdjson([sampleEvent("message.sent"), invalid]) })).toEqual({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(
        /^The service rejected the request: stdin, line 2: send\.\S+ .*None of the 2 events in this batch was published\.\n$/,
      ),
    });
    const { stderr } = await user.run("publish -", { stdin: JSON.stringify(invalid, undefined, 1) });
    expect(stderr).toMatch(/^The service rejected the request: stdin: send\.\S+ /);
    expect(stderr).not.toContain("batch");
  });

  test("because of an unknown field whose name begins with event", async () => {
    const request = { event: sampleEvent("message.sent"), event_id: "evt_1" };
    for (const [requests, place] of [
      [[request], "stdin, line 1"],
      [[sampleEvent("message.sent"), request], "stdin, line 2"],
    ] as const) {
      const { stderr } = await user.run("publish -", { stdin: toNdjson(requests) });
      expect(stderr).toContain(`${place}: event_id is not a known field.`);
    }
  });

  test("without saying what is wrong with it: prints the message", async () => {
    const { origin } = await startEndpoint(respondWith(400, {}, '{"message":"The header is too large."}'));
    const other = new User("awt_token", origin);
    for (const command of ["publish --sample message.sent", "webhooks list"]) {
      const stderr = "The service rejected the request: The header is too large.\n";
      expect(await other.run(command)).toEqual({ code: 1, stdout: "", stderr });
    }
  });

  test("does not undo earlier batches, whose size is printed", async () => {
    const { events: batchSize } = publishEvents.limits;
    const valid = Array.from({ length: batchSize }, () => sampleEvent("message.sent"));
    const { code, stderr } = await user.run("publish -", { stdin: toNdjson([...valid, invalid]) });
    expect(stderr).toMatch(
      new RegExp(`^Published ${batchSize} events before this error\\. .*\nThe .* stdin, line ${batchSize + 1}: `),
    );
    expect(code).toBe(1);
    expect(await user.print("publish -", { stdin: toNdjson(valid) })).toBe(
      `Published 0 events: 0 deliveries; ${batchSize} events already published.\n`,
    );
  });

  test("because its ID was published with another content", async () => {
    const event = sampleEvent("message.rejected");
    await user.print("publish -", { stdin: JSON.stringify(event) });
    const changed = { ...event, reject: { ...event.reject, reason: "another" } };
    const { code, stderr } = await user.run("publish -", { stdin: JSON.stringify(changed) });
    expect(stderr).toMatch(new RegExp(`${event.event_id}|published`));
    expect(code).toBe(1);
  });
});

describe("an event without others in its batch", () => {
  const maxSize = PublishEventsRequestSchema.properties.events["x-max-event-bytes"];
  const createEvent = (size: number) => {
    const event = { ...sampleEvent("message.sent"), padding: "" };
    return { ...event, padding: "x".repeat(size - Buffer.byteLength(JSON.stringify(event))) };
  };

  test("is published if it has the maximum size", async () => {
    const event = createEvent(maxSize);
    const printed = await user.print("publish -", { stdin: JSON.stringify(event) });
    expect(printed).toBe(`Published ${event.event_id} to no webhooks.\n`);
  });

  test("is named by its place if it is too large", async () => {
    expect(await user.run("publish -", { stdin: JSON.stringify(createEvent(2 * maxSize)) })).toEqual({
      code: 1,
      stdout: "",
      stderr: `The service rejected the request: stdin, line 1: must have at most ${maxSize} bytes.\n`,
    });
  });
});

describe("events that have too many deliveries together", () => {
  /** A service that accepts at most 200 events together, and no event with the ID `evt_invalid`. */
  async function startLimitedService(): Promise<{ limited: User; sizes: number[] }> {
    const sizes: number[] = [];
    const { origin } = await startEndpoint((response, { body }) => {
      const { events } = JSON.parse(body.toString()) as PublishEventsRequest;
      sizes.push(events.length);
      const invalid = events.findIndex(({ event }) => event.event_id === "evt_invalid");
      const errors: Record<string, string[]> = {};
      if (events.length > 200) errors.events = ["must have at most 100000 deliveries together; send fewer events"];
      else if (invalid >= 0) errors[`events.${invalid}.event.send`] = ["is required"];
      const isValid = Object.keys(errors).length === 0;
      const results = events.map(({ event }) => ({ event_id: event.event_id, deliveries: 500, duplicate: false }));
      const result = isValid ? { results } : { name: "ValidationError", errors };
      response.writeHead(isValid ? 202 : 400, { "content-type": "application/json" }).end(JSON.stringify(result));
    });
    return { limited: new User("awt_token", origin), sizes };
  }

  test("are published in smaller batches", async () => {
    const { limited, sizes } = await startLimitedService();
    const printed = await limited.print("publish --sample message.sent --count 500");
    expect(printed).toBe("Published 500 events: 250,000 deliveries.\n");
    expect(sizes).toEqual([500, 250, 125, 125, 250, 125, 125]);
  });

  test("are counted, and named by their places, when some of them are rejected", async () => {
    const { limited } = await startLimitedService();
    const events = Array.from({ length: 300 }, () => sampleEvent("message.sent"));
    events[151] = sampleEvent("message.sent", { event_id: "evt_invalid" });
    const { code, stdout, stderr } = await limited.run("publish -", { stdin: toNdjson(events) });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toBe(
      "Published 150 events before this error. Publish all of them again: duplicates are skipped.\n" +
        "The service rejected the request: stdin, line 152: send is required. " +
        "None of the 150 events in this batch was published.\n",
    );
  });
});

test("after an error, samples are counted, and not to be published again: their ids are new each time", async () => {
  const result = { event_id: "evt_1", deliveries: 0, duplicate: false };
  const results = Array.from({ length: publishEvents.limits.events }, () => result);
  const service = await startEndpoint(respondWithJson(200, { results }));
  const command = "publish --sample message.sent --count 1200";
  const { code, stderr } = await new User("awt_token", service.origin).run(command, {
    columns: 80,
    onOutput: () => {
      service.respond = respondWithJson(403, { message: "The token was revoked." });
    },
  });
  expect(stderr).toMatch(/Published 500 events of 1,200 before this error\.\nThe token was revoked\.\n$/);
  expect(code).toBe(1);
});

test("progress is shown in a terminal only, and removed at the end", async () => {
  const command = "publish --sample message.sent --count 600";
  const { stdout, stderr } = await user.run(command, { columns: 80 });
  expect(stderr).toContain("Published 500 events");
  expect(stderr.endsWith("\r\u001b[K")).toBe(true);
  expect(stdout).toBe("Published 600 events: 0 deliveries.\n");
  expect(await user.run(command)).toMatchObject({ stderr: "" });
});

describe("batches", () => {
  const { maxBytes } = operations.publishEvents.requestBody;
  const { events: maxEvents } = publishEvents.limits;
  const emptyBatchBytes = JSON.stringify({ events: [{ event: "" }, { event: "" }] }).length;
  const third = Math.ceil(maxBytes / 3);
  const remaining = maxBytes - emptyBatchBytes - 1_000;

  async function* eventsOf(sizes: readonly number[]): AsyncGenerator<EventToPublish> {
    for (const size of sizes) {
      // Only the size matters here.
      const request = { event: "x".repeat(size) } as unknown as EventToPublish["request"];
      yield { place: "", request };
    }
  }

  test.each([
    ["no events", [], []],
    ["as many events as allowed", Array.from({ length: 2 * maxEvents + 1 }, () => 1), [maxEvents, maxEvents, 1]],
    ["as many bytes as allowed", [third, third, third, third], [2, 2]],
    ["an event that is too large is left to the service", [1, maxBytes + 1, 1], [1, 1, 1]],
    ["exactly the maximum", [1_000, remaining], [2]],
    ["a byte more than the maximum", [1_000, remaining + 1], [1, 1]],
  ])("%s", async (_, sizes, expected) => {
    const lengths: number[] = [];
    for await (const { length } of splitIntoBatches(eventsOf(sizes))) lengths.push(length);
    expect(lengths).toEqual(expected);
  });
});
