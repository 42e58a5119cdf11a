import type { Operation } from "@agent-webhooks/types";
import type { HttpRequest } from "../provider/http.ts";
import type { Deliverer } from "./deliverer.ts";
import type { Rules } from "./rules.ts";
import type { Identity, ReferenceState, StoredDelivery, StoredEvent, StoredWebhook } from "./state.ts";

/** A response before its body is serialized. */
export interface ReferenceResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What an API is made of. */
export interface ApiOptions {
  readonly state: ReferenceState;
  readonly rules: Rules;
  readonly deliverer: Deliverer;
  /** Called between reading and writing. */
  readonly beforeWrite: (() => Promise<void>) | undefined;
}

/** A request that is valid by its schema, and what its path names. */
export interface RequestContext {
  readonly request: HttpRequest;
  readonly operation: Operation;
  /** The id in the path; empty if the path has none. */
  readonly id: string;
  readonly query: URLSearchParams;
  identity: Identity;
  /** Only for operations whose path has a `webhook_id`. */
  webhook: StoredWebhook;
  /** Only for operations whose path has an `event_id`. */
  event: StoredEvent;
  /** Only for operations whose path has a `delivery_id`. */
  delivery: StoredDelivery;
  body: unknown;
}

/** Handles the requests of one operation. */
export type Handler = (context: RequestContext) => ReferenceResponse | Promise<ReferenceResponse>;

export const json = { "content-type": "application/json" };

/** @param body an empty text for no body */
export function ok(body: unknown, status = 200): ReferenceResponse {
  return { status, headers: body === "" ? {} : json, body };
}
