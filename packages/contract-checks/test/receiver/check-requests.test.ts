/** A reviewable list of what the checks send: how each request differs from a valid delivery of an example event. */
import { eventExamples } from "@agent-webhooks/types/examples";
import { expect, test } from "vitest";
import type { RawRequest, TestDelivery } from "../../src/receiver/build-request.ts";
import { receiverChecks } from "../../src/receiver/checks/index.ts";
import { now, runAgainstFake, type Sent, signatureOf } from "./fake-target.ts";

/** These send the same for each event type and field. events.test.ts covers them. */
const perField = ["event_acceptance", "random_event_acceptance", "absent_optional_fields", "listed_values"];

test("every request is in check-requests.txt", async () => {
  const lines: string[] = [];
  for (const check of receiverChecks.filter(({ id }) => !perField.includes(id))) {
    const { sent } = await runAgainstFake(check);
    lines.push(check.id, ...sent.map((one) => `  ${describeRequest(one)}`), "");
  }
  await expect(lines.join("\n")).toMatchFileSnapshot("check-requests.txt");
});

/** How a request differs from a valid delivery of an example. */
function describeRequest({ delivery, request }: Sent): string {
  const { headers, method, body, firstChunkBytes } = request;
  for (const name of ["id", "timestamp", "signature"]) expect(headers[`svix-${name}`]).toBe(headers[`webhook-${name}`]);
  const type = headers["content-type"];
  const parts = [
    delivery.eventType,
    method === "POST" ? undefined : method,
    type === "application/json" ? undefined : `content type ${type}`,
    method === "GET" || headers["content-length"] === `${body.length}` ? undefined : describeFraming(headers),
    firstChunkBytes === undefined
      ? undefined
      : `first chunk ${JSON.stringify(body.subarray(0, firstChunkBytes).toString("latin1").slice(-8))}`,
    describeId(delivery.id, headers["webhook-id"]),
    describeTimestamp(headers["webhook-timestamp"]),
    describeSignatures(headers["webhook-signature"], request, delivery.body),
    method === "POST" ? describeBody(delivery, body) : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(" · ");
}

function describeFraming(headers: RawRequest["headers"]): string {
  const names = ["content-length", "transfer-encoding"] as const;
  return names.map((name) => (headers[name] === undefined ? `no ${name}` : `${name} ${headers[name]}`)).join(", ");
}

function describeId(id: string, sent: string | undefined): string | undefined {
  if (sent === undefined) return "no id";
  if (sent === id) return undefined;
  return /^evt_[0-9a-f]{32}$/.test(sent) ? "another id" : `id ${JSON.stringify(sent)}`;
}

function describeTimestamp(sent: string | undefined): string | undefined {
  if (sent === undefined) return "no timestamp";
  const off = Number(sent) - now;
  if (off === 0) return undefined;
  return /^\d{1,10}$/.test(sent) ? `${off > 0 ? "+" : ""}${off} s` : `timestamp ${JSON.stringify(sent)}`;
}

/** A signature header with names in place of its signatures. */
function describeSignatures(sent: string | undefined, request: RawRequest, signed: string): string | undefined {
  if (sent === undefined) return "no signature";
  const right = signatureOf(request);
  if (sent === `v1,${right}`) return undefined;
  const headers = { ...request.headers, "webhook-timestamp": `${now}` };
  const meant = signatureOf({ ...request, headers, body: Buffer.from(signed) });
  const named = sent.split(" ").map((entry) => {
    if (entry === right) return "<correct>";
    const [, version, text = ""] = /^(\w*,)([\w+/=]+)$/.exec(entry) ?? [];
    return version === undefined ? entry : `${version}${nameSignature(text, right, meant, request)}`;
  });
  return `signature ${JSON.stringify(named.join(" "))}`;
}

function nameSignature(text: string, right: string, meant: string, request: RawRequest): string {
  if (text === right) return "<correct>";
  if (text === meant) return "<of the signed body>";
  if (text === right.toLowerCase()) return "<lower case>";
  if (text === Buffer.from(right, "base64").toString("hex")) return "<hex>";
  if (text === signatureOf(request, Buffer.alloc(0))) return "<with an empty secret>";
  if (right.startsWith(text)) return `<first ${text.length}>`;
  if (right.endsWith(text)) return `<last ${text.length}>`;
  const [given, expected] = [Buffer.from(text, "base64"), Buffer.from(right, "base64")];
  if (given.every((byte) => byte === 0)) return "<zeros>";
  const wrong = [...given.entries()].filter(([at, byte]) => byte !== expected[at]).map(([at]) => at);
  if (wrong.length < 4 && given.length === 32) return `<correct except byte ${wrong}>`;
  return text.length > 40 ? `<other ${text.length}>` : text;
}

/** The body, and where it differs from the signed one. Nothing for an unchanged example of the spec. */
function describeBody({ eventType, id, body }: TestDelivery, bytes: Buffer): string | undefined {
  const signed = body.replaceAll(id, anId);
  const sent = bytes.toString().replaceAll(id, anId).replaceAll(id.slice(5), anId.slice(5));
  if (signed === sent) return isExample(eventType, sent) ? undefined : `body ${shortened(sent)}`;
  let start = 0;
  while (start < signed.length && signed[start] === sent[start]) start++;
  let end = 0;
  while (end < Math.min(signed.length, sent.length) - start && signed.at(-1 - end) === sent.at(-1 - end)) end++;
  const [was, is] = [signed, sent].map((text) => shortened(text.slice(start, text.length - end)));
  return `body changed at ${start === 0 ? "its start" : end === 0 ? "its end" : "its middle"}, from ${was} to ${is}`;
}

/** Stands for the ids, which are new in each run. */
const anId = "evt_0…";

function isExample(eventType: string, text: string): boolean {
  const known: Readonly<Record<string, Readonly<Record<string, object>>>> = eventExamples;
  return Object.values(known[eventType] ?? {}).some((event) => JSON.stringify({ ...event, event_id: anId }) === text);
}

function shortened(text: string): string {
  // An id may also be written in escapes.
  const quoted = printable(text.replace(/(?:\\u00[0-9a-f]{2}){36}/g, anId));
  const size = Buffer.byteLength(text) > 100_000 ? ` of about ${Math.round(Buffer.byteLength(text) / 1024)} KiB` : "";
  return `${quoted.length > 110 ? `${quoted.slice(0, 50)} … ${quoted.slice(-50)}` : quoted}${size}`;
}

function printable(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
