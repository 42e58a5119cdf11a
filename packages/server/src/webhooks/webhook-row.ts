/**
 * How a webhook is stored: the fields of the spec and the columns of the table. A new field of the spec does not compile
 * until it has a column, a create stores it and responses return it. An update stores it in the column of its name.
 */
import { isDeepStrictEqual } from "node:util";
import type { CreateWebhookRequest, UpdateWebhookRequest, Webhook } from "@agent-webhooks/types";
import type { SecretBox } from "../crypto/secret-box.ts";
import type { WebhookRow } from "../database/schema.ts";
import { ulid } from "../lib/ids.ts";
import { distinct, type FilterChange, isFilterChange } from "./event-filter.ts";

/** Listed, because statements with `select *` are not prepared; see `PreparingClient`. */
export const webhookColumns = Object.keys({
  webhook_id: true,
  organization_id: true,
  url: true,
  event_types: true,
  inbox_ids: true,
  pod_ids: true,
  client_id: true,
  secret: true,
  enabled: true,
  disabled_because: true,
  disabled_at: true,
  epoch: true,
  created_at: true,
  updated_at: true,
} satisfies Record<keyof WebhookRow, true>) as (keyof WebhookRow)[];

/** A row with its encrypted secret as the database takes it. */
export type NewWebhookRow = Omit<WebhookRow, "secret"> & { readonly secret: Buffer };

export interface NewWebhookRowOptions {
  readonly organizationId: string;
  /** Not encrypted. */
  readonly secret: string;
  readonly secretBox: SecretBox;
  readonly createdAt: Date;
}

/** Returns the row of a new webhook, which is enabled. */
export function newWebhookRow(
  request: CreateWebhookRequest,
  { organizationId, secret, secretBox, createdAt }: NewWebhookRowOptions,
): NewWebhookRow {
  const requested: Pick<WebhookRow, keyof CreateWebhookRequest> = {
    url: request.url,
    event_types: [...request.event_types],
    inbox_ids: distinct(request.inbox_ids),
    pod_ids: distinct(request.pod_ids),
    client_id: request.client_id ?? null,
  };
  const webhookId = `wh_${ulid(createdAt)}`;
  return {
    ...requested,
    webhook_id: webhookId,
    organization_id: organizationId,
    secret: secretBox.seal(secret, webhookId),
    enabled: true,
    disabled_because: null,
    disabled_at: null,
    epoch: 0,
    created_at: createdAt,
    updated_at: createdAt,
  };
}

/** Fields that an update sets to the given value. */
type SetField = Exclude<keyof UpdateWebhookRequest, FilterChange>;

/** Returns the columns of the fields that an update sets to another value. The event filter is not among them. */
export function changedColumns(
  before: WebhookRow,
  request: UpdateWebhookRequest,
): { [Field in SetField]?: Pick<WebhookRow, SetField>[Field] } {
  const changed = Object.entries(request).filter(
    ([field, value]) => !isFilterChange(field) && !isDeepStrictEqual(value, before[field as keyof WebhookRow]),
  );
  return Object.fromEntries(changed);
}

/** Every field of a response; `undefined` for an absent one. */
type Fields = { readonly [Field in keyof Required<Webhook>]: Webhook[Field] };

/** Returns the webhook of a row, with the secret that is shown. */
export function toWebhook(row: WebhookRow, secret: Pick<Fields, "secret" | "secret_unreadable">): Webhook {
  return withoutUndefined<Webhook>({
    webhook_id: row.webhook_id,
    url: row.url,
    event_types: row.event_types as Webhook["event_types"],
    inbox_ids: row.inbox_ids.length > 0 ? row.inbox_ids : undefined,
    pod_ids: row.pod_ids.length > 0 ? row.pod_ids : undefined,
    client_id: row.client_id ?? undefined,
    ...secret,
    enabled: row.enabled,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  } satisfies Fields);
}

function withoutUndefined<Value extends object>(fields: object): Value {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Value;
}
