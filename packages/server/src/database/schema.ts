import type { ColumnType, Generated, Selectable } from "kysely";

type Bytes = ColumnType<Uint8Array, Buffer, Buffer>;

export interface WebhooksTable {
  webhook_id: string;
  organization_id: string;
  url: string;
  event_types: string[];
  /** Empty: events of every inbox. */
  inbox_ids: string[];
  /** Empty: events of every pod. */
  pod_ids: string[];
  client_id: string | null;
  /** Encrypted, bound to the webhook id; see `SecretBox`. */
  secret: Bytes;
  enabled: boolean;
  /** `request`, `gone`, `failing` or `secret_unreadable`; null while it is enabled. */
  disabled_because: string | null;
  /** Null while it is enabled, and if a version that did not store it has disabled it. */
  disabled_at: Date | null;
  /** How often it was enabled again. */
  epoch: number;
  created_at: Date;
  updated_at: Date;
}

export interface TokensTable {
  token_id: string;
  /** SHA-256 of the token, which itself is not stored. */
  token_hash: Bytes;
  organization_id: string;
  scopes: string[];
  created_at: Date;
  expires_at: Date | null;
  /** Up to 30 seconds late; see `LastUse`. Null: not used yet. */
  last_used_at: Generated<Date | null>;
  /** True for the token that a start generates or takes from BOOTSTRAP_TOKEN. */
  bootstrap: Generated<boolean>;
}

/** Secrets that were replaced and still sign. */
export interface PreviousSecretsTable {
  webhook_id: string;
  /** Encrypted as in `webhooks`. */
  secret: Bytes;
  replaced_at: Date;
  expires_at: Date;
}

export interface EventsTable {
  organization_id: string;
  event_id: string;
  event_type: string;
  inbox_id: string | null;
  pod_id: string | null;
  /** Null if it is in `event_bodies`, as that of every event since migration 0010. */
  body: Bytes | null;
  /** The number of its deliveries. */
  deliveries: number;
  published_at: Date;
  /** Then it has no inbox, no pod and no body any more. */
  erased_at: Generated<Date | null>;
}

/** A partition for each day, or for several. */
export interface EventBodiesTable {
  /** Of the event. */
  published_at: Date;
  organization_id: string;
  event_id: string;
  /** The bytes that are signed and sent. */
  body: Bytes;
}

/** A partition for each day, or for several. */
export interface DeliveriesTable {
  /** Time-ordered. */
  delivery_id: string;
  organization_id: string;
  event_id: string;
  event_type: string;
  webhook_id: string;
  status: string;
  reason: string | null;
  /** A test event: sent whatever the event filter is. */
  test: boolean;
  created_at: Date;
  settled_at: Date | null;
}

/**
 * A row for each delivery that failed or was cancelled, so that lists find them; a trigger keeps it. A partition for each day,
 * or for several.
 */
export interface NotDeliveredTable {
  organization_id: string;
  status: string;
  created_at: Date;
  delivery_id: string;
}

/** A row for each pending delivery. */
export interface DeliveryQueueTable {
  delivery_id: string;
  organization_id: string;
  webhook_id: string;
  event_id: string;
  test: boolean;
  created_at: Date;
  /** When the next attempt is due. */
  due_at: Date;
  /** Index of the next attempt in the retry schedule. */
  schedule_index: number;
  /** The number of attempts so far. */
  attempts: number;
  /** The lease under which it is being sent, if any: the id of the worker, a colon, and the number of the claim. */
  lease: string | null;
  /** When the lease expires. */
  leased_until: Date | null;
  /** That of the webhook when the delivery was queued. Without this epoch it is stale; see `isLive`. */
  epoch: number;
}

/** A partition for each day, or for several. */
export interface AttemptsTable {
  delivery_id: string;
  /** Null if it succeeded. */
  organization_id: string | null;
  attempt: number;
  started_at: Date;
  duration_ms: number;
  outcome: string;
  status_code: number | null;
  error: string | null;
  response_excerpt: string | null;
}

/** The circuit breaker of endpoints that failed recently; other endpoints have no row. */
export interface EndpointFailuresTable {
  webhook_id: string;
  /** Consecutive timeouts. */
  timeouts: Generated<number>;
  /** How often the circuit breaker has opened since the last success. */
  openings: Generated<number>;
  /** The circuit breaker is open until then, afterwards half-open. Null: closed. */
  open_until: Date | null;
  /** When the first delivery after the last success was exhausted. */
  failing_since: Date | null;
  /** When the first attempt after the last success failed. */
  first_failure_at: Generated<Date>;
  /** The operator was told that every attempt fails. */
  reported: Generated<boolean>;
}

/** Events for the operator of the service; see `storeOperatorEvents`. */
export interface OperatorEventsTable {
  /** Empty: about no webhook. */
  webhook_id: string;
  event_type: string;
  /** Start of the hour (UTC) in which it happened. */
  hour: Date;
  organization_id: string;
  occurred_at: Date;
  details: unknown;
  published: Generated<boolean>;
}

/** Attempts of each webhook by hour or day; see `countAttempts`. */
export interface AttemptCountsTable {
  organization_id: string;
  /** Empty: of the whole organization. */
  webhook_id: string;
  /** Its start (UTC), or that of the day. */
  hour: Date;
  /** Of the process that has recorded them. Empty: the row is that of a day. */
  worker_id: string;
  succeeded: number;
  failed: number;
  /** Of all of them together. */
  duration_ms: number;
  last_success_at: Date | null;
  last_failure_at: Date | null;
  last_failure_delivery_id: string | null;
}

/** Recoveries in the background: the latest one of each webhook. */
export interface RecoveriesTable {
  webhook_id: string;
  organization_id: string;
  /** That of the webhook when it started. With another one it is stopped. */
  epoch: number;
  /** Times of publication that were asked for. */
  since: Date;
  until: Date;
  /** Times of publication that are still to be looked at: a multirange. */
  remaining: string;
  /** Events of the first millisecond of `remaining` are done up to this one. */
  after_event_id: string;
  /** Deliveries queued so far. */
  failed: number;
  missed: number;
  started_at: Date;
  /** When it was finished or stopped. */
  finished_at: Date | null;
}

/** Deliveries without rows of their own: those of events that match many webhooks. */
export interface FanOutsTable {
  organization_id: string;
  /** What the ids of the event's deliveries begin with. */
  delivery_id_prefix: string;
  /** The number of the first delivery. */
  first_number: number;
  event_id: string;
  event_type: string;
  published_at: Date;
  due_at: Date;
  /** Of each delivery. */
  webhook_ids: string[];
  /** Of each webhook when the event was published. */
  epochs: number[];
}

/** Webhooks that were deleted while deliveries that had failed because they were disabled were not settled yet. */
export interface DeletedWebhooksTable {
  webhook_id: string;
  /** Deliveries that were queued up to this epoch had failed. */
  last_failed_epoch: number;
}

/** Limits of how fast events are sent to a webhook, set by its owner. Other webhooks have no row. */
export interface DeliverySettingsTable {
  webhook_id: string;
  /** Null: no limit of its own. */
  max_in_flight: number | null;
  max_per_second: number | null;
  /** When the next request may begin that is not claimed yet, if `max_per_second` is set. Null: now. */
  next_slot: Generated<Date | null>;
  /** How often deliveries were claimed under these limits. */
  claims: Generated<string>;
}

/** The processes that claim deliveries. */
export interface WorkersTable {
  /** What the leases of the process begin with. */
  worker_id: Generated<number>;
  /** It has held its advisory lock. If nothing holds that now, the process has died. */
  has_lock: boolean;
}

/** One row: the encryption key of the data. */
export interface EncryptionKeyTable {
  singleton: Generated<boolean>;
  key_id: Bytes;
}

/** The tables as Kysely types. `schema.sql` shows the database that the migrations create. */
export interface Schema {
  webhooks: WebhooksTable;
  tokens: TokensTable;
  encryption_key: EncryptionKeyTable;
  previous_secrets: PreviousSecretsTable;
  events: EventsTable;
  event_bodies: EventBodiesTable;
  deliveries: DeliveriesTable;
  not_delivered: NotDeliveredTable;
  delivery_queue: DeliveryQueueTable;
  attempts: AttemptsTable;
  endpoint_failures: EndpointFailuresTable;
  delivery_settings: DeliverySettingsTable;
  attempt_counts: AttemptCountsTable;
  operator_events: OperatorEventsTable;
  recoveries: RecoveriesTable;
  fan_outs: FanOutsTable;
  deleted_webhooks: DeletedWebhooksTable;
  workers: WorkersTable;
}

export type WebhookRow = Selectable<WebhooksTable>;
export type TokenRow = Selectable<TokensTable>;
export type DeliveryRow = Selectable<DeliveriesTable>;
export type AttemptRow = Omit<Selectable<AttemptsTable>, "organization_id">;
