import type { Kysely } from "kysely";
import type { SecretBox } from "../crypto/secret-box.ts";
import type { Schema } from "../database/schema.ts";
import { inTransaction } from "../database/transaction.ts";
import type { EgressPolicy } from "../egress/policy.ts";
import type { Clock } from "../lib/clock.ts";
import { StartError } from "../lib/errors.ts";
import * as queries from "../webhooks/queries.ts";
import { newWebhookRow } from "../webhooks/webhook-row.ts";
import { forgetFailures } from "../worker/circuit-breaker.ts";
import { operatorWebhookRequest } from "./operator-webhooks.ts";
import { operatorClientId, operatorOrganization } from "./queries.ts";

/** Where the events for the operator go. */
export interface OperatorWebhookSettings {
  readonly url: string;
  readonly secret: string;
}

export interface OperatorWebhookOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly secretBox: SecretBox;
  readonly egress: EgressPolicy;
}

/**
 * Stores the operator's webhook as the settings have it, enabled. Without settings it is deleted.
 *
 * @throws StartError if the egress policy does not allow the URL
 */
export async function storeOperatorWebhook(
  { db, clock, secretBox, egress }: OperatorWebhookOptions,
  settings: OperatorWebhookSettings | undefined,
): Promise<void> {
  const issue = settings && (await egress.findIssue(settings.url));
  if (issue !== undefined) throw new StartError(`OPERATOR_WEBHOOK_URL ${issue}.`);
  await inTransaction(db, async (transaction) => {
    await queries.lockCreation(transaction, operatorOrganization);
    const before = await queries.selectByClientId(transaction, operatorOrganization, operatorClientId, {
      forUpdate: true,
    });
    if (settings === undefined) {
      if (before !== undefined) await queries.deleteOne(transaction, operatorOrganization, before.webhook_id);
      return;
    }
    const { url, secret } = settings;
    const now = clock.now();
    const request = operatorWebhookRequest(url);
    if (before === undefined) {
      const row = newWebhookRow(request, { organizationId: operatorOrganization, secret, secretBox, createdAt: now });
      await queries.insertUnlessClientIdTaken(transaction, row);
      return;
    }
    const { webhook_id: webhookId } = before;
    const enabling = { enabled: true, disabled_because: null, disabled_at: null, epoch: before.epoch + 1 };
    if (!before.enabled || before.url !== url) await forgetFailures(transaction, webhookId);
    await queries.update(transaction, webhookId, {
      url,
      event_types: [...request.event_types],
      secret: secretBox.seal(secret, webhookId),
      ...(!before.enabled && enabling),
      updated_at: now,
    });
  });
}
