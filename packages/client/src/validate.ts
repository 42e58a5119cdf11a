/**
 * Checks of answers against the spec, as an entry of their own: who does not import it does not carry the schemas.
 */
import { type JsonSchema, type Operation, operations } from "@agent-webhooks/types";
import { schemas } from "@agent-webhooks/types/schemas";
import type { Exact } from "./internal/operation-types.ts";
import { findRoute } from "./internal/paths.ts";
import { validateSchema } from "./internal/validate-schema.ts";
import type { ClientOptions, ResponseValidator } from "./options.ts";
import { createWebhooksClient as create, type WebhooksClient } from "./webhooks.ts";

/** Settings of a client that can validate. */
export interface ValidatingClientOptions extends Omit<ClientOptions, "validate"> {
  /**
   * Checks the body of every success against the schema that the spec has for it.
   * @default false
   */
  readonly validate?: boolean;
}

/**
 * As `createWebhooksClient` of `@agent-webhooks/client`, and with `validate: true` a success whose body is not as the
 * spec says is an `UnexpectedResponseError`; its `issues` say where. Fields that the spec does not have are allowed, as
 * the spec allows them.
 *
 * @example
 * import { createWebhooksClient } from "@agent-webhooks/client/validate";
 * const webhooks = createWebhooksClient({ baseUrl, token, validate: true });
 */
export function createWebhooksClient<O extends ValidatingClientOptions>(
  options: Exact<ValidatingClientOptions, O>,
): WebhooksClient {
  const { validate, ...rest }: ValidatingClientOptions = options;
  return create(validate ? { ...rest, validate: validateResponse } : rest);
}

/** What `validate: true` sets: the check itself, for `createWebhooksClient({ validate: validateResponse })`. */
export const validateResponse: ResponseValidator = (request, status, body) => {
  const table: readonly Operation[] = Object.values(operations);
  const name = findRoute(table, request)?.responses[status]?.schema;
  if (name === undefined) return;
  const schema = (schemas as Readonly<Record<string, JsonSchema>>)[name];
  const issues = validateSchema(schema ?? {}, body);
  return issues[0] && issues;
};
