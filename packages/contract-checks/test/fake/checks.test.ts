import { createDeliveryClient } from "@agent-webhooks/client";
import { TokenScopeSchema } from "@agent-webhooks/types/delivery/schemas";
import { expect, test } from "vitest";
import { createFake } from "../../src/index.ts";
import { connectProvider, providerChecksOf } from "../../src/provider/index.ts";
import { findingsOf } from "../../src/run/check.ts";
import { runChecks } from "../../src/run/run-checks.ts";
import { senderChecks } from "../../src/sender/checks/index.ts";
import { isStalled } from "../../src/sender/judge.ts";
import { SenderTarget } from "../../src/sender/target.ts";

test("passes the provider checks of both APIs over HTTP, in organizations of their own", {
  timeout: 180_000,
}, async () => {
  await using fake = createFake({ send: () => new Response(null, { status: 503 }) });
  const { url } = await fake.listen();
  const { token } = fake;
  const target = await connectProvider({ url, token, spec: "all", seed: 1 });
  const report = await runChecks(providerChecksOf("all"), target, { target: "fake", concurrency: 4, seed: 1 });
  expect(findingsOf(report)).toEqual([]);
  // Endpoints of tests are on this machine.
  const notRun = report.results.filter(({ status }) => status === "not_run");
  expect(notRun.map(({ check }) => check)).toEqual(["private_networks"]);
  expect(await target.close()).toEqual([]);
  const delivery = createDeliveryClient({ baseUrl: url, token });
  expect((await delivery.listTokens()).tokens).toEqual([]);
});

/** For a sender that retries after a fifth of a second. */
const timing = { timeLimitMs: 3_000, burstMs: 100, settleMs: 400, freshnessMs: 2_100, isolationMs: 2_500 };

test("passes the sender checks", { timeout: 180_000 }, async ({ skip }) => {
  const scopes = TokenScopeSchema.enum;
  await using fake = createFake({
    tokens: { own: { organization: "a", scopes } },
    retrySchedule: [0, ...Array<number>(40).fill(0.2)],
    deliveryTimeoutMs: 3_000,
  });
  const { url } = await fake.listen();
  const target = await SenderTarget.connect({ url, token: "own", trigger: "publish", patience: 20, timing });
  try {
    const report = await runChecks(senderChecks, target, { target: "fake", concurrency: senderChecks.length });
    expect(findingsOf(report)).toEqual([]);
    const notRun = report.results.filter(({ status }) => status === "not_run");
    expect(notRun.filter((result) => !isStalled(result)).map(({ check }) => check)).toEqual(["tls_name"]);
    skip(notRun.some(isStalled), "the machine is too busy");
  } finally {
    await target.close();
  }
});
