/** A point that no run can show, and why. It stands for all that begin with it. */
export interface Gap {
  readonly point: string;
  readonly reason: string;
}

const all = ["listWebhooks", "createWebhook", "getWebhook", "updateWebhook", "deleteWebhook"];
const failure = "nobody can make a provider fail from outside; not_a_server_error checks that nothing does";
const readScope = "it takes a token without webhooks:read, and the command has none such";
const text = "every text that stands in a path or a query is a string";
const tokenLength = "page tokens are the provider's to make, and their length with them";
const eventTypes = "a webhook cannot be made without event types, so that nothing has a right to leave them out";

/** Everything that coverage lacks. An entry that explains nothing any more is an error. */
export const gaps: readonly Gap[] = [
  ...all.map((operation) => ({ point: `${operation} 500`, reason: failure })),
  ...all.map((operation) => ({ point: `${operation} 503`, reason: failure })),
  { point: "listWebhooks 403", reason: readScope },
  { point: "getWebhook 403", reason: readScope },
  { point: "listWebhooks query.page_token type invalid", reason: text },
  { point: "listWebhooks query.page_token minLength valid", reason: tokenLength },
  { point: "listWebhooks query.page_token maxLength valid", reason: tokenLength },
  { point: "getWebhook path.webhook_id type invalid", reason: text },
  { point: "updateWebhook path.webhook_id type invalid", reason: text },
  { point: "deleteWebhook path.webhook_id type invalid", reason: text },
  { point: "listWebhooks 200 field limit absent", reason: "a provider may leave it out; the one measured on does not" },
  { point: "listWebhooks 200 field webhooks.*.event_types absent", reason: eventTypes },
  { point: "createWebhook 200 field event_types absent", reason: eventTypes },
  { point: "getWebhook 200 field event_types absent", reason: eventTypes },
  { point: "updateWebhook 200 field event_types absent", reason: eventTypes },
];
