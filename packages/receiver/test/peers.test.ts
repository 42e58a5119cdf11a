import { Webhook as StandardWebhook } from "standardwebhooks";
import { Webhook as SvixWebhook } from "svix";
import { describe, expect, test } from "vitest";
import { createReceiver } from "../src/index.ts";
import { sampleEvent, sign } from "../src/testing.ts";
import { codeOf, otherSecret, secret } from "./support.ts";

const event = sampleEvent("message.received", { message: { subject: "Grüße 🚀", text: '\u2028 \\ " / é' } });
const bodies = [
  JSON.stringify(event),
  JSON.stringify(event, null, 4),
  JSON.stringify(sampleEvent("message.received", { message: { text: "long ".repeat(50_000) } })),
];

describe.each([
  ["svix", SvixWebhook],
  ["standardwebhooks", StandardWebhook],
] as const)("%s", (_, Webhook) => {
  const peer = new Webhook(secret);
  const receiver = createReceiver({ secrets: secret });

  test.each(bodies)("verifies the signature of `sign`", async (body) => {
    for (const key of [secret, [otherSecret, secret]]) {
      const headers = await sign(body, { secret: key });
      expect(() => peer.verify(body, headers)).not.toThrow();
    }
    const headers = await sign(body, { secret: otherSecret });
    expect(() => peer.verify(body, headers)).toThrow("No matching signature found");
  });

  test.each(bodies)("creates the same signatures, which the receiver verifies", async (body) => {
    const date = new Date();
    const timestamp = Math.floor(date.getTime() / 1000);
    const signature = peer.sign("msg_1", date, body);
    expect((await sign(body, { secret, id: "msg_1", timestamp }))["svix-signature"]).toBe(signature);
    for (const family of ["webhook", "svix"]) {
      const headers = {
        [`${family}-id`]: "msg_1",
        [`${family}-timestamp`]: `${timestamp}`,
        [`${family}-signature`]: signature,
      };
      expect(await receiver.verify(body, headers)).toEqual(JSON.parse(body));
      expect(await codeOf(receiver.verify(`${body}\n`, headers))).toBe("no_matching_signature");
    }
  });
});
