import { createHmac, timingSafeEqual } from "node:crypto";
import { createReceiver } from "@agent-webhooks/receiver";
import { sampleEvent, sign } from "@agent-webhooks/receiver/testing";
import { Webhook as StandardWebhook } from "standardwebhooks";
import { Webhook as SvixWebhook } from "svix";
import { interleave, microseconds } from "../measure.ts";
import type { Line, Row } from "../row.ts";

const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const key = Buffer.alloc(32, 7);

/** The least that has to be done: one HMAC over the bytes, and JSON.parse. */
function limit(body: Buffer, headers: Readonly<Record<string, string>>): unknown {
  const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": given = "" } = headers;
  const expected = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest();
  if (!timingSafeEqual(expected, Buffer.from(given.slice("v1,".length), "base64"))) throw new Error("forged");
  return JSON.parse(body.toString());
}

/** From the raw body, a Buffer, to a verified event. */
export const receiver: Row = {
  id: "receiver",
  title: "verify and parse a delivery of 1 KB, 16 KB and 256 KB",
  bar: "≥ 1 × the faster peer at every size; ≥ 0.85 × HMAC + JSON.parse",
  async run({ quick }) {
    const lines: Line[] = [];
    const ours = createReceiver({ secrets: secret });
    const svix = new SvixWebhook(secret);
    const standardwebhooks = new StandardWebhook(secret);
    for (const kilobytes of [1, 16, 256]) {
      const body = bodyOf(kilobytes * 1000);
      const headers = await sign(body, { secret });
      const ms = quick ? 5 : 150;
      const contestants = {
        ours: perSecond(() => ours.verify(body, headers), ms),
        svix: perSecond(() => svix.verify(body, headers), ms),
        standardwebhooks: perSecond(() => standardwebhooks.verify(body, headers), ms),
        "HMAC + JSON.parse": perSecond(() => limit(body, headers), ms),
      };
      await interleave(contestants, { rounds: 1 });
      lines.push({
        what: `${kilobytes} KB`,
        unit: "/s",
        samples: await interleave(contestants, { rounds: quick ? 1 : 15 }),
        bars: [
          { against: ["svix", "standardwebhooks"], atLeast: 1 },
          { against: ["HMAC + JSON.parse"], atLeast: 0.85 },
        ],
        bound: "The HMAC takes most of the time; checking headers, age and shape takes the rest.",
      });
    }
    return lines;
  },
};

function perSecond(work: () => unknown, ms: number): () => Promise<number> {
  const measure = microseconds(work, ms);
  return async () => 1_000_000 / (await measure());
}

/** A `message.received` event with this many bytes of JSON. */
function bodyOf(bytes: number): Buffer {
  const event = sampleEvent("message.received");
  const bare = JSON.stringify({ ...event, message: { ...event.message, text: "" } });
  const text = "Grüße, and the rest of a letter.\\n".repeat(bytes).slice(0, Math.max(0, bytes - bare.length));
  return Buffer.from(JSON.stringify({ ...event, message: { ...event.message, text } }));
}
