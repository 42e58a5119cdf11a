/** A reviewable list of what each check does: its requests to the provider, and the responses of its endpoints. */
import { AsyncLocalStorage } from "node:async_hooks";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { operations } from "@agent-webhooks/types";
import { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { isObject } from "@agent-webhooks/types/json-schema";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { ReferenceSender } from "../../mutants/sender/reference.ts";
import { findInSender } from "../../mutants/sender/run.ts";
import type { HttpRequest, Transport } from "../../src/provider/http.ts";
import { checksWithEvents, type senderChecks } from "../../src/sender/checks/index.ts";
import { Endpoint } from "../../src/sender/endpoint.ts";
import type { Reply } from "../../src/sender/listener.ts";

const goldenFile = join(import.meta.dirname, "check-actions.txt");

/** What a check does. */
class Recording {
  readonly #lines = new Set<string>();
  /** Of the inboxes and pods that its webhooks are limited to. */
  readonly #uuids = new Set<string>();

  request({ method, path, body }: HttpRequest): void {
    const json = body === undefined ? undefined : JSON.parse(String(body));
    if (path === operations.createWebhook.path) {
      // Each list has another id before and after its own.
      const ids = [json.inbox_ids, json.pod_ids].flatMap((list?: string[]) => list?.[1] ?? []);
      for (const id of ids) this.#uuids.add(id.split("_")[1] ?? id);
    }
    if (path === deliveryOperations.publishEvent.path) {
      this.#add(`publish ${describeEvent(json, Buffer.byteLength(String(body)))}`);
      return;
    }
    const action = `${method} ${path.replaceAll(/(wh|evt|dlv)_\w+/g, "<id>")}`;
    this.#add(json === undefined ? action : `${action} ${JSON.stringify(json)}`);
  }

  respond(reply: Reply): void {
    this.#add(`respond ${JSON.stringify(reply, shorten)}`);
  }

  /** Without what is random. */
  #add(action: string): void {
    const ids = [...this.#uuids].flatMap((uuid) => [
      [uuid, "own"],
      [uuid.toUpperCase(), "OWN"],
      [uuid.slice(0, -1), "ow"],
    ]);
    const text = ids
      .reduce((text, [id = "", name = ""]) => text.replaceAll(id, name), action)
      .replaceAll(/(https?:\/\/[^/]+)\/agent-webhooks-contract-[^/]+\/\d+/g, "…")
      .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "other")
      .replace(/"\w{3}, \d\d [^"]+ GMT"/, '"<date>"')
      // It depends on how long the sender took for its first retry.
      .replace(/("retry-after":)"\d+"/, '$1"<seconds>"');
    this.#lines.add(text);
  }

  toString(): string {
    return [...this.#lines]
      .toSorted()
      .map((line) => `  ${line}\n`)
      .join("");
  }
}

/** For `JSON.stringify`: a rounded delay, and the length of a long body. */
function shorten(key: string, value: unknown): unknown {
  if (key === "delayMs") return Math.round(Number(value));
  return key === "body" && typeof value === "string" && value.length > 100 ? `${value.length} characters` : value;
}

/** Type, size, and where the event happened. */
function describeEvent(
  { event, pod_id: podId }: { event: Record<string, unknown>; pod_id?: string },
  bytes: number,
): string {
  const source = Object.values(event).find((value) => isObject(value) && ("inbox_id" in value || "domain_id" in value));
  const { inbox_id: inboxId, pod_id: ownPodId } = (source ?? {}) as Record<string, unknown>;
  return JSON.stringify({ type: event.event_type, bytes, inboxId, podIds: { event: ownPodId, request: podId } });
}

const current = new AsyncLocalStorage<Recording>();
/** By the URL of a webhook. */
const owners = new Map<string, Recording>();

beforeEach(() => {
  const { receive } = Endpoint.prototype;
  const spy = vi.spyOn(Endpoint.prototype, "receive").mockImplementation(function (this: Endpoint, request) {
    const reply = receive.call(this, request);
    owners.get(this.url)?.respond(reply);
    return reply;
  });
  onTestFinished(() => {
    spy.mockRestore();
    owners.clear();
  });
});

/** What each check does, in lines; `undefined` if this process stalled each time. */
async function actionsOf(checks: typeof senderChecks): Promise<string | undefined> {
  const recordings = new Map(checks.map(({ id }) => [id, new Recording()]));
  const recorded = checks.map((check): (typeof checks)[number] => ({
    ...check,
    run: (target, report) => current.run(recordings.get(check.id) as Recording, () => check.run(target, report)),
  }));
  // A busy machine must not make endpoints seem late.
  const sender = new ReferenceSender({ timeLimitMs: 3_000 });
  onTestFinished(() => sender.close());
  const transport: Transport = (request, signal) => {
    const recording = current.getStore();
    if (recording !== undefined) {
      recording.request(request);
      if (request.path === operations.createWebhook.path) owners.set(JSON.parse(String(request.body)).url, recording);
    }
    return sender.transport(request, signal);
  };
  const { findings, stalled } = await findInSender(() => ({}), recorded, { transport });
  expect(findings).toEqual([]);
  if (stalled.length > 0) return undefined;
  return [...recordings].map(([id, recording]) => `${id}\n${recording}\n`).join("");
}

const isExhaustive = process.env.EXHAUSTIVE === "true";

// On a busy machine, each check may be run 12 times.
test.skipIf(isExhaustive)("what each check does is in check-actions.txt", { timeout: 300_000 }, async ({ skip }) => {
  const actions = await actionsOf(checksWithEvents);
  if (actions === undefined) return skip("the machine is too busy");
  await expect(actions).toMatchFileSnapshot(goldenFile);
});

/** Stryker runs each check alone. */
describe.runIf(isExhaustive)("in check-actions.txt is what", () => {
  test.each(checksWithEvents)("$id does", async (check) => {
    expect(await readFile(goldenFile, "utf8")).toContain(await actionsOf([check]));
  });
});
