import { expect, test } from "vitest";
import { BodyNotRawError, createReceiver } from "../src/index.ts";
import { sampleEvent, signedRequest } from "../src/testing.ts";
import { createWithErrors, secret } from "./support.ts";

const url = "https://example.com/hooks";
const event = sampleEvent("message.sent");

/** A signed request whose body is a stream of these chunks, repeated without end if `endless`, and what was read of it. */
async function streamedRequest(chunks: readonly Uint8Array[], endless = false) {
  const { headers } = await signedRequest(url, Buffer.concat(chunks), { secret });
  const state = { pulled: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const chunk = chunks[state.pulled % chunks.length];
        if (chunk && (endless || state.pulled < chunks.length)) controller.enqueue(chunk);
        else controller.close();
        state.pulled++;
      },
      cancel() {
        state.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { request: new Request(url, { method: "POST", headers, body, duplex: "half" }), state };
}

test.each([1, 7, 64, 10_000])("reads a body in chunks of %i bytes", async (size) => {
  const bytes = new TextEncoder().encode(JSON.stringify({ ...event, note: "Grüße 🚀" }));
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
  const notes: unknown[] = [];
  const receiver = createReceiver({ secrets: secret }).on("*", (seen) => notes.push("note" in seen && seen.note));
  const { request } = await streamedRequest(chunks);
  expect((await receiver.fetchHandler()(request)).status).toBe(200);
  expect(notes).toEqual(["Grüße 🚀"]);
});

test("stops reading a body that is too large, whatever content-length says", async () => {
  const handle = createReceiver({ secrets: secret, maxBodyBytes: 1000 }).fetchHandler();
  for (const length of [undefined, "10"]) {
    const { request, state } = await streamedRequest([new Uint8Array(300).fill(0x20)], true);
    if (length !== undefined) request.headers.set("content-length", length);
    expect((await handle(request)).status).toBe(413);
    expect(state).toEqual({ pulled: 4, cancelled: true });
  }
});

test("responds with 500 to a body that was already read", async () => {
  const { receiver, errors } = createWithErrors();
  const request = await signedRequest(url, event, { secret });
  await request.json();
  expect((await receiver.fetchHandler()(request)).status).toBe(500);
  expect(errors[0]).toBeInstanceOf(BodyNotRawError);
});

test("responds with 500 if the body cannot be read to its end", async () => {
  const { receiver, errors } = createWithErrors();
  const { headers } = await signedRequest(url, event, { secret });
  const broken = new Error("the connection broke");
  const body = new ReadableStream({ pull: (controller) => controller.error(broken) });
  const request = new Request(url, { method: "POST", headers, body, duplex: "half" });
  expect((await receiver.fetchHandler()(request)).status).toBe(500);
  expect(errors).toEqual([broken]);
});
