import { eventTypes } from "@agent-webhooks/types";
import { isObject } from "@agent-webhooks/types/json-schema";
import { newEventId } from "../../receiver/data/events.ts";
import { type AnyOperationId, allOperations } from "../../spec/operations.ts";
import { namedSchema } from "../../spec/schema.ts";
import type { CallOptions, ProviderClient } from "../client.ts";
import { expectStatus, webhookOf } from "../expect.ts";
import type { TargetResponse } from "../response.ts";
import { minimalValue } from "./samples.ts";

/** Ids for the parameters of paths, by their name. */
export type PathIds = Readonly<Record<string, string>>;

/** An inbox that no event has, so that a webhook gets no events but those that are meant for it. */
export const unusedInbox = "inbox-without-events";

/**
 * Creates a webhook, and an event, a delivery and a token where an operation has one in its path. They exist until the check of the
 * client ends; events and deliveries stay.
 *
 * @throws CheckFailedError when one of them is not created
 */
export async function createPathIds(
  client: ProviderClient,
  operations: readonly AnyOperationId[],
): Promise<PathIds & { readonly webhook_id: string }> {
  const names = new Set(operations.flatMap((id) => Object.keys(allOperations[id].parameters.path)));
  const { webhook_id } = webhookOf(await client.create({ inbox_ids: [unusedInbox] }));
  const idOf = (response: TargetResponse, name: string): string => {
    const { json } = expectStatus(
      response,
      allOperations[response.operation?.id as AnyOperationId].success,
      "the request is valid",
    );
    return isObject(json) ? String(json[name]) : "";
  };
  const testEvent = { id: webhook_id, body: { event_type: eventTypes[0] } };
  return {
    webhook_id,
    ...(names.has("delivery_id") && {
      delivery_id: idOf(await client.call("sendTestEvent", testEvent), "delivery_id"),
    }),
    ...(names.has("event_id") && {
      event_id: idOf(await client.call("publishEvent", { body: validBody(client, "publishEvent") }), "event_id"),
    }),
    ...(names.has("token_id") && {
      token_id: idOf(await client.call("createToken", { body: validBody(client, "createToken") }), "token_id"),
    }),
  };
}

/** The id for the path of an operation; `undefined` when it has none. */
export function pathIdOf(operation: AnyOperationId, ids: PathIds): string | undefined {
  const [name] = Object.keys(allOperations[operation].parameters.path);
  return name === undefined ? undefined : ids[name];
}

/** The path of an operation, with an id in place of its parameter. */
export function pathOf(operation: AnyOperationId, id = ""): string {
  return allOperations[operation].path.replace(/\{\w+\}/, encodeURIComponent(id));
}

/** An id that nothing has, of the form that the operation's path takes. */
export function unknownIdOf(operation: AnyOperationId): string | undefined {
  return pathIdOf(operation, {
    webhook_id: "wh_unknown",
    event_id: "evt_unknown",
    delivery_id: "dlv_unknown",
    token_id: "tok_unknown",
  });
}

/** A valid request body for an operation; `undefined` when it has none. */
export function validBody(client: ProviderClient, operation: AnyOperationId): unknown {
  const { requestBody } = allOperations[operation];
  if (requestBody === null) return undefined;
  if (operation === "createWebhook") return client.createBody();
  if (operation === "updateWebhook") return { add_inbox_ids: [`${unusedInbox}-2`] };
  return prepareBody(operation, minimalValue(namedSchema(requestBody.schema), client.webhookUrl()), client.marker);
}

/** A valid call of an operation. */
export function validCall(client: ProviderClient, operation: AnyOperationId, ids: PathIds): CallOptions {
  const id = pathIdOf(operation, ids);
  return { ...(id !== undefined && { id }), body: validBody(client, operation) };
}

/** The same short id would be that of another event: each type has a letter of its own. */
function ofType(letters: string, type: unknown): string {
  const index = (eventTypes as readonly unknown[]).indexOf(type);
  return letters.replaceAll("a", String.fromCharCode("a".charCodeAt(0) + Math.max(0, index)));
}

/** Ids and times that the generated values have. */
const [sampleId, sampleTime] = ["id-1", "2026-01-16T08:00:00Z"];

/**
 * Makes a generated body independent of other requests and fields: events get an id of their own, tokens an organization
 * of the run, a recovery starts before it ends, and tokens expire in the future.
 */
export function prepareBody(operation: AnyOperationId, body: unknown, marker: string): unknown {
  const prepare = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(prepare);
    if (!isObject(value)) return value;
    const prepared = Object.entries(value).map(([name, field]) => {
      if (name === "event_id" && field === sampleId) return [name, newEventId()];
      if (name === "event_id" && /^a+$/.test(String(field))) return [name, ofType(String(field), value.event_type)];
      if (name === "organization_id" && field === sampleId) return [name, marker];
      if (name === "since" && field === sampleTime) return [name, "2020-01-01T00:00:00Z"];
      if (name === "expires_at" && typeof field === "string") return [name, field.replace(/^20\d\d-/, "2100-")];
      return [name, prepare(field)];
    });
    return Object.fromEntries(prepared);
  };
  return operation === "createWebhook" || operation === "updateWebhook" ? body : prepare(body);
}
