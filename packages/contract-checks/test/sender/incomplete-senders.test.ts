/** What a sender does not do in time proves nothing: checks that need it are not run. They do not pass. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { describe, expect, onTestFinished, test } from "vitest";
import { ReferenceSender } from "../../mutants/sender/reference.ts";
import { runAgainstSender, runUntilCertain } from "../../mutants/sender/run.ts";
import type { Steps } from "../../mutants/sender/steps.ts";
import { minimalEvent, withSource } from "../../src/receiver/data/events.ts";
import type { CheckResult } from "../../src/run/check.ts";
import { checksWithEvents, type senderChecks } from "../../src/sender/checks/index.ts";
import { isStalled } from "../../src/sender/judge.ts";
import type { SenderOptions } from "../../src/sender/options.ts";

/** A busy machine must not make endpoints seem late, nor events, if no check waits for one that does not come. */
const timeLimitMs = 3_000;
const patience = 30;

interface IncompleteSender {
  readonly changes?: Partial<Steps>;
  readonly options?: Partial<SenderOptions>;
}

function startSender(): ReferenceSender {
  const sender = new ReferenceSender({ timeLimitMs });
  onTestFinished(() => sender.close());
  return sender;
}

/** A sender that does not do something, or whose provider does not. */
const incompleteSenders: Readonly<Record<string, () => IncompleteSender>> = {
  "sends only the first events": () => {
    let first: string | undefined;
    const accepts = (_: unknown, webhookId: string) => {
      first ??= webhookId;
      return webhookId === first;
    };
    return { changes: { accepts }, options: { patience: 2 } };
  },
  "retries nothing": () => ({ changes: { delayMs: () => undefined }, options: { patience: 3 } }),
  "signs nothing": () => ({ changes: { signature: () => "" }, options: { patience } }),
  "cannot disable webhooks or rotate secrets": () => {
    const sender = startSender();
    const { disableWebhook, enableWebhook, rotateSecret } = deliveryOperations;
    const ends = [disableWebhook, enableWebhook, rotateSecret].map(({ path }) => path.split("}").at(-1) ?? "");
    return {
      options: {
        patience,
        transport: async (request, signal) =>
          ends.some((end) => request.path.endsWith(end))
            ? { status: 404, headers: new Headers(), body: "" }
            : sender.transport(request, signal),
      },
    };
  },
  "makes events of its own": () => {
    const { transport } = startSender();
    const { method, path } = deliveryOperations.publishEvent;
    return {
      options: {
        transport,
        trigger: ({ eventType, inboxId, podId }) => {
          const { event } = withSource(minimalEvent(eventType, 1), inboxId, podId);
          const body = JSON.stringify({ event, pod_id: podId });
          return transport({ method, path, headers: {}, body }, new AbortController().signal);
        },
      },
    };
  },
};

function outcomeOf(result: CheckResult): string {
  if (result.status === "not_run") return `not run: ${result.reason.replace(/https:\S+/, "<url>")}`;
  if (result.status === "passed") return "passed";
  return `failed: ${[...new Set(result.findings.map(({ message }) => message))].toSorted().join("; ")}`;
}

/** What each check says about a sender, a line each; `undefined` if this process stalled each time. */
async function outcomesOf(name: string, checks: typeof senderChecks): Promise<string | undefined> {
  const results = await runUntilCertain(checks, (left) => {
    const { changes = {}, options } = incompleteSenders[name]?.() ?? {};
    return runAgainstSender({ timeLimitMs, ...changes }, left, options);
  });
  if (results.some(isStalled)) return undefined;
  return results.map((result) => `${result.check}: ${outcomeOf(result)}\n`).join("");
}

const goldenFile = (name: string) =>
  join(import.meta.dirname, "incomplete-senders", `${name.replaceAll(" ", "-")}.txt`);

/** Stryker runs each check alone. */
const isExhaustive = process.env.EXHAUSTIVE === "true";

// On a busy machine, each check may be run 12 times.
describe.skipIf(isExhaustive)("what the checks say about a sender that", { timeout: 300_000 }, () => {
  test.for(Object.keys(incompleteSenders))("%s", async (name, { skip }) => {
    const outcomes = await outcomesOf(name, checksWithEvents);
    if (outcomes === undefined) return skip("the machine is too busy");
    await expect(outcomes).toMatchFileSnapshot(goldenFile(name));
  });
});

describe.runIf(isExhaustive).each(Object.keys(incompleteSenders))("about a sender that %s", (name) => {
  test.each(checksWithEvents)("what $id says", async (check) => {
    expect(await readFile(goldenFile(name), "utf8")).toContain(await outcomesOf(name, [check]));
  });
});
