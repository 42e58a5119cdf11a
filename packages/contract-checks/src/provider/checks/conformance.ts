import type { ProviderCheck } from "../check-context.ts";
import { type ConformanceRule, conformanceRules } from "../conformance.ts";
import { webhookOf } from "../expect.ts";
import type { ProviderTarget } from "../target.ts";

/** A check a rule. Each reports what all responses of the run have shown, so it waits for the checks that still run. */
export const conformanceChecks: readonly ProviderCheck[] = Object.entries(conformanceRules).map(([id, holds]) => ({
  id,
  holds,
  async run(target, report) {
    await target.idle();
    if (target.stoppedBecause === undefined) await callEveryOperation(target);
    for (const finding of target.conformanceFindings(id as ConformanceRule)) report(finding);
  },
}));

const called = new WeakSet<ProviderTarget>();

/** Calls every operation, validly and not, so that there are responses whichever other checks run. */
async function callEveryOperation(target: ProviderTarget): Promise<void> {
  if (called.has(target)) return;
  called.add(target);
  const client = target.client(target.options.token);
  try {
    const { webhook_id: id } = webhookOf(await client.create({ inbox_ids: ["id-1"] }));
    for (const webhook of [id, "wh_unknown"]) {
      await client.get(webhook);
      await client.update(webhook, { add_inbox_ids: ["id-2"] });
      await client.update(webhook, { unknown_field: 1 });
    }
    await client.call("createWebhook", { body: {} });
    await client.list();
    await client.call("listWebhooks", { query: { limit: 0 } });
    await client.call("listWebhooks", { headers: { authorization: null } });
    await client.delete(id);
    await client.delete(id);
  } catch {
    // The connection has recorded what went wrong.
  } finally {
    await target.remove(client.created);
  }
}
