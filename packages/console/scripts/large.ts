/**
 * Measures the pages against 100,000 webhooks and 1,000,000 deliveries on Postgres: first paint, time to content, and
 * how smoothly 10,000 deliveries scroll. Takes some minutes, most of them for the data.
 *
 *   pnpm --filter @agent-webhooks/console large
 */
import { createDeliveryClient, createWebhooksClient } from "@agent-webhooks/client";
import { startService } from "@agent-webhooks/server/testing";
import { query, startPostgres } from "@agent-webhooks/server/testing/postgres";
import type { Page } from "playwright-core";
import { backlogSql } from "../../server/test/support/backlog-sql.ts";
import { launchBrowser } from "../../server/test/support/browser.ts";
import { visit } from "../test/support/console.ts";

const counts = { webhooks: 100_000, deliveries: 1_000_000, scrolled: 10_000 };

const browser = await launchBrowser();
if (typeof browser === "string") throw new Error(browser);
await using postgres = await startPostgres();
const databaseUrl = await postgres.createDatabase();
// No worker: nothing but the pages uses the database.
await using service = await startService({ databaseUrl, role: "api" });
const options = { baseUrl: service.url, token: service.token };
const { webhook_id } = await createWebhooksClient(options).create({
  url: "https://example.com/hooks",
  event_types: ["message.delivered"],
});
await query(
  databaseUrl,
  `insert into webhooks (webhook_id, organization_id, url, event_types, inbox_ids, pod_ids, secret, enabled, created_at, updated_at)
   select webhook_id || '_' || n, organization_id, url || '/' || n, event_types, array['inbox_' || n], pod_ids, secret,
     n % 10 > 0, created_at - n * interval '1 second', updated_at
   from webhooks, generate_series(1, ${counts.webhooks}) as n`,
);
const publishedAt = new Date(Date.now() - counts.deliveries - 60_000);
const backlog = { organizationId: "default", webhookId: webhook_id, count: counts.deliveries, publishedAt };
for (const statement of backlogSql({ ...backlog, status: "failed" })) await query(databaseUrl, statement);
await query(databaseUrl, "vacuum analyze");

const { deliveries } = await createDeliveryClient(options).listDeliveries({ limit: 1 });
const [{ delivery_id, event_id } = { delivery_id: "", event_id: "" }] = deliveries;
const row = (page: Page) => page.locator("tbody tr").first();
const pages: Readonly<Record<string, (page: Page) => ReturnType<typeof row>>> = {
  "/webhooks": row,
  // The oldest ones: all have to be searched, up to the pages that are loaded by themselves.
  "/webhooks?search=inbox_4000": row,
  [`/webhooks/${webhook_id}`]: row,
  "/deliveries": row,
  "/deliveries?status=failed&event_type=message.delivered": row,
  [`/deliveries/${delivery_id}`]: (page) => page.getByText("Payload"),
  "/events": row,
  [`/events/${event_id}`]: row,
  "/operator-webhook": (page) => page.getByText("There is no operator webhook."),
  "/publish": (page) => page.getByRole("button", { name: "Publish" }),
  "/tokens": row,
};

const inMs = (ms: number, width: number) => `${Math.round(ms)} ms`.padStart(width);
console.log(`${"page".padEnd(60)}${"first paint".padStart(12)}${"content".padStart(12)}${"slowest call".padStart(14)}`);
for (const [path, content] of Object.entries(pages)) {
  const context = await browser.newContext();
  const page = await context.newPage();
  let slowestMs = 0;
  page.on("requestfinished", (request) => {
    slowestMs = Math.max(slowestMs, request.timing().responseEnd);
  });
  const startedAt = performance.now();
  await visit(page, service, path);
  await content(page).waitFor();
  const contentMs = performance.now() - startedAt;
  const paintMs = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0);
  console.log(`${path.padEnd(60)}${inMs(paintMs, 12)}${inMs(contentMs, 12)}${inMs(slowestMs, 14)}`);
  await context.close();
}

const page = await browser.newPage();
await visit(page, service, "/deliveries");
await row(page).waitFor();
const { frames, slow, worst, rows } = await page.evaluate(async (wanted) => {
  const durations: number[] = [];
  let before = performance.now();
  const lastRow = () => Number([...document.querySelectorAll("tbody tr")].at(-1)?.getAttribute("aria-rowindex"));
  while (lastRow() < wanted) {
    scrollBy(0, 400);
    await new Promise(requestAnimationFrame);
    durations.push(performance.now() - before);
    before = performance.now();
  }
  const slowFrames = durations.filter((ms) => ms > 50).length;
  return { frames: durations.length, slow: slowFrames, worst: Math.max(...durations), rows: lastRow() };
}, counts.scrolled);
console.log(
  `\nscrolled ${rows} deliveries in ${frames} frames: ${slow} took more than 50 ms, the longest ${Math.round(worst)} ms`,
);
await browser.close();
