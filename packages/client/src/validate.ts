/**
 * Validation of responses against the spec. An entry of its own, so that only its users bundle the schemas.
 */
import { type JsonSchema, type Operation, operations } from "@agent-webhooks/types";
import { schemas } from "@agent-webhooks/types/schemas";
import type { Exact } from "./internal/operation-types.ts";
import { findRoute } from "./internal/paths.ts";
import { validateSchema } from "./internal/validate-schema.ts";
import type { ClientOptions, ResponseValidator } from "./options.ts";
import { createWebhooksClient as createClient, type WebhooksClient } from "./webhooks.ts";

/** Options of a client that has the spec's validator. */
export interface ValidatingClientOptions extends Omit<ClientOptions, "validate"> {
  /**
   * Validates the body of each successful response: `true` with `validateResponse`, a function with that function.
   * @default false
   */
  readonly validate?: boolean | ResponseValidator | undefined;
}

/**
 * `createWebhooksClient` of `@agent-webhooks/client`, where `validate: true` stands for `validate: validateResponse`: a
 * successful response whose body does not match the spec is an `UnexpectedResponseError` with `issues`. Unknown fields
 * are allowed, as they are in the spec.
 *
 * @example
 * import { createWebhooksClient } from "@agent-webhooks/client/validate";
 * const webhooks = createWebhooksClient({ baseUrl, token, validate: true });
 */
export function createWebhooksClient<O extends ValidatingClientOptions>(
  options: Exact<ValidatingClientOptions, O>,
): WebhooksClient {
  const { validate, ...rest }: ValidatingClientOptions = options;
  return createClient({ ...rest, validate: validate === true ? validateResponse : validate || undefined });
}

/** Validates the body of a response against the schema that `specs/webhooks.yaml` has for it. Others are accepted. */
export const validateResponse: ResponseValidator = (request, status, body) => {
  const table: readonly Operation[] = Object.values(operations);
  const name = findRoute(table, request)?.responses[status]?.schema;
  if (name === undefined) return;
  const schema = (schemas as Readonly<Record<string, JsonSchema>>)[name];
  const issues = validateSchema(schema ?? {}, body);
  return issues[0] && issues;
};
