import { setTimeout } from "node:timers/promises";
import { operations, type Webhook } from "@agent-webhooks/types";
import { operations as delivery } from "@agent-webhooks/types/delivery";
import { sql } from "kysely";
import type { Bench } from "./service-bench.ts";
import type { ServiceProcess } from "./service-process.ts";

/** The works in the background, and the status that each delivery has after it. */
const works = {
  disable: "failed",
  enable: "failed",
  delete: "cancelled",
  "410": "failed",
  recover: "succeeded",
} as const;

type Work = keyof typeof works;

/** Time from the request to the kill, at most. */
const maxDelayMs = 600;
/** Time in which the work must be completed after the restart. */
const completionMs = 180_000;

/**
 * Kills the service `kills` times during each work in the background, with `rows` deliveries. Prints what is found after the
 * restarts, and returns whether all is as it should be.
 */
export async function killDuringEach(
  bench: Bench,
  service: ServiceProcess,
  { kills, rows }: { readonly kills: number; readonly rows: number },
): Promise<boolean> {
  let isGood = true;
  for (const work of Object.keys(works) as Work[]) {
    const problems: string[] = [];
    let interrupted = 0;
    for (let kill = 0; kill < kills; kill++) {
      const found = await killDuring(bench, service, work, rows);
      problems.push(...found.problems);
      if (found.wasInterrupted) interrupted++;
    }
    const result = problems.length === 0 ? "completed after each restart" : problems.join("; ");
    const what = `kill -9 during ${work}, ${kills} times (${interrupted} before its end)`;
    console.log(`${what}, ${rows.toLocaleString("en")} deliveries: ${result}`);
    if (problems.length > 0) isGood = false;
  }
  return isGood;
}

/** Returns what is wrong after the restart, and whether the work had not been completed before. */
async function killDuring(bench: Bench, service: ServiceProcess, work: Work, rows: number) {
  bench.backlogStatus = { disable: undefined, enable: undefined, delete: undefined, "410": 410, recover: 204 }[work];
  const backlog = await bench.seed(rows, work === "recover" ? "failed" : "pending");
  const webhook = { webhook_id: backlog.webhookId };
  bench.forgetArrivals();
  const range = {
    since: backlog.publishedAt.toISOString(),
    // The webhook has missed the events of the backlogs after its own.
    until: new Date(backlog.publishedAt.getTime() + rows + 1).toISOString(),
  };
  await begin(bench, work, webhook, range);
  const sentBefore = bench.backlogArrivals.length;
  await setTimeout(Math.random() * maxDelayMs);
  await service.end("SIGKILL");

  const count = (condition: string) =>
    service.inspect(async ({ db }) => {
      const statement = `select count(*)::integer as count from ${condition}`;
      return (await sql.raw<{ count: number }>(statement).execute(db)).rows[0]?.count ?? 0;
    });
  const ofWebhook = `webhook_id = '${backlog.webhookId}'`;
  const isCompleted = `${ofWebhook} and status = '${works[work]}'`;
  const wasInterrupted = (await count(`deliveries where ${isCompleted}`)) < rows;
  await service.restart();
  const deadline = performance.now() + completionMs;
  while ((await count(`deliveries where ${isCompleted}`)) < rows && performance.now() < deadline) await setTimeout(500);

  const problems: string[] = [];
  const expect = (found: number, wanted: number, what: string) => {
    if (found !== wanted) problems.push(`${what}: ${found} instead of ${wanted}`);
  };
  expect(await count(`deliveries where ${ofWebhook}`), rows, "deliveries");
  expect(await count(`deliveries where ${isCompleted}`), rows, `deliveries that are ${works[work]}`);
  expect(await count(`delivery_queue where ${ofWebhook}`), 0, "rows in the queue");
  if (work === "recover") expect(new Set(bench.backlogArrivals.map(({ id }) => id)).size, rows, "events that arrived");
  else expect(bench.backlogArrivals.length, sentBefore, "requests, with those after the work began");
  return { problems, wasInterrupted };
}

async function begin(bench: Bench, work: Work, webhook: { webhook_id: string }, range: object): Promise<void> {
  if (work === "disable" || work === "enable") await bench.call(delivery.disableWebhook, webhook);
  if (work === "enable") await bench.call(delivery.enableWebhook, webhook);
  if (work === "delete") await bench.call(operations.deleteWebhook, webhook);
  if (work === "recover") await bench.call(delivery.recoverWebhook, webhook, range);
  if (work === "410") {
    while (((await bench.call(operations.getWebhook, webhook)) as Webhook).enabled) await setTimeout(5);
  }
}
