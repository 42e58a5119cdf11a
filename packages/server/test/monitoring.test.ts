/** The alert rules and the dashboard name metrics, labels and values that `/metrics` has. */
import { readFile } from "node:fs/promises";
import { operations } from "@agent-webhooks/types";
import { parseYaml } from "@redocly/openapi-core";
import { expect, test } from "vitest";
import { Metrics } from "../src/telemetry/metrics.ts";
import type { QueueCounter } from "../src/worker/queue-size.ts";

const read = (file: string) => readFile(new URL(`../monitoring/${file}`, import.meta.url), "utf8");

/** The labels of each series, by name: that of a counter or gauge, and that of a histogram with a suffix. */
type Series = ReadonlyMap<string, readonly Readonly<Record<string, string>>[]>;

async function readSeries(): Promise<Series> {
  const clock = { now: () => new Date() };
  const queue: Pick<QueueCounter, "read"> = { read: async () => ({ pending: 1, due: 1, oldestDueAt: clock.now() }) };
  const metrics = new Metrics(queue as QueueCounter, clock);
  metrics.addOperation(operations.listWebhooks);
  metrics.responded(operations.listWebhooks.id, 200, 1);
  metrics.responded(undefined, 404, 1);
  metrics.attempted(
    { outcome: "succeeded", durationMs: 1, startedAt: clock.now() },
    { scheduleIndex: 0, dueMs: clock.now().getTime() },
  );
  const series = new Map<string, Record<string, string>[]>();
  for (const [, name = "", labels = ""] of (await metrics.text()).matchAll(/^([a-z_]+)(?:\{(.*)\})? \S+$/gm)) {
    const found = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = "", value = ""]) => [label, value] as const);
    series.set(name, [...(series.get(name) ?? []), Object.fromEntries(found)]);
  }
  return series;
}

interface Names {
  readonly metrics: readonly string[];
  /** What it groups by. */
  readonly labels: readonly string[];
  /** What it selects, or leaves out. */
  readonly selected: readonly { readonly metric: string; readonly label: string; readonly value: RegExp }[];
}

function namesIn(expression: string): Names {
  const groups = [...expression.matchAll(/\bby \(([^)]*)\)/g)];
  const selectors = [...expression.matchAll(/(\w+)\{([^}]*)\}/g)];
  return {
    metrics: expression.match(/\b(agent_webhooks|process|nodejs)_\w+/g) ?? [],
    labels: groups.flatMap(([, list = ""]) => list.match(/\w+/g) ?? []),
    selected: selectors.flatMap(([, metric = "", selector = ""]) =>
      [...selector.matchAll(/(\w+)\s*[!=]~?=?\s*"([^"]*)"/g)].map(([, label = "", value = ""]) => ({
        metric,
        label,
        value: new RegExp(`^(?:${value})$`),
      })),
    ),
  };
}

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly summary: string; readonly description: string };
}

async function readRules(): Promise<Rule[]> {
  const { groups } = parseYaml(await read("alerts.yml")) as { groups: { rules: Rule[] }[] };
  return groups.flatMap(({ rules }) => rules);
}

async function readExpressions(): Promise<string[]> {
  const dashboard = JSON.parse(await read("grafana-dashboard.json")) as { panels: { targets: { expr: string }[] }[] };
  return [
    ...(await readRules()).map(({ expr }) => expr),
    ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ];
}

test("every metric, label and value that they name exists, and every metric of the service is shown", async () => {
  const series = await readSeries();
  const named = new Set<string>();
  for (const expression of await readExpressions()) {
    const { metrics, labels, selected } = namesIn(expression);
    expect(metrics, expression).not.toEqual([]);
    for (const metric of metrics) {
      expect([...series.keys()], expression).toContain(metric);
      named.add(metric.replace(/_bucket$/, ""));
    }
    const known = metrics.flatMap((metric) => (series.get(metric) ?? []).flatMap((each) => Object.keys(each)));
    expect(known, expression).toEqual(expect.arrayContaining([...labels]));
    for (const { metric, label, value } of selected) {
      const values = (series.get(metric) ?? []).map((each) => each[label] ?? "");
      expect(values, `${metric} in ${expression}`).toContainEqual(expect.stringMatching(value));
    }
  }
  const own = [...series.keys()].filter((name) => name.startsWith("agent_webhooks_"));
  expect([...named].filter((name) => name.startsWith("agent_webhooks_")).toSorted()).toEqual(
    [...new Set(own.map((name) => name.replace(/_(bucket|sum|count)$/, "")))].toSorted(),
  );
});

test("an alert about what does not happen does not need the series of what happens", async () => {
  const expressions = new Map((await readRules()).map(({ alert, expr }) => [alert, expr]));
  // A comparison with a sum of no series is no series.
  for (const alert of ["AgentWebhooksNothingSent", "AgentWebhooksDatabaseUnavailable"]) {
    expect(expressions.get(alert), alert).toMatch(/ unless /);
  }
});

test("each alert says what is wrong and what to do", async () => {
  for (const { alert, annotations } of await readRules()) {
    expect(annotations, alert).toEqual({
      summary: expect.stringMatching(/.{10}/),
      description: expect.stringMatching(/.{20}/),
    });
  }
});
