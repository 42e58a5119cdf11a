import { setTimeout } from "node:timers/promises";
import { operations } from "@agent-webhooks/types/delivery";
import { quantile } from "../measure.ts";
import type { LoadMessage, LoadResult } from "../processes/load.ts";
import type { Line, Row, RowContext } from "../row.ts";
import { startChild } from "../support/child.ts";
import { requestSink, startSink } from "../support/drain.ts";
import { eventText, idMark, inboxMark, inboxOf } from "../support/events.ts";
import { createWebhooks } from "../support/seed.ts";
import { type Service, startService } from "../support/service.ts";
import { createStore, type StoreName } from "../support/store.ts";

/** Webhooks of an organization, by default at most: one event matches each. */
const many = 10_000;
/** Webhooks that get other events meanwhile, of the same organization and of another one. */
const others = 50;
const perSecond = 25;
const sharedInbox = "inbox_shared";

/** An event that matches as many webhooks as an organization may have. */
export const fanout: Row = {
  id: "fanout",
  title: `an event for ${many} webhooks, and its effect on other events`,
  bar: "publish ≤ 1 s; p99 from publish to receipt of other events ≤ 2 × without",
  async run(bench) {
    const onPostgres = await linesOn("Postgres", bench);
    // Other tests cover the embedded database.
    return bench.quick ? onPostgres : [...onPostgres, ...(await linesOn("PGlite", bench))];
  },
};

async function linesOn(name: StoreName, bench: RowContext): Promise<Line[]> {
  const { quick, cleanUp } = bench;
  const count = quick ? 1_100 : many;
  const windowMs = quick ? 500 : 8_000;
  const rounds = quick ? 1 : 5;
  const store = await createStore(name, bench);
  const service = cleanUp.use(await startService(store.settings));
  const sink = await startSink(bench);
  await createWebhooks(service, count, { urlOf: () => `${sink.ready.url}/shared`, inboxOf: () => sharedInbox });

  const groups = await Promise.all(
    Object.entries({
      "same organization": service,
      "another organization": { url: service.url, token: await createToken(service) },
    }).map(async ([title, target]) => {
      const endpoint = await startSink(bench);
      await createWebhooks(target, others, { urlOf: () => `${endpoint.ready.url}/hook`, inboxOf });
      return { title, endpoint, load: cleanUp.use(await startChild<object>("load", target)) };
    }),
  );
  /** Publishes other events for a while, and returns the p99 from publish to receipt of each group. */
  const measure = async () => {
    const { method, path } = operations.publishEvent;
    const message: LoadMessage = { method, path, events: { count: 1, webhooks: others }, perSecond, ms: windowMs };
    for (const { endpoint } of groups) await requestSink(endpoint, { reset: true });
    await Promise.all(groups.map(({ load }) => load.request<LoadResult>(message)));
    const expected = Math.floor((windowMs / 1_000) * perSecond);
    return Promise.all(
      groups.map(async ({ endpoint }) => {
        await requestSink(endpoint, { rateOf: expected, skip: 0 });
        const { latencies } = await requestSink(endpoint, { latencies: true });
        return quantile(latencies, 0.99);
      }),
    );
  };
  await measure();

  const publishMs: number[] = [];
  const found: Record<"quiet" | "meanwhile", number[][]> = { quiet: [], meanwhile: [] };
  for (let round = 0; round < rounds; round++) {
    found.quiet.push(await measure());
    await requestSink(sink, { reset: true });
    const meanwhile = measure();
    await setTimeout(windowMs / 8);
    const start = performance.now();
    await publishShared(service, round);
    publishMs.push(performance.now() - start);
    await requestSink(sink, { rateOf: count, skip: 0 });
    found.meanwhile.push(await meanwhile);
    bench.report(`${name}, round ${round + 1}`);
  }
  const ofGroup = (which: "quiet" | "meanwhile", group: number) =>
    found[which].map((p99s) => p99s[group] ?? Number.NaN);
  return [
    {
      what: `publish, ${name}`,
      unit: "ms",
      samples: new Map([["ours", publishMs]]),
      bars: [{ atMost: 1_000 }],
      peakMemory: { ours: service.peakMemory() },
      note: `${count} webhooks`,
    },
    ...groups.map(
      ({ title }, group): Line => ({
        what: `p99 of other events, ${title}, ${name}`,
        unit: "ms",
        samples: new Map([
          ["ours", ofGroup("meanwhile", group)],
          ["without", ofGroup("quiet", group)],
        ]),
        bars: [{ against: ["without"], atMost: 2 }],
        bound: "Deliveries to all webhooks are created and recorded meanwhile, 20 at a time.",
      }),
    ),
  ];
}

async function publishShared({ url, token }: Service, round: number): Promise<void> {
  const event = eventText.replace(idMark, `evt_shared_${round}`).replace(inboxMark, sharedInbox);
  await post(url + operations.publishEvent.path, token, `{"event":${event}}`);
}

/** A token of another organization. */
async function createToken({ url, token }: Service): Promise<string> {
  const request = { organization_id: "other", scopes: ["webhooks:read", "webhooks:write", "events:publish"] };
  const created = await post(url + operations.createToken.path, token, JSON.stringify(request));
  return (created as { token: string }).token;
}

async function post(url: string, token: string, body: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body });
  if (!response.ok) throw new Error(`POST ${url} returned ${response.status}: ${await response.text()}`);
  return response.json();
}
