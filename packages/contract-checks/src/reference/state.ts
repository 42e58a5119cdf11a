import type { Webhook, WebhookEvent } from "@agent-webhooks/types";
import type {
  Attempt,
  Delivery,
  DeliverySettings,
  OperatorWebhook,
  Recovery,
  Token,
} from "@agent-webhooks/types/delivery";

/** The organization of a token, and what the token may do. */
export interface Identity {
  readonly organization: string;
  readonly scopes: readonly string[];
}

type Changed = "client_id" | "event_types" | "inbox_ids" | "pod_ids" | "created_at" | "updated_at";

export interface StoredWebhook extends Readonly<Omit<Webhook, Changed>> {
  readonly organization: string;
  readonly client_id?: string | undefined;
  readonly event_types: readonly string[];
  readonly inbox_ids: readonly string[];
  readonly pod_ids: readonly string[];
  /** Milliseconds since 1970. */
  readonly created_at: number;
  readonly updated_at: number;
}

/** What decides the place of an item in a list. */
export interface Listed {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly created_at: number;
  readonly updated_at: number;
}

export interface StoredEvent {
  readonly event: WebhookEvent;
  /** The event with the numbers that JavaScript cannot represent. */
  readonly exact: unknown;
  readonly isErased?: boolean;
  readonly organization: string;
  readonly pod: string | undefined;
  /** Milliseconds since 1970. */
  readonly published_at: number;
  /** Orders events that were published at the same time. @default their ids */
  readonly position?: string | undefined;
  /** Test events go to one webhook, whatever its event filter. */
  readonly isTest: boolean;
  /** How many webhooks it matched when it was published. */
  readonly deliveries: number;
}

export interface StoredDelivery
  extends Readonly<Pick<Delivery, "delivery_id" | "event_id" | "event_type" | "webhook_id" | "status">> {
  readonly organization: string;
  readonly reason?: Delivery["reason"] | undefined;
  /** Milliseconds since 1970. */
  readonly created_at: number;
  readonly next_attempt_at?: number | undefined;
  /** Attempts on the present retry schedule. */
  readonly tries: number;
  readonly attempts: readonly Attempt[];
}

export interface StoredToken extends Readonly<Pick<Token, "token_id" | "organization_id" | "scopes">> {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly created_at: number;
  readonly expires_at: number | undefined;
  readonly last_used_at?: number;
}

/** A secret that still signs beside a newer one. */
export interface PreviousSecret {
  readonly secret: string;
  /** Milliseconds since 1970. */
  readonly expires_at: number;
}

/** The circuit breaker of an endpoint. */
export interface Breaker {
  /** Attempts that timed out in a row. */
  readonly timeouts: number;
  /** Until when no attempts are made, in milliseconds since 1970. */
  readonly openUntil: number;
}

/** Everything that a reference provider stores. */
export class ReferenceState {
  /** By id. */
  readonly webhooks: Map<string, StoredWebhook> = new Map();
  /** By {@link eventKey}. */
  readonly events: Map<string, StoredEvent> = new Map();
  /** By id. */
  readonly deliveries: Map<string, StoredDelivery> = new Map();
  /** By id. */
  readonly tokens: Map<string, StoredToken> = new Map();
  /** By id of the webhook, newest first. */
  readonly previousSecrets: Map<string, readonly PreviousSecret[]> = new Map();
  /** By id of the webhook: when it was enabled again, in milliseconds since 1970. */
  readonly enabledAt: Map<string, number> = new Map();
  /** By id of the webhook: when a delivery was first exhausted since the last success, in milliseconds since 1970. */
  readonly failingSince: Map<string, number> = new Map();
  /** By id of the webhook. */
  readonly disabledBecause: Map<string, NonNullable<Delivery["webhook_disabled_because"]>> = new Map();
  /** By id of the webhook: when it was disabled, in milliseconds since 1970. */
  readonly disabledAt: Map<string, number> = new Map();
  /** By id of the webhook: the latest recovery in the background. */
  readonly recoveries: Map<string, Recovery> = new Map();
  /** By id of the webhook. */
  readonly breakers: Map<string, Breaker> = new Map();
  /** By id of the webhook. */
  readonly deliverySettings: Map<string, DeliverySettings> = new Map();
  /** By organization. */
  readonly operatorWebhooks: Map<string, OperatorWebhook> = new Map();
}

/** Two organizations may publish events with the same id. */
export function eventKey(organization: string, eventId: string): string {
  return JSON.stringify([organization, eventId]);
}
