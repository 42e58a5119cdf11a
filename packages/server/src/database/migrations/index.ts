import type { Migration } from "../migration.ts";
import * as webhooksAndTokens from "./0001-webhooks-and-tokens.ts";
import * as delivery from "./0002-delivery.ts";
import * as tokenUse from "./0003-token-use.ts";
import * as notDelivered from "./0004-not-delivered.ts";
import * as subscriptions from "./0005-subscriptions.ts";
import * as names from "./0006-names.ts";
import * as epochs from "./0007-epochs.ts";
import * as recoveries from "./0008-recoveries.ts";
import * as fanOuts from "./0009-fan-outs.ts";
import * as partitions from "./0010-partitions.ts";
import * as workers from "./0011-workers.ts";
import * as notDeliveredRows from "./0012-not-delivered.ts";
import * as deliverySettings from "./0013-delivery-settings.ts";
import * as attemptCounts from "./0014-attempt-counts.ts";
import * as listFilters from "./0015-list-filters.ts";
import * as operatorEvents from "./0016-operator-events.ts";
import * as erasedEvents from "./0017-erased-events.ts";
import * as deletedWebhooks from "./0018-deleted-webhooks.ts";
import * as eventWebhooks from "./0019-event-webhooks.ts";
import * as eventWebhookEpochs from "./0020-event-webhook-epochs.ts";
import * as eventListIndexes from "./0021-event-list-indexes.ts";

/** Every migration by name, in the order in which they run. A released migration never changes. */
export const migrations: Readonly<Record<string, Migration>> = {
  "0001-webhooks-and-tokens": webhooksAndTokens,
  "0002-delivery": delivery,
  "0003-token-use": tokenUse,
  "0004-not-delivered": notDelivered,
  "0005-subscriptions": subscriptions,
  "0006-names": names,
  "0007-epochs": epochs,
  "0008-recoveries": recoveries,
  "0009-fan-outs": fanOuts,
  "0010-partitions": partitions,
  "0011-workers": workers,
  "0012-not-delivered": notDeliveredRows,
  "0013-delivery-settings": deliverySettings,
  "0014-attempt-counts": attemptCounts,
  "0015-list-filters": listFilters,
  "0016-operator-events": operatorEvents,
  "0017-erased-events": erasedEvents,
  "0018-deleted-webhooks": deletedWebhooks,
  "0019-event-webhooks": eventWebhooks,
  "0020-event-webhook-epochs": eventWebhookEpochs,
  "0021-event-list-indexes": eventListIndexes,
};
