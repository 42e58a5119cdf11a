/** What the checks send: each delivery, by what makes it a good one or spoils it. */
import { eventExamples } from "@agent-webhooks/types/examples";
import { describe, expect, test } from "vitest";
import { receiverChecks } from "../../src/receiver/checks/index.ts";
import type { Delivery, RawRequest } from "../../src/receiver/delivery.ts";
import type { NewFinding } from "../../src/run/check.ts";
import { answered, isGood, now, observer, type Sent, signatureOf } from "./observer.ts";

/** Checks that send the same for each type of event and each field; their test is another. */
const perField = ["event_acceptance", "random_event_acceptance", "absent_optional_fields", "listed_values"];

test("everything that is sent stands in a list, as a reviewer wants to see it", async () => {
  const lines: string[] = [];
  for (const check of receiverChecks.filter(({ id }) => !perField.includes(id))) {
    const { target, sent } = observer();
    await check.run(target, (fault) => expect.fail(`${check.id}: ${fault.message}`));
    lines.push(`${check.id}: ${check.holds}`, ...sent.map((one) => `  ${inWords(one)}`), "");
  }
  await expect(lines.join("\n")).toMatchFileSnapshot("sent.txt");
});

describe.each(receiverChecks)("$id", (check) => {
  test("has nothing to say of a receiver that does what it should", async () => {
    const faults: NewFinding[] = [];
    const { target, sent } = observer();
    await check.run(target, (fault) => void faults.push(fault));
    expect(faults).toEqual([]);
    expect(sent.length).toBeGreaterThan(0);
    // Whoever has had an event may ignore what comes under its id.
    if (!/repeated|under|after/.test(check.id)) {
      const good = sent.filter(({ request }) => isGood(request)).map(({ delivery }) => delivery.id);
      expect(new Set(good).size).toBe(good.length);
    }
  });

  test("says of the opposite what it was, where the contract says so, and how to see it again", async () => {
    const faults: NewFinding[] = [];
    const { target, sent } = observer(({ request }) => answered(isGood(request) ? 403 : 204));
    await check.run(target, (fault) => void faults.push(fault));
    expect(faults.length).toBeGreaterThan(0);
    for (const { operation, message, expected, got, pointer, curl } of faults) {
      const isAttack = expected === "4xx within 15 s";
      expect(isAttack ? message : `${message}!`).toMatch(isAttack ? / was accepted$/ : / was not accepted!$/);
      expect(isAttack || expected === "2xx within 15 s").toBe(true);
      expect(got).toBe(isAttack ? "204 No Content" : "403 Forbidden");
      expect(sent.map(({ delivery }) => delivery.eventType)).toContain(operation);
      expect([`specs/webhooks.yaml#/webhooks/${operation}`, "specs/webhooks.yaml#/info/description"]).toContain(
        pointer?.replace(/\/post(\/.*)?$/, ""),
      );
      expect(curl).toMatch(/curl -i .*http:\/\/127\.0\.0\.1:3000\/hooks/s);
    }
  });

  test("ends at the first delivery that gets no answer, and calls it that", async () => {
    const faults: NewFinding[] = [];
    const { target } = observer(() => ({ status: undefined, failure: "late", reason: "no answer within 15 s" }));
    await check.run(target, (fault) => void faults.push(fault));
    const [first] = faults;
    expect(first?.message).toMatch(/ was not (accepted|answered)$/);
    expect(first?.got).toBe("no answer within 15 s");
    // Those that send several deliveries of one event give up an event, not the check.
    if (!/repeated|under|after/.test(check.id)) expect(faults).toHaveLength(1);
  });

  test("takes a server error for no refusal, and a redirect for none either", async () => {
    for (const status of [302, 399, 500]) {
      const faults: NewFinding[] = [];
      const { target } = observer(() => answered(status));
      await check.run(target, (fault) => void faults.push(fault));
      expect(faults.length).toBeGreaterThan(0);
      for (const { message } of faults) expect(message).toMatch(/ was not (accepted|refused with a 4xx)$/);
    }
  });

  test("is not run once there is no point in it", () => {
    const { target } = observer();
    expect(check.skipReason?.(target)).toBe(undefined);
    target.hopeless = "it is gone";
    // The first check is the one that says so.
    expect(check.skipReason?.(target)).toBe(check.id === "event_acceptance" ? undefined : "it is gone");
  });
});

/** A delivery by what is not as usual in it. */
function inWords({ delivery, request }: Sent): string {
  const { headers, method, body, firstPiece } = request;
  for (const name of ["id", "timestamp", "signature"]) expect(headers[`svix-${name}`]).toBe(headers[`webhook-${name}`]);
  const type = headers["content-type"];
  const parts = [
    delivery.eventType,
    method === "POST" ? undefined : method,
    type === "application/json" ? undefined : `content type ${type}`,
    firstPiece === undefined
      ? undefined
      : `first piece ${JSON.stringify(body.subarray(0, firstPiece).toString("latin1").slice(-8))}`,
    idInWords(delivery.id, headers["webhook-id"]),
    timeInWords(headers["webhook-timestamp"]),
    signatureInWords(headers["webhook-signature"], request, delivery.body),
    method === "POST" ? bodyInWords(delivery, body) : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(" · ");
}

function idInWords(id: string, sent: string | undefined): string | undefined {
  if (sent === undefined) return "no id";
  if (sent === id) return undefined;
  return /^evt_[0-9a-f]{32}$/.test(sent) ? "another id" : `id ${JSON.stringify(sent)}`;
}

function timeInWords(sent: string | undefined): string | undefined {
  if (sent === undefined) return "no timestamp";
  const off = Number(sent) - now;
  if (off === 0) return undefined;
  return /^\d{1,10}$/.test(sent) ? `${off > 0 ? "+" : ""}${off} s` : `timestamp ${JSON.stringify(sent)}`;
}

/** A signature header with names for the signatures in it. */
function signatureInWords(sent: string | undefined, request: RawRequest, signed: string): string | undefined {
  if (sent === undefined) return "no signature";
  const right = signatureOf(request);
  if (sent === `v1,${right}`) return undefined;
  const headers = { ...request.headers, "webhook-timestamp": `${now}` };
  const meant = signatureOf({ ...request, headers, body: Buffer.from(signed) });
  const named = sent.split(" ").map((entry) => {
    if (entry === right) return "<right>";
    const [, version, text = ""] = /^(\w*,)([\w+/=]+)$/.exec(entry) ?? [];
    return version === undefined ? entry : `${version}${nameOf(text, right, meant, request)}`;
  });
  return `signature ${JSON.stringify(named.join(" "))}`;
}

function nameOf(text: string, right: string, meant: string, request: RawRequest): string {
  if (text === right) return "<right>";
  if (text === meant) return "<as signed>";
  if (text === right.toLowerCase()) return "<lower case>";
  if (text === Buffer.from(right, "base64").toString("hex")) return "<hex>";
  if (text === signatureOf(request, Buffer.alloc(0))) return "<by an empty secret>";
  if (right.startsWith(text)) return `<first ${text.length}>`;
  if (right.endsWith(text)) return `<last ${text.length}>`;
  const [given, expected] = [Buffer.from(text, "base64"), Buffer.from(right, "base64")];
  if (given.every((byte) => byte === 0)) return "<zeros>";
  const wrong = [...given.entries()].filter(([at, byte]) => byte !== expected[at]).map(([at]) => at);
  if (wrong.length < 4 && given.length === 32) return `<right but for byte ${wrong}>`;
  return text.length > 40 ? `<other ${text.length}>` : text;
}

/** What is sent, and where it departs from what was signed; nothing, when it is an example of the spec as it stands. */
function bodyInWords({ eventType, id, body }: Delivery, bytes: Buffer): string | undefined {
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

/** Stands for all ids in the list, which are others in each run. */
const anId = "evt_0…";

function isExample(eventType: string, text: string): boolean {
  const known: Readonly<Record<string, Readonly<Record<string, object>>>> = eventExamples;
  return Object.values(known[eventType] ?? {}).some((event) => JSON.stringify({ ...event, event_id: anId }) === text);
}

function shortened(text: string): string {
  // An id may be written in escapes, too.
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
