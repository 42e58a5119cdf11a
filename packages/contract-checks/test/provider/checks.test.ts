/** Checks beside other checks and other users, and where they can see nothing or could do harm. */
import { setImmediate as tick } from "node:timers/promises";
import { operations } from "@agent-webhooks/types";
import { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { describe, expect, test } from "vitest";
import { quickClock } from "../../mutants/provider/clock.ts";
import { handling, respondingWith } from "../../mutants/provider/delivery/handlers.ts";
import { providerMutants } from "../../mutants/provider/index.ts";
import { changingPage, changingResponse, type Deviation, withHeaders } from "../../mutants/provider/mutant.ts";
import { runAgainstReference, runMutant } from "../../mutants/provider/run.ts";
import { variants } from "../../mutants/provider/variants.ts";
import type { Clock } from "../../src/clock.ts";
import { conformanceRules } from "../../src/provider/conformance.ts";
import { providerChecks, providerChecksOf, type SpecName } from "../../src/provider/index.ts";
import type { TargetResponse } from "../../src/provider/response.ts";
import { rules } from "../../src/reference/rules.ts";
import type { StoredWebhook } from "../../src/reference/state.ts";
import type { Report } from "../../src/run/check.ts";
import { ManualClock } from "./support.ts";

const failedOf = ({ results }: Report) => results.flatMap(({ check, status }) => (status === "failed" ? [check] : []));
const checkOf = (spec: SpecName, id: string) => providerChecksOf(spec).filter((check) => check.id === id);

test("the checks of all responses wait for the calls that one of them makes", async () => {
  const deviation = changingResponse(undefined, 401, withHeaders({ "www-authenticate": undefined }))();
  const checks = providerChecks.filter(({ id }) => id in conformanceRules);
  const report = await runAgainstReference(deviation, checks, { timeoutMs: 10_000 });
  expect(failedOf(report)).toEqual(["response_headers_conformance"]);
});

test("a page token that is null on the last page is a finding of one check", async () => {
  const deviation = changingPage((page) => ({ next_page_token: null, ...page }))();
  const options = { clock: quickClock(), timeoutMs: 10_000 };
  const report = await runAgainstReference(deviation, providerChecks, options);
  expect(failedOf(report)).toEqual(["response_schema_conformance"]);
});

test("a webhook of another user may have a client_id that a check sends", async () => {
  const other: StoredWebhook = {
    webhook_id: "wh_other",
    organization: "a",
    client_id: "a",
    url: "https://other-user.example.com/",
    event_types: ["message.sent"],
    inbox_ids: [],
    pod_ids: [],
    secret: rules.newSecret(),
    enabled: true,
    created_at: 0,
    updated_at: 0,
  };
  const handlers: NonNullable<Deviation["handlers"]> = (_, { webhooks }) => {
    webhooks.set(other.webhook_id, other);
    return {};
  };
  const check = checkOf("webhooks", "positive_data_acceptance");
  const { results } = await runAgainstReference({ handlers }, check, { timeoutMs: 10_000 });
  expect(results).toMatchObject([{ status: "passed" }]);
});

describe("unsupported_method deletes no collection", () => {
  /** The paths that the check sends a DELETE to. */
  async function deletedPaths(deviation: Deviation, spec: SpecName): Promise<Set<string>> {
    const paths = new Set<string>();
    const onResponse = ({ request: { method, path } }: TargetResponse) => {
      if (method === "DELETE") paths.add(path);
    };
    const options = { spec, onResponse, timeoutMs: 10_000 };
    await runAgainstReference(deviation, checkOf(spec, "unsupported_method"), options);
    return paths;
  }

  test("where a 405 has no Allow", async () => {
    const deviation = changingResponse(undefined, 405, withHeaders({ allow: undefined }))();
    expect(await deletedPaths(deviation, "webhooks")).not.toContain(operations.listWebhooks.path);
    expect(await deletedPaths({}, "webhooks")).toContain(operations.listWebhooks.path);
  });

  test("where only other paths have said that they do not support it", async () => {
    const { listDeliveries, listEvents } = deliveryOperations;
    const deviation = changingResponse(undefined, 405, (response, { path }) =>
      path === listDeliveries.path ? { ...response, status: 404 } : response,
    )();
    const paths = await deletedPaths(deviation, "delivery");
    expect(paths).toContain(listEvents.path);
    expect(paths).not.toContain(listDeliveries.path);
  });
});

test("a server may reject every body in chunks with 411", async () => {
  const reject = ({ chunked = false }) => (chunked ? { status: 411, headers: {}, body: "" } : undefined);
  const checks = providerChecks.filter(({ id }) => ["body_size", "status_code_conformance"].includes(id));
  expect(failedOf(await runAgainstReference({ reject }, checks, { timeoutMs: 10_000 }))).toEqual([]);
});

test("several of concurrent requests may send a delivery again", async () => {
  const racing = handling("resendDelivery", async (next) => {
    await tick();
    return next();
  })();
  const statuses: number[] = [];
  const onResponse = ({ operation, status }: TargetResponse) => {
    if (operation?.id === "resendDelivery") statuses.push(status);
  };
  const options = { spec: "delivery", clock: quickClock(), onResponse, timeoutMs: 10_000 } as const;
  expect(failedOf(await runAgainstReference(racing, checkOf("delivery", "resend"), options))).toEqual([]);
  expect(statuses.filter((status) => status === 202).length).toBeGreaterThan(2);
});

describe("token_last_used", () => {
  /** Runs the check in time that moves on when it sleeps, and returns its sleeps with the signals that end them. */
  async function runWithSleeps(apply: (clock: Clock) => Deviation, deep: boolean) {
    const clock = quickClock();
    const sleeps: { ms: number; signal: AbortSignal | undefined }[] = [];
    const recording: Clock = {
      now: () => clock.now(),
      sleep(ms, signal) {
        sleeps.push({ ms, signal });
        return clock.sleep(ms);
      },
    };
    const deviation = apply(clock);
    const rules = { now: () => Math.floor(clock.now()), ...deviation.rules };
    const { signal } = new AbortController();
    const options = { spec: "delivery", clock: recording, deep, signal, timeoutMs: 10_000 } as const;
    const report = await runAgainstReference({ ...deviation, rules }, checkOf("delivery", "token_last_used"), options);
    return { failed: failedOf(report), sleeps, signal };
  }

  const storingNoUses = (): Deviation => ({ rules: { useToken: (token) => token } });

  test("accepts that uses are not stored yet, and waits some seconds for them", async () => {
    const { failed, sleeps } = await runWithSleeps(storingNoUses, false);
    expect(failed).toEqual([]);
    expect(sleeps.reduce((sum, { ms }) => sum + ms, 0)).toBeLessThan(10_000);
  });

  test("accepts in a deep run a provider that stores uses late", async () => {
    const [variant] = variants.filter(({ id }) => id.includes("uses of tokens are stored late"));
    expect(variant).toBeDefined();
    expect((await runWithSleeps((clock) => variant?.apply(clock) ?? {}, true)).failed).toEqual([]);
  });

  test("finds in a deep run that uses are not stored", async () => {
    expect((await runWithSleeps(storingNoUses, true)).failed).toEqual(["token_last_used"]);
  });

  test("waits for a minute only until it is interrupted", async () => {
    const { failed, sleeps, signal } = await runWithSleeps(() => ({}), true);
    expect(failed).toEqual([]);
    const long = sleeps.filter(({ ms }) => ms > 10_000);
    expect(long).toEqual([{ ms: 62_000, signal }]);
  });
});

describe("token_expiry accepts", () => {
  test.each<[what: string, apply: (clock: ManualClock) => Deviation]>([
    [
      "servers whose clocks differ",
      () => ({ rules: { render: (stored) => rules.render({ ...stored, created_at: stored.created_at - 900 }) } }),
    ],
    ["slow responses", (clock) => ({ onRequest: () => clock.sleep(1_500) })],
  ])("%s", async (_, apply) => {
    const clock = new ManualClock();
    clock.time = Date.parse("2026-01-16T08:00:00Z");
    const deviation = apply(clock);
    const rulesWithTime = { now: () => clock.now(), ...deviation.rules };
    const options = { spec: "delivery", clock, timeoutMs: 10_000 } as const;
    const checks = checkOf("delivery", "token_expiry");
    const { results } = await runAgainstReference({ ...deviation, rules: rulesWithTime }, checks, options);
    expect(results).toMatchObject([{ status: "passed" }]);
  });
});

/** Beside the first mutant of a check, which another test runs. */
test.each([
  ["delete_racing", "update_brings_back"],
  ["publish_conflict", "numbers_compared_as_doubles"],
  ["publish_matching", "one_for_the_inbox_and_one_for_the_pod"],
  ["token_expiry", "expiry_in_whole_minutes"],
])("%s finds %s", async (check, id) => {
  const mutant = providerMutants.find((each) => each.id === id);
  expect(mutant && (await runMutant(mutant)).failed).toEqual([check]);
});

describe("a check that can see nothing is not run", () => {
  /** Why the check was not run, or its status. */
  async function outcomeOf(id: string, deviation: Deviation) {
    const clock = quickClock();
    const options = { spec: "delivery", clock, timeoutMs: 10_000 } as const;
    const now = () => Math.floor(clock.now());
    const { results } = await runAgainstReference({ ...deviation, rules: { now } }, checkOf("delivery", id), options);
    return results.map((result) => ("reason" in result ? result.reason : result.status));
  }

  test("resend_pending, when no delivery is pending", async () => {
    const settled = respondingWith("getDelivery", () => ({ status: "failed" }))();
    expect(await outcomeOf("resend_pending", settled)).toEqual([
      "the retry schedule is so short that the delivery may be settled before it is sent again",
    ]);
  });

  test.each(["health_counts", "health_disabled", "summary"])("%s, when attempts are made all the time", async (id) => {
    let count = 0;
    const busy = respondingWith("getDelivery", () => ({ next_attempt_at: new Date(++count * 1000).toISOString() }))();
    expect(await outcomeOf(id, busy)).toEqual(["the provider makes attempts between any two requests"]);
  });
});
