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
  { point: "listWebhooks 200 field webhooks.*.event_types absent", reason: requiredOnCreate },
  { point: "listWebhooks 200 field webhooks.*.secret_unreadable present", reason: damagedSecret },
];

const isPending = "a delivery that was sent again is pending";
const withoutId = "without an id it is the path of the list";

const deliveryGaps: readonly Gap[] = [
  {
    point: "publishEvents body.events x-max-deliveries",
    reason: "a request does not show how many webhooks match; the check batch_deliveries has one too many",
  },
  {
    point: "publishEvents body.events x-max-event-bytes",
    reason: "it concerns the text of an item; the check batch_event_size has one byte too many",
  },
  { point: "getEvent path.event_id minLength invalid", reason: withoutId },
  { point: "eraseEvent path.event_id minLength invalid", reason: withoutId },
  { point: "enableWebhook 409", reason: damagedSecret },
  { point: "resendDelivery 202 field next_attempt_at absent", reason: isPending },
  { point: "resendDelivery 202 field webhook_disabled_because present", reason: isPending },
];
