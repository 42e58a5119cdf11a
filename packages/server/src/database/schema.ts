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
  /** True for the one token that the service itself makes or takes from its settings. */
  bootstrap: Generated<boolean>;
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
}

export type WebhookRow = Selectable<WebhooksTable>;
export type TokenRow = Selectable<TokensTable>;
