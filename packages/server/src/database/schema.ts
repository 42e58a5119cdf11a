import type { ColumnType, Generated, Selectable } from "kysely";

type Bytes = ColumnType<Uint8Array, Buffer, Buffer>;

export interface WebhooksTable {
  webhook_id: string;
  organization_id: string;
  url: string;
  event_types: string[];
  /** Empty: not limited to inboxes. */
  inbox_ids: string[];
  /** Empty: not limited to pods. */
  pod_ids: string[];
  client_id: string | null;
  /** Sealed for the webhook id; see `SecretBox`. */
  secret: Bytes;
  enabled: boolean;
  /** `request`, `gone` or `failing`; null while it is enabled. */
  disabled_because: string | null;
  created_at: Date;
  updated_at: Date;
}

export interface TokensTable {
  token_id: string;
  /** SHA-256 of the token; the token itself is nowhere. */
  token_hash: Bytes;
  organization_id: string;
  scopes: string[];
  created_at: Date;
  expires_at: Date | null;
  /** Written now and then; see `LastUse`. Null: not used yet. */
  last_used_at: Generated<Date | null>;
  /** True for the one token that the service itself makes or takes from its settings. */
  bootstrap: Generated<boolean>;
}

/** Secrets that were rotated out and still sign. */
export interface PreviousSecretsTable {
  webhook_id: string;
  /** Sealed as in `webhooks`. */
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
  /** What is signed and sent, byte for byte. */
  body: Bytes;
  /** How many webhooks it went to. */
  deliveries: number;
  published_at: Date;
}

export interface DeliveriesTable {
  /** Time-ordered. */
  delivery_id: string;
  organization_id: string;
  event_id: string;
  event_type: string;
  webhook_id: string;
  status: string;
  reason: string | null;
  /** Sent on request, whether the webhook wants the event or not. */
  test: boolean;
  created_at: Date;
  settled_at: Date | null;
}

/** One row for each pending delivery. */
export interface DeliveryQueueTable {
  delivery_id: string;
  organization_id: string;
  webhook_id: string;
  event_id: string;
  test: boolean;
  created_at: Date;
  /** From when on the next attempt may be made. */
  due_at: Date;
  /** Which entry of the schedule the next attempt is. */
  step: number;
  /** How many attempts were made. */
  attempts: number;
  /** Who sends it at the moment; null: nobody. */
  lease: string | null;
  /** After this time the lease is void. */
  leased_until: Date | null;
}

export interface AttemptsTable {
  delivery_id: string;
  attempt: number;
  started_at: Date;
  duration_ms: number;
  outcome: string;
  status_code: number | null;
  error: string | null;
  response_excerpt: string | null;
}

/** Endpoints that gave trouble lately; the others have no row. */
export interface EndpointTroublesTable {
  webhook_id: string;
  /** Time-outs in a row. */
  timeouts: Generated<number>;
  /** How often in a row the breaker has opened. */
  trips: Generated<number>;
  /** The breaker is open until then; when that has passed, one attempt probes. Null: closed. */
  open_until: Date | null;
  /** When the first delivery since the last success was exhausted. */
  failing_since: Date | null;
}

/** Holds one row: which encryption key the data belongs to. */
export interface EncryptionKeyTable {
  singleton: Generated<boolean>;
  key_id: Bytes;
}

/** The tables as kysely sees them. What the database has is in `migrations`. */
export interface Schema {
  webhooks: WebhooksTable;
  tokens: TokensTable;
  encryption_key: EncryptionKeyTable;
  previous_secrets: PreviousSecretsTable;
  events: EventsTable;
  deliveries: DeliveriesTable;
  delivery_queue: DeliveryQueueTable;
  attempts: AttemptsTable;
  endpoint_troubles: EndpointTroublesTable;
}

export type WebhookRow = Selectable<WebhooksTable>;
export type TokenRow = Selectable<TokensTable>;
export type DeliveryRow = Selectable<DeliveriesTable>;
export type AttemptRow = Selectable<AttemptsTable>;
