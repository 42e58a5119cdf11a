import { eventTypes } from "@agent-webhooks/types";
import { eventExamples } from "@agent-webhooks/types/examples";
import { describe, expect, test } from "vitest";
import { createReceiver, memoryDedupe, type Receiver } from "../src/index.ts";
import { type DeliveryHeaders, sampleEvent, sign } from "../src/testing.ts";
import { otherSecret, secret, serve } from "./support.ts";

/** What anyone may ask of a service that receives webhooks, asked of both kinds of handler from outside. */
type Send = (body: string, headers: Record<string, string>, method?: string) => Promise<number>;

const kinds: [string, (receiver: Receiver) => Promise<Send>][] = [
  [
    "nodeHandler",
    async (receiver) => {
      const url = await serve(receiver.nodeHandler());
      return async (body, headers, method = "POST") =>
        (await fetch(url, { method, headers, ...(method === "POST" && { body }) })).status;
    },
  ],
  [
    "fetchHandler",
    async (receiver) => {
      const handle = receiver.fetchHandler();
      return async (body, headers, method = "POST") =>
        (
          await handle(
            new Request("https://example.com/hooks", { method, headers, ...(method === "POST" && { body }) }),
          )
        ).status;
    },
  ],
];

const json = { "content-type": "application/json" };
const fields = ["id", "timestamp", "signature"] as const;

describe.each(kinds)("a service with %s", (_, mount) => {
  const create = async () => mount(createReceiver({ secrets: [otherSecret, secret], dedupe: memoryDedupe() }));
  const event = sampleEvent("message.received");
  const body = JSON.stringify(event);
  // One time and id for all, so that there is one signature that holds.
  const options = { secret, id: event.event_id, timestamp: Math.floor(Date.now() / 1000) };
  /** The right headers with these values in both families: an attacker spoils both. */
  const spoil = async (changes: Partial<Record<(typeof fields)[number], string>>) => {
    const headers: DeliveryHeaders = await sign(body, options);
    for (const field of fields) {
      const value = changes[field];
      if (value !== undefined) {
        headers[`webhook-${field}`] = value;
        headers[`svix-${field}`] = value;
      }
    }
    return { ...json, ...headers };
  };

  test("answers 2xx to each of the events, in all of their examples", async () => {
    const send = await create();
    for (const type of eventTypes) {
      for (const example of Object.values(eventExamples[type])) {
        const text = JSON.stringify(example);
        expect(await send(text, { ...json, ...(await sign(text, { secret })) })).toBe(200);
      }
    }
  });

  test("answers 2xx to a repeated event, and 4xx to an attack under its id", async () => {
    const send = await create();
    const headers = await spoil({});
    expect(await send(body, headers)).toBe(200);
    expect(await send(body, headers)).toBe(200);
    expect(await send(body, await spoil({ signature: `v1,${"A".repeat(43)}=` }))).toBe(400);
    expect(await send(`${body} `, headers)).toBe(400);
  });

  test("answers 2xx to unknown event types, unknown and null fields, absent optional ones", async () => {
    const send = await create();
    for (const payload of [
      { type: "event", event_type: "message.opened", event_id: "evt_1", open: {} },
      { ...event, surprise: null, message: { ...event.message, surprise: [null], subject: null } },
      eventExamples["message.received"].minimal,
    ]) {
      const text = JSON.stringify(payload);
      expect(await send(text, { ...json, ...(await sign(text, { secret })) })).toBe(200);
    }
  });

  test("answers 2xx when any one of several signatures is right", async () => {
    const send = await create();
    const { "webhook-signature": right } = await sign(body, options);
    const wrong = `v1,${"A".repeat(43)}=`;
    for (const signature of [`${wrong} ${right}`, `${right} ${wrong}`, `v1a,xyz ${wrong} ${right}`]) {
      expect(await send(body, await spoil({ signature }))).toBe(200);
    }
  });

  test("answers 2xx up to 4 minutes off, and 4xx a bit more than 5 minutes off", async () => {
    const send = await create();
    const now = Math.floor(Date.now() / 1000);
    for (const [offset, status] of [
      [-240, 200],
      [240, 200],
      [-310, 400],
      [310, 400],
    ] as const) {
      expect(await send(body, { ...json, ...(await sign(body, { secret, timestamp: now + offset })) })).toBe(status);
    }
  });

  test.each(["webhook", "svix"])("answers 2xx when it is given %s-* only", async (family) => {
    const send = await create();
    const given = Object.entries(await sign(body, { secret })).filter(([name]) => name.startsWith(family));
    expect(await send(body, { ...json, ...Object.fromEntries(given) })).toBe(200);
  });

  test("answers 4xx to no headers and to malformed ones", async () => {
    const send = await create();
    expect(await send(body, json)).toBe(400);
    for (const field of fields) {
      for (const value of ["", "x", "v1", "v1,", "0", "-1", "1e9", ",", "v1,%%%", "null"]) {
        expect(await send(body, await spoil({ [field]: value })), `${field}: ${value}`).toBe(400);
      }
    }
  });

  test("answers 4xx to a wrong signature", async () => {
    const send = await create();
    const { "webhook-signature": right } = await sign(body, options);
    const foreign = await sign(body, { ...options, secret: `whsec_${btoa("a secret that it does not know")}` });
    for (const signature of [
      foreign["webhook-signature"],
      `v1,${"A".repeat(43)}=`,
      right.slice(0, -1),
      right.slice(0, 12),
      `${right.slice(0, 12)}${"A".repeat(34)}=`,
      right.toLowerCase(),
      right.slice(3),
    ]) {
      expect(await send(body, await spoil({ signature })), signature).toBe(400);
    }
  });

  test("answers 4xx to bytes other than the signed ones", async () => {
    const send = await create();
    const headers = await spoil({});
    for (const changed of [JSON.stringify(event, null, 1), body.replace("Ada", "Eve"), "", body.slice(1), "{}"]) {
      expect(await send(changed, headers)).toBe(400);
    }
  });

  test.each(["hello", "", "{", "[1]", "null", "17", '"text"', "{}"])(
    "answers 4xx to %j, though rightly signed",
    async (text) => {
      const send = await create();
      expect(await send(text, { ...json, ...(await sign(text, { secret })) })).toBe(400);
    },
  );

  test("answers 4xx to GET", async () => {
    expect(await (await create())("", json, "GET")).toBe(405);
  });
});
