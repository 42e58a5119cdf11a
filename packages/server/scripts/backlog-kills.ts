import { setTimeout } from "node:timers/promises";
import { operations, type Webhook } from "@agent-webhooks/types";
import { operations as delivery } from "@agent-webhooks/types/delivery";
import { sql } from "kysely";
import { type Bench, hang, respond } from "./service-bench.ts";
import type { ServiceProcess } from "./service-process.ts";

type Work = "disable" | "delete" | "410" | "recover";

/** Works in the background. */
export const works: readonly Work[] = ["disable", "delete", "410", "recover"];

/** Kills the service during one background work, and returns what is wrong after the restart. */
export async function killDuring(bench: Bench, service: ServiceProcess, work: Work, rows: number): Promise<string[]> {
  bench.backlogEndpoint = work === "recover" ? respond(204) : hang;
  const backlog = await bench.seed(rows, work === "recover" ? "failed" : "pending");
  const webhook = { webhook_id: backlog.webhookId };
  bench.forgetArrivals();
  if (work === "disable") await bench.call(delivery.disableWebhook, webhook);
  if (work === "delete") await bench.call(operations.deleteWebhook, webhook);
  if (work === "recover")
    await bench.call(delivery.recoverWebhook, webhook, { since: backlog.publishedAt.toISOString() });
  if (work === "410") {
    bench.backlogEndpoint = respond(410);
    while (((await bench.call(operations.getWebhook, webhook)) as Webhook).enabled) await setTimeout(5);
  }
  const sentBefore = bench.backlogArrivals.length;
  await setTimeout(Math.random() * 600);
  await service.end("SIGKILL");
  await service.restart();
  // What the killed process had claimed is free when its leases end, after 30 s.
  const problems: string[] = [];
  const countOf = (condition: string) =>
    service.whileStopped(async ({ db }) => {
      const { rows } = await sql
        .raw<{ count: number }>(`select count(*)::integer as count from ${condition}`)
        .execute(db);
      return rows[0]?.count ?? 0;
    });
  const ofWebhook = `webhook_id = '${backlog.webhookId}'`;
  if (work === "recover") {
    const arrived = () => new Set(bench.backlogArrivals.map(({ id }) => id)).size;
    const deadline = performance.now() + 120_000 + rows * 20;
    while (arrived() < rows && performance.now() < deadline) await setTimeout(100);
    if (arrived() < rows) problems.push(`${rows - arrived()} of ${rows} never arrived`);
    const twice = `(select event_id from deliveries where ${ofWebhook} group by event_id having count(*) > 1) as twice`;
    const duplicates = await countOf(twice);
    if (duplicates > 0) problems.push(`${duplicates} events have two deliveries`);
    return problems;
  }
  await bench.waitForLast(backlog);
  if (bench.backlogArrivals.length > sentBefore) {
    problems.push(`${bench.backlogArrivals.length - sentBefore} deliveries were sent afterwards`);
  }
  const pending = await countOf(`deliveries where ${ofWebhook} and status = 'pending'`);
  const inFlight = await countOf(`delivery_queue where ${ofWebhook} and lease is not null`);
  if (pending > inFlight) problems.push(`${pending} deliveries are still pending, ${inFlight} of them leased`);
  return problems;
}
