import { type Operation, operations } from "@agent-webhooks/types";
import { namedSchema } from "../spec/schema.ts";

/** A point that no check can cover, with all points that begin with it. */
export interface Gap {
  readonly point: string;
  readonly reason: string;
}

const all: readonly Operation[] = Object.values(operations);

const serverError = "a client cannot make a provider fail; not_a_server_error checks that no request does";
const missingReadScope = "there is no option for a token without webhooks:read";
const stringType = "every value in a path or query is a string";
const tokenLength = "the provider chooses the length of its page tokens";
const damagedSecret = "a client cannot damage the secret that a provider has stored";
const requiredOnCreate = "a webhook cannot be created without event types, so that a provider need not omit them";

/** Known gaps in the coverage of the provider checks. A gap that is covered, or not in the spec, is an error. */
export const gaps: readonly Gap[] = [
  ...all.flatMap(({ id }) => [500, 503].map((status) => ({ point: `${id} ${status}`, reason: serverError }))),
  ...all.filter(({ safe }) => safe).map(({ id }) => ({ point: `${id} 403`, reason: missingReadScope })),
  ...all.flatMap(({ id, parameters }) =>
    Object.keys(parameters.path).map((name) => ({ point: `${id} path.${name} type invalid`, reason: stringType })),
  ),
  { point: "listWebhooks query.page_token type invalid", reason: stringType },
  { point: "listWebhooks query.page_token minLength valid", reason: tokenLength },
  { point: "listWebhooks query.page_token maxLength valid", reason: tokenLength },
  { point: "listWebhooks 200 field limit absent", reason: "optional, and the reference provider always returns it" },
  { point: "listWebhooks 200 field webhooks.*.event_types absent", reason: requiredOnCreate },
  { point: "listWebhooks 200 field webhooks.*.secret_unreadable present", reason: damagedSecret },
  ...all
    .filter(({ responses }) => "event_types" in (namedSchema(responses[200]?.schema ?? "").properties ?? {}))
    .flatMap(({ id }) => [
      { point: `${id} 200 field event_types absent`, reason: requiredOnCreate },
      { point: `${id} 200 field secret_unreadable present`, reason: damagedSecret },
    ]),
];
