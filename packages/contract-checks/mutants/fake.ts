/** The fake of this package, which has to pass the checks of a provider and of a sender, over HTTP. */
import { createDeliveryClient } from "@agent-webhooks/client";
import { TokenScopeSchema } from "@agent-webhooks/types/delivery/schemas";
import { createFake } from "../src/fake/fake.ts";
import { connectProvider, type ProviderCheck, providerChecksOf } from "../src/provider/index.ts";
import type { CheckResult } from "../src/run/check.ts";
import { runChecks } from "../src/run/run-checks.ts";
import { runSenderChecks } from "../src/sender/check-sender.ts";
import { senderChecks } from "../src/sender/checks/index.ts";
import { SenderTarget } from "../src/sender/target.ts";
import type { ReferenceReport } from "./provider/run.ts";
import { runUntilCertain } from "./sender/run.ts";

/** Runs provider checks of both APIs, in organizations of their own. */
export async function checkFakeProvider(
  checks: readonly ProviderCheck[] = providerChecksOf("all"),
): Promise<ReferenceReport> {
  await using fake = createFake({ send: () => new Response(null, { status: 503 }) });
  const { url } = await fake.listen();
  const { token } = fake;
  const target = await connectProvider({ url, token, spec: "all", seed: 1 });
  const report = await runChecks(checks, target, { target: "fake", concurrency: 4, seed: 1 });
  const left = await target.close();
  const { tokens } = await createDeliveryClient({ baseUrl: url, token }).listTokens();
  return { ...report, leftBehind: [...left, ...tokens.map(({ token_id }) => token_id)] };
}

/** For a sender that retries after a fifth of a second. */
const timing = { timeLimitMs: 3_000, burstMs: 100, settleMs: 400, freshnessMs: 2_100, isolationMs: 2_500 };

export async function checkFakeSender(checks: typeof senderChecks = senderChecks): Promise<CheckResult[]> {
  await using fake = createFake({
    tokens: { own: { organization: "a", scopes: TokenScopeSchema.enum } },
    retrySchedule: [0, ...Array<number>(40).fill(0.2)],
    deliveryTimeoutMs: 3_000,
  });
  const { url } = await fake.listen();
  return await runUntilCertain(checks, async (left) => {
    await using target = await SenderTarget.connect({ url, token: "own", trigger: "publish", patience: 20, timing });
    return await runSenderChecks(target, {}, left);
  });
}
