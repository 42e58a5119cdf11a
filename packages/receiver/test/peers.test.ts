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
] as const)("%s and this package agree", (_, Webhook) => {
  const peer = new Webhook(secret);
  const receiver = createReceiver({ secrets: secret });

  test("it verifies what `sign` makes", async () => {
    for (const body of bodies) {
      for (const key of [secret, [otherSecret, secret]]) {
        const headers = await sign(body, { secret: key });
        expect(() => peer.verify(body, headers)).not.toThrow();
      }
      const foreign = await sign(body, { secret: otherSecret });
      expect(() => peer.verify(body, foreign)).toThrow("No matching signature found");
    }
  });

  test("this package verifies what it signs", async () => {
    const date = new Date();
    const timestamp = `${Math.floor(date.getTime() / 1000)}`;
    for (const body of bodies) {
      const signature = peer.sign("msg_1", date, body);
      for (const family of ["webhook", "svix"]) {
        const headers = {
          [`${family}-id`]: "msg_1",
          [`${family}-timestamp`]: timestamp,
          [`${family}-signature`]: signature,
        };
        expect(await receiver.verify(body, headers)).toEqual(JSON.parse(body));
        expect(await codeOf(receiver.verify(`${body}\n`, headers))).toBe("no_matching_signature");
      }
    }
  });

  test("they sign alike", async () => {
    const date = new Date(1_769_000_000_000);
    const headers = await sign(bodies[0] ?? "", { secret, id: "msg_2", timestamp: 1_769_000_000 });
    expect(peer.sign("msg_2", date, bodies[0] ?? "")).toBe(headers["svix-signature"]);
  });
});
