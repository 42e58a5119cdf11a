import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sampleEvent } from "@agent-webhooks/receiver/testing";
import type { Webhook } from "@agent-webhooks/types";
import { eventTypes } from "@agent-webhooks/types";
import type { Delivery, PublishedEvent } from "@agent-webhooks/types/delivery";
import { operations } from "@agent-webhooks/types/delivery";
import { publishEvents } from "@agent-webhooks/types/delivery/routes";
import { beforeEach, describe, expect, test } from "vitest";
import { batchesOf } from "../src/publish/batches.ts";
import type { ReadEvent } from "../src/publish/read-events.ts";
import { User } from "./support/cli.ts";
import { collect } from "./support/collect.ts";
import { newDirectory } from "./support/directory.ts";
import { newToken, useService } from "./support/service.ts";

useService();
let user: User;
beforeEach(async () => {
  user = await User.new();
});

const subscribe = (...more: string[]) =>
  user.json<Webhook>("webhooks", "create", "https://example.com/hooks", "--event-type", eventTypes.join(), ...more);
const lines = (events: readonly unknown[]) => events.map((event) => `${JSON.stringify(event)}\n`).join("");

async function file(content: string): Promise<string> {
  const path = join(await newDirectory(), "events.json");
  await writeFile(path, content);
  return path;
}

describe("a sample", () => {
  test.each(eventTypes)("of %s is published under a fresh id", async (type) => {
    expect(await user.print("publish", "--sample", type)).toMatch(/^Published evt_\S+: no webhook wants it\.\n$/);
    await subscribe();
    const [{ event_id }] = [await user.json<PublishedEvent>("publish", "--sample", type)];
    expect(await user.json("deliveries", "list")).toMatchObject([{ event_id, event_type: type }]);
  });

  test("may be many, in batches", async () => {
    await subscribe();
    expect(await user.print("publish", "--sample", "message.sent", "--count", "1001")).toBe(
      "Published 1,001 events: 1,001 deliveries.\n",
    );
  });
});

describe("a file", () => {
  test("with one event says how many webhooks it goes to; again, that it came before", async () => {
    await subscribe("--client-id", "a");
    await subscribe("--client-id", "b");
    const event = sampleEvent("message.received");
    const path = await file(JSON.stringify(event, undefined, 2));
    expect(await user.print("publish", path)).toBe(`Published ${event.event_id}: it goes to 2 webhooks.\n`);
    expect(await user.print("publish", path)).toBe(`${event.event_id} was published before: nothing was sent.\n`);
    expect(await user.json("publish", path)).toEqual({ event_id: event.event_id, deliveries: 2, duplicate: true });
  });

  test("with an array is summed up, or a line of JSON for each", async () => {
    await subscribe();
    const events = [sampleEvent("message.received"), sampleEvent("domain.verified"), sampleEvent("message.sent")];
    const path = await file(JSON.stringify(events));
    await user.print("publish", await file(JSON.stringify(events[0])));
    expect(await user.print("publish", path)).toBe(
      "Published 3 events, of which 1 event had been published before: 2 deliveries.\n",
    );
    const printed = await user.print("publish", path, "--json");
    expect(
      printed
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual(events.map(({ event_id }) => ({ event_id, deliveries: 1, duplicate: true })));
  });

  test("that is not there, or is a directory", async () => {
    const directory = await newDirectory();
    for (const [path, reason] of [
      [join(directory, "none"), "it does not exist"],
      [directory, "it is a directory"],
    ] as const) {
      expect(await user.run(["publish", path])).toMatchObject({
        code: 2,
        stdout: "",
        stderr: expect.stringContaining(`${path} cannot be read: ${reason}.\n\nUsage: `),
      });
    }
  });
});

describe("stdin", () => {
  test("is read for -", async () => {
    const event = sampleEvent("message.bounced");
    expect(await user.run(["publish", "-"], { stdin: JSON.stringify(event) })).toEqual({
      code: 0,
      stdout: `Published ${event.event_id}: no webhook wants it.\n`,
      stderr: "",
    });
  });

  test("that is not JSON", async () => {
    const { code, stderr } = await user.run(["publish", "-"], { stdin: "hello" });
    expect(stderr).toMatch(/^stdin is not JSON: .*\n\nUsage: /);
    expect(code).toBe(2);
  });
});

describe("--pod-id", () => {
  test("is the pod of events that name none", async () => {
    await subscribe("--pod-id", "pod_eu", "--client-id", "eu");
    await subscribe("--pod-id", "pod_us", "--client-id", "us");
    const stdin = lines([{ event: sampleEvent("message.sent"), pod_id: "pod_us" }, sampleEvent("message.sent")]);
    const { stdout } = await user.run(["publish", "-", "--pod-id", "pod_eu"], { stdin });
    expect(stdout).toBe("Published 2 events: 2 deliveries.\n");
    const ids = (await user.json<Delivery[]>("deliveries", "list", "--ascending")).map(({ webhook_id }) => webhook_id);
    const [us, eu] = await user.json<[Webhook, Webhook]>("webhooks", "list");
    expect(new Set(ids)).toEqual(new Set([us.webhook_id, eu.webhook_id]));
  });
});

describe("what the service refuses", () => {
  const bad = { ...sampleEvent("message.sent"), send: { recipients: "nobody" } };

  test("is said with its place in the input and in the event", async () => {
    const { code, stdout, stderr } = await user.run(["publish", "-"], {
      stdin: lines([sampleEvent("message.sent"), bad]),
    });
    expect(stderr).toMatch(
      /^The service refused this: stdin, line 2: send\.\S+ .*Nothing of its batch of 2 was published\.\n$/,
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    const { stderr: single } = await user.run(["publish", "-"], { stdin: JSON.stringify(bad, undefined, 1) });
    expect(single).toMatch(/^The service refused this: stdin: send\.\S+ /);
    expect(single).not.toContain("batch");
  });

  test("does not take back the batches before, and says how many events they had", async () => {
    const { events: inBatch } = publishEvents.limits;
    const good = Array.from({ length: inBatch }, () => sampleEvent("message.sent"));
    const { code, stderr } = await user.run(["publish", "-"], { stdin: lines([...good, bad]) });
    expect(stderr).toMatch(
      new RegExp(
        `^Before this, ${inBatch} events were published\\. .*\nThe service refused this: stdin, line ${inBatch + 1}: `,
      ),
    );
    expect(code).toBe(1);
    expect(await user.run(["publish", "-"], { stdin: lines(good) })).toMatchObject({
      stdout: `Published ${inBatch} events, of which ${inBatch} events had been published before: 0 deliveries.\n`,
    });
  });

  test("an id that was published before with another content", async () => {
    const event = sampleEvent("message.rejected");
    await user.run(["publish", "-"], { stdin: JSON.stringify(event) });
    const changed = { ...event, reject: { ...event.reject, reason: "another" } };
    const { code, stderr } = await user.run(["publish", "-"], { stdin: JSON.stringify(changed) });
    expect(stderr).toMatch(new RegExp(`${event.event_id}|published`));
    expect(code).toBe(1);
  });

  test("a token that may not publish", async () => {
    const reader = new User(await newToken({ scopes: ["webhooks:read"] }));
    expect(await reader.run(["publish", "--sample", "message.sent"])).toMatchObject({
      code: 1,
      stderr: "The token lacks the scope events:publish.\n",
    });
  });
});

describe("progress", () => {
  test("is shown in a terminal, and taken away at the end", async () => {
    const { stdout, stderr } = await user.run(["publish", "--sample", "message.sent", "--count", "600"], {
      columns: 80,
    });
    expect(stderr).toContain("Published 500 events");
    expect(stderr.endsWith("\r\u001b[K")).toBe(true);
    expect(stdout).toBe("Published 600 events: 0 deliveries.\n");
  });

  test("is shown nowhere else", async () => {
    expect(await user.run(["publish", "--sample", "message.sent", "--count", "600"])).toMatchObject({ stderr: "" });
  });
});

describe("batches", () => {
  async function* eventsOf(sizes: readonly number[]): AsyncGenerator<ReadEvent> {
    for (const size of sizes) {
      // Only its size matters here.
      const request = { event: "x".repeat(size) } as unknown as ReadEvent["request"];
      yield { place: "", request };
    }
  }
  const lengths = async (sizes: readonly number[]) =>
    (await collect(batchesOf(eventsOf(sizes)))).map(({ length }) => length);

  test("have as many events as the service takes at once", async () => {
    const { events } = publishEvents.limits;
    expect(await lengths(Array.from({ length: 2 * events + 1 }, () => 1))).toEqual([events, events, 1]);
    expect(await lengths([])).toEqual([]);
  });

  test("are no larger than the service takes at once", async () => {
    const { maxBytes } = operations.publishEvents.requestBody;
    const third = Math.ceil(maxBytes / 3);
    expect(await lengths([third, third, third, third])).toEqual([2, 2]);
    // One that is larger by itself is for the service to refuse.
    expect(await lengths([1, maxBytes + 1, 1])).toEqual([1, 1, 1]);
  });

  test("fill a request to the last byte, and not beyond", async () => {
    const { maxBytes } = operations.publishEvents.requestBody;
    const around = JSON.stringify({ events: [{ event: "" }, { event: "" }] }).length;
    const first = 1_000;
    expect(await lengths([first, maxBytes - around - first])).toEqual([2]);
    expect(await lengths([first, maxBytes - around - first + 1])).toEqual([1, 1]);
  });
});
