import type { Operation } from "@agent-webhooks/types";
import { allOperations, operationIdsOf, type SpecName } from "../spec/operations.ts";
import { namedSchema } from "../spec/schema.ts";

/** A point that no check can cover, with all points that begin with it. */
export interface Gap {
  readonly point: string;
  readonly reason: string;
}

const serverError = "a client cannot make a provider fail; not_a_server_error checks that no request does";
const stringType = "every value in a path or query is a string";
const tokenLength = "the provider chooses the length of its page tokens";
const damagedSecret = "a client cannot damage the secret that a provider has stored";
const requiredOnCreate = "a webhook cannot be created without event types, so that a provider need not omit them";

/** Known gaps in the coverage of the provider checks. A gap that is covered, or not in the spec, is an error. */
export function gapsOf(spec: SpecName): Gap[] {
  const all = operationIdsOf(spec).map((id) => allOperations[id]);
  return [...gapsOfAll(all), ...(spec === "delivery" ? deliveryGaps : webhooksGaps)];
}

const gapsOfAll = (all: readonly Operation[]): Gap[] => [
  ...all.flatMap(({ id }) => [500, 503].map((status) => ({ point: `${id} ${status}`, reason: serverError }))),
  ...all.flatMap(({ id, parameters }) =>
    Object.keys(parameters.path).map((name) => ({ point: `${id} path.${name} type invalid`, reason: stringType })),
  ),
  ...all.flatMap(({ id, parameters }) =>
    Object.entries(parameters.query).flatMap(([name, { schema }]) =>
      schema.type === "string" ? [{ point: `${id} query.${name} type invalid`, reason: stringType }] : [],
    ),
  ),
  ...all
    .filter(({ pagination }) => pagination !== null)
    .flatMap(({ id }) => [
      { point: `${id} query.page_token minLength valid`, reason: tokenLength },
      { point: `${id} query.page_token maxLength valid`, reason: tokenLength },
    ]),
  ...all
    .filter(({ responses }) => "secret_unreadable" in (namedSchema(responses[200]?.schema ?? "").properties ?? {}))
    .map(({ id }) => ({ point: `${id} 200 field secret_unreadable present`, reason: damagedSecret })),
  ...all
    .filter(({ responses }) => "event_types" in (namedSchema(responses[200]?.schema ?? "").properties ?? {}))
    .map(({ id }) => ({ point: `${id} 200 field event_types absent`, reason: requiredOnCreate })),
];

const webhooksGaps: readonly Gap[] = [
  { point: "listWebhooks 200 field limit absent", reason: "optional, and the reference provider always returns it" },
  { point: "listWebhooks 200 field webhooks.*.event_types absent", reason: requiredOnCreate },
  { point: "listWebhooks 200 field webhooks.*.secret_unreadable present", reason: damagedSecret },
];

const endpoint = "a run has no endpoint that accepts events or delays them; the sender checks have";
const isPending = "a delivery that was sent again is pending";
const background = "a run does not publish the more than 1,000 events that a recovery in the background needs";

const deliveryGaps: readonly Gap[] = [
  { point: "publishEvents body.events x-max-deliveries", reason: "a run does not create 100,000 webhooks" },
  { point: "getEvent path.event_id minLength invalid", reason: "without an id it is the path of the list" },
  { point: "eraseEvent path.event_id minLength invalid", reason: "without an id it is the path of the list" },
  { point: "eraseEvent path.event_id minLength valid", reason: "a short id may be that of another user's event" },
  { point: "enableWebhook 409", reason: damagedSecret },
  { point: "listDeliveries 200 field deliveries.*.breaker_open_until present", reason: endpoint },
  { point: "getDelivery 200 field breaker_open_until present", reason: endpoint },
  { point: "getDelivery 200 field attempts.*.error absent", reason: endpoint },
  { point: "resendDelivery 202 field breaker_open_until present", reason: endpoint },
  { point: "resendDelivery 202 field reason present", reason: isPending },
  { point: "resendDelivery 202 field next_attempt_at absent", reason: isPending },
  { point: "resendDelivery 202 field webhook_disabled_because present", reason: isPending },
  { point: "recoverWebhook 202 field more present", reason: background },
  ...["since", "until", "recovered_until", "started_at", "finished_at"].map((field) => {
    return { point: `getRecovery 200 field ${field} present`, reason: background };
  }),
  { point: "getWebhookHealth 200 field until present", reason: endpoint },
  ...["getWebhookHealth", "getSummary"].flatMap((id) =>
    ["last_success_at", "oldest_due_at"].map((field) => ({
      point: `${id} 200 field ${field} present`,
      reason: endpoint,
    })),
  ),
  { point: "listTokens 200 field tokens.*.last_used_at present", reason: "providers may store it a minute later" },
];
