/** The alert rules and the dashboard name metrics and labels that `/metrics` has. */
import { readFile } from "node:fs/promises";
import { parseYaml } from "@redocly/openapi-core";
import { expect, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { Metrics } from "../src/telemetry/metrics.ts";
import type { QueueCounter } from "../src/worker/queue-size.ts";

const read = (file: string) => readFile(new URL(`../monitoring/${file}`, import.meta.url), "utf8");

/** Series of a counter or gauge have its name; those of a histogram a suffix. */
async function seriesOf(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const clock = { now: () => new Date() };
  const queue: Pick<QueueCounter, "read"> = { read: async () => ({ pending: 1, due: 1, oldestDueAt: clock.now() }) };
  const metrics = new Metrics(queue as QueueCounter, clock);
  metrics.published(false);
  metrics.settled({ succeeded: 1 });
  metrics.internalError("event");
  metrics.attempted(
    { outcome: "succeeded", durationMs: 1, startedAt: clock.now() },
    { scheduleIndex: 0, publishedMs: clock.now().getTime() },
  );
  const series = new Map<string, Set<string>>();
  for (const [, name = "", labels = ""] of (await metrics.text()).matchAll(/^([a-z_]+)(?:\{(.*)\})? \S+$/gm)) {
    const names = series.get(name) ?? new Set();
    for (const [, label = ""] of labels.matchAll(/(\w+)="/g)) names.add(label);
    series.set(name, names);
  }
  return series;
}

/** The names of metrics in an expression, and the labels that it selects or groups by. */
function namesIn(expression: string): { metrics: string[]; labels: string[] } {
  const labels = [
    ...[...expression.matchAll(/\{([^}]*)\}/g)].flatMap(([, selector = ""]) => [...selector.matchAll(/(\w+)\s*[!=]/g)]),
    ...[...expression.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = ""]) => [...list.matchAll(/(\w+)/g)]),
  ].map(([, label = ""]) => label);
  return { metrics: expression.match(/\b(agent_webhooks|process|nodejs)_\w+/g) ?? [], labels };
}

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly summary: string; readonly description: string };
}

async function readExpressions(): Promise<string[]> {
  const rules = parseYaml(await read("alerts.yml")) as { groups: { rules: Rule[] }[] };
  const dashboard = JSON.parse(await read("grafana-dashboard.json")) as { panels: { targets: { expr: string }[] }[] };
  return [
    ...rules.groups.flatMap(({ rules }) => rules.map(({ expr }) => expr)),
    ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ];
}

test("every metric and label that they name exists, and every metric of the service is shown", async () => {
  const series = await seriesOf();
  const named = new Set<string>();
  for (const expression of await readExpressions()) {
    const { metrics, labels } = namesIn(expression);
    expect(metrics, expression).not.toEqual([]);
    for (const metric of metrics) {
      expect([...series.keys()], expression).toContain(metric);
      named.add(metric.replace(/_bucket$/, ""));
    }
    const known = metrics.flatMap((metric) => [...(series.get(metric) ?? [])]);
    expect(known, expression).toEqual(expect.arrayContaining(labels));
  }
  const own = [...series.keys()].filter((name) => name.startsWith("agent_webhooks_"));
  expect([...named].filter((name) => name.startsWith("agent_webhooks_")).toSorted()).toEqual(
    [...new Set(own.map((name) => name.replace(/_(bucket|sum|count)$/, "")))].toSorted(),
  );
});

test("each alert says what is wrong and what to do, and the files are published", async () => {
  const rules = parseYaml(await read("alerts.yml")) as { groups: { rules: Rule[] }[] };
  for (const { alert, annotations } of rules.groups.flatMap(({ rules }) => rules)) {
    expect(annotations, alert).toEqual({
      summary: expect.stringMatching(/.{10}/),
      description: expect.stringMatching(/.{20}/),
    });
  }
  expect(packageJson.files).toContain("monitoring");
});
