import { setTimeout } from "node:timers/promises";
import { operations, type Webhook } from "@agent-webhooks/types";
import { operations as delivery } from "@agent-webhooks/types/delivery";
import { sql } from "kysely";
import type { Backlog } from "../test/support/backlog-sql.ts";
import type { Bench } from "./service-bench.ts";
import type { ServiceProcess } from "./service-process.ts";

/** A work in the background. */
interface Work {
  /** The status that each delivery has after it. */
  readonly status: "failed" | "cancelled" | "succeeded";
  /** What the endpoint responds. @default nothing */
  readonly responseStatus?: number;
  begin(bench: Bench, backlog: Backlog): Promise<void>;
}

async function disable(bench: Bench, { webhookId }: Backlog): Promise<void> {
  await bench.call(delivery.disableWebhook, { webhook_id: webhookId });
}

async function remove(bench: Bench, { webhookId }: Backlog): Promise<void> {
  await bench.call(operations.deleteWebhook, { webhook_id: webhookId });
}

const works: Readonly<Record<string, Work>> = {
  disable: { status: "failed", begin: disable },
  enable: {
    status: "failed",
    async begin(bench, backlog) {
      await disable(bench, backlog);
      await bench.call(delivery.enableWebhook, { webhook_id: backlog.webhookId });
    },
  },
  delete: { status: "cancelled", begin: remove },
  "disable and delete": {
    status: "failed",
    async begin(bench, backlog) {
      await disable(bench, backlog);
      await remove(bench, backlog);
    },
  },
  "410": {
    status: "failed",
    responseStatus: 410,
    async begin(bench, { webhookId }) {
      const isEnabled = async () =>
        ((await bench.call(operations.getWebhook, { webhook_id: webhookId })) as Webhook).enabled;
      while (await isEnabled()) await setTimeout(5);
    },
  },
  recover: {
    status: "succeeded",
    responseStatus: 204,
    async begin(bench, { webhookId, publishedAt, count }) {
      // The webhook has missed the events of the backlogs after its own.
      const until = new Date(publishedAt.getTime() + count + 1).toISOString();
      const range = { since: publishedAt.toISOString(), until };
      await bench.call(delivery.recoverWebhook, { webhook_id: webhookId }, range);
      while (bench.backlogArrivals.length === 0) await setTimeout(5);
    },
  },
};

/** Part of the deliveries that is recovered: they are sent, which takes longer than to settle them. */
const recoveredPart = 1 / 4;
/** Time from the begin of the work to the kill, at most. */
const maxDelayMs = 600;
/** Time in which the work must be completed after the restart. */
const completionMs = 180_000;

/**
 * Kills the service `kills` times during each work in the background, with `rows` deliveries. Prints what is found after the
 * restarts, and returns whether all is as it should be.
 *
 * @param options.only leaves out the works whose names do not contain it
 */
export async function killDuringEach(
  bench: Bench,
  service: ServiceProcess,
  { kills, rows, only }: { readonly kills: number; readonly rows: number; readonly only: string },
): Promise<boolean> {
  let isGood = true;
  for (const [name, work] of Object.entries(works).filter(([name]) => name.includes(only))) {
    const count = work.status === "succeeded" ? rows * recoveredPart : rows;
    const problems: string[] = [];
    let [interrupted, duplicates] = [0, 0];
    for (let kill = 0; kill < kills; kill++) {
      const found = await killDuring(bench, service, work, count);
      problems.push(...found.problems);
      duplicates += found.duplicates;
      if (found.wasInterrupted) interrupted++;
    }
    const good = `completed after each restart, ${duplicates} in flight were sent again`;
    const what = `kill -9 during ${name}, ${kills} times (${interrupted} before its end)`;
    const result = problems.length === 0 ? good : problems.join("; ");
    console.log(`${what}, ${count.toLocaleString("en")} deliveries: ${result}`);
    if (problems.length > 0) isGood = false;
  }
  return isGood;
}

/** Returns what is wrong after the restart, and whether the work had not been completed before. */
async function killDuring(bench: Bench, service: ServiceProcess, work: Work, rows: number) {
  const { status, responseStatus } = work;
  bench.backlogStatus = responseStatus;
  const backlog = await bench.seed(rows, status === "succeeded" ? "failed" : "pending");
  bench.forgetArrivals();
  await work.begin(bench, backlog);
  const sentBeforeWork = bench.backlogArrivals.length;
  await setTimeout(Math.random() * maxDelayMs);
  await service.end("SIGKILL");

  const select = <Row>(statement: string) =>
    service.inspect(async ({ db }) => (await sql.raw<Row>(statement).execute(db)).rows);
  const count = async (condition: string) =>
    (await select<{ count: number }>(`select count(*)::integer as count from ${condition}`))[0]?.count ?? 0;
  const ofWebhook = `webhook_id = '${backlog.webhookId}'`;
  const isCompleted = `${ofWebhook} and status = '${status}'`;
  const wasInterrupted = (await count(`deliveries where ${isCompleted}`)) < rows;
  const leased = `select event_id from delivery_queue where ${ofWebhook} and lease is not null`;
  const inFlight = new Set((await select<{ event_id: string }>(leased)).map(({ event_id }) => event_id));
  const sentBeforeRestart = bench.backlogArrivals.length;
  await service.restart();
  const deadline = performance.now() + completionMs;
  while ((await count(`deliveries where ${isCompleted}`)) < rows && performance.now() < deadline) await setTimeout(500);

  const problems: string[] = [];
  const expect = (found: number, wanted: number, what: string) => {
    if (found !== wanted) problems.push(`${what}: ${found} instead of ${wanted}`);
  };
  expect(await count(`deliveries where ${ofWebhook}`), rows, "deliveries");
  expect(await count(`deliveries where ${isCompleted}`), rows, `deliveries that are ${status}`);
  expect(await count(`delivery_queue where ${ofWebhook}`), 0, "rows in the queue");
  const arrived = new Set<string>();
  const arrivals = bench.backlogArrivals.map(({ id }) => id);
  const again = arrivals.filter((id) => arrived.size === arrived.add(id).size);
  const countOthers = (ids: readonly string[]) => ids.filter((id) => !inFlight.has(id)).length;
  expect(countOthers(again), 0, "events sent again that were not in flight");
  if (status === "succeeded") expect(arrived.size, rows, "events that arrived");
  else {
    const during = arrivals.slice(sentBeforeWork, sentBeforeRestart);
    expect(countOthers(during), 0, "requests after the work began, of those that were not in flight");
    expect(arrivals.length, sentBeforeRestart, "requests, with those after the restart");
  }
  return { problems, wasInterrupted, duplicates: again.length };
}
