import { operations } from "@agent-webhooks/types";
import { interleave } from "../measure.ts";
import type { LoadMessage, LoadRequest, LoadResult, LoadTarget } from "../processes/load.ts";
import type { Line, Row, RowContext } from "../row.ts";
import { startChild } from "../support/child.ts";
import { eventType } from "../support/events.ts";
import { seedWebhooks } from "../support/seed.ts";
import { startService, token } from "../support/service.ts";
import { createStore, type StoreName } from "../support/store.ts";

const connections = 32;
const webhooks = 1_000;

/** Requests per second of the operations that services call most. */
export const api: Row = {
  id: "api",
  title: "getWebhook, listWebhooks, createWebhook, 32 connections",
  bar: "≥ 0.85 × bare fastify running the same SQL",
  async run(bench) {
    const onPostgres = await linesOn("Postgres", bench);
    // Other tests cover the embedded database.
    return bench.quick ? onPostgres : [...onPostgres, ...(await linesOn("PGlite", bench))];
  },
};

async function linesOn(name: StoreName, bench: RowContext): Promise<Line[]> {
  const { quick, cleanUp } = bench;
  const count = quick ? 50 : webhooks;
  const [store, bareStore] = [await createStore(name, bench), await createStore(name, bench)];
  const { webhookIds } = await seedWebhooks(store, count);
  const { webhookIds: bareIds } = await seedWebhooks(bareStore, count);
  const service = cleanUp.use(await startService(store.settings));
  const bare = cleanUp.use(await startChild<{ url: string }>("bare-api", bareStore.place));
  const load = async (target: LoadTarget) => cleanUp.use(await startChild<object>("load", target));
  const [toService, toBare] = [await load(service), await load({ url: bare.ready.url, token })];

  const body = JSON.stringify({ url: "https://example.com/hooks", event_types: [eventType], inbox_ids: ["inbox_1"] });
  const get = (ids: readonly string[]): LoadRequest => ({
    method: "GET",
    path: operations.getWebhook.path.replace("{webhook_id}", ids[Math.floor(ids.length / 2)] ?? ""),
  });
  const list: LoadRequest = { method: "GET", path: operations.listWebhooks.path };
  const create: LoadRequest = { method: "POST", path: operations.createWebhook.path, body };
  const lines: Line[] = [];
  for (const [what, ours, theirs] of [
    ["getWebhook", get(webhookIds), get(bareIds)],
    ["listWebhooks", list, list],
    ["createWebhook", create, create],
  ] as const) {
    const ask = (child: typeof toService, request: LoadRequest) => async () => {
      const message: LoadMessage = { ...request, connections, ms: quick ? 100 : 2_000 };
      return (await child.request<LoadResult>(message)).perSecond;
    };
    const contestants = { ours: ask(toService, ours), "bare fastify": ask(toBare, theirs) };
    // Warm up the compiler.
    await interleave(contestants, { rounds: quick ? 0 : 2 });
    lines.push({
      what: `${what}, ${name}`,
      unit: "/s",
      samples: await interleave(contestants, { rounds: quick ? 1 : 7 }),
      bars: [{ against: ["bare fastify"], atLeast: 0.85 }],
      peakMemory: { ours: service.peakMemory(), "bare fastify": bare.peakMemory() },
      bound: "Request validation, decryption of secrets, and Kysely take the additional time.",
    });
  }
  return lines;
}
