/** What the contract says about the fields of a webhook after a create or an update. Which there are is read from the spec. */
import type { CreateWebhookRequest, UpdateWebhookRequest } from "@agent-webhooks/types";
import { CreateWebhookRequestSchema, UpdateWebhookRequestSchema, WebhookSchema } from "@agent-webhooks/types/schemas";
import { maxIds, type Schema } from "../../spec/schema.ts";
import type { ObservedWebhook } from "../expect.ts";
import { sampleValues } from "./samples.ts";

const idLists = ["inbox_ids", "pod_ids"] as const;

/** The fields that a create sends and responses return. */
export const createdFields: readonly string[] = returned(CreateWebhookRequestSchema);

/** The fields that an update sets to the given value. To the others, the event filter, it adds and removes ids. */
export const setFields: readonly string[] = returned(UpdateWebhookRequestSchema);

function returned({ properties = {} }: Schema): string[] {
  return Object.keys(properties).filter((field) => field in WebhookSchema.properties);
}

/** The values of an update for each field that it can set: two different ones. */
export function setCases(url: string): { field: string; isCreated: boolean; values: readonly [unknown, unknown] }[] {
  const { properties = {} }: Schema = UpdateWebhookRequestSchema;
  return setFields.map((field) => {
    return { field, isCreated: createdFields.includes(field), values: sampleValues(properties[field] ?? {}, url) };
  });
}

/** A create request with every field. */
export function completeBody(url: string): CreateWebhookRequest {
  const { properties = {} }: Schema = CreateWebhookRequestSchema;
  const values = Object.entries(properties).map(([field, schema]) => [field, sampleValues(schema, url)[0]]);
  return Object.fromEntries(values);
}

/** The fields that responses return after a create: those that were sent, lists of ids without duplicates. */
export function afterCreate<Sent extends Partial<ObservedWebhook>>(sent: Sent): Sent & Partial<ObservedWebhook> {
  const { properties = {} }: Schema = CreateWebhookRequestSchema;
  const defaults = Object.entries(properties).flatMap(([field, schema]) =>
    schema.default === undefined ? [] : [[field, schema.default]],
  );
  const lists = Object.fromEntries(idLists.map((list) => [list, [...new Set(sent[list])]]));
  return { ...Object.fromEntries(defaults), ...sent, ...lists };
}

/**
 * The fields after an update, which removes ids, then appends, and sets every other field that it has. `undefined` when
 * the contract rejects it.
 */
export function afterUpdate(before: ObservedWebhook, change: UpdateWebhookRequest): ObservedWebhook | undefined {
  const set = Object.entries(change).filter(([field]) => setFields.includes(field));
  const after = { ...before, ...Object.fromEntries(set) };
  for (const list of idLists) {
    const [add, remove] = [change[`add_${list}`] ?? [], change[`remove_${list}`] ?? []];
    if (add.some((id) => remove.includes(id))) return undefined;
    const ids = [...new Set([...(before[list] ?? []).filter((id) => !remove.includes(id)), ...add])];
    if (ids.length > maxIds) return undefined;
    after[list] = ids;
  }
  return countIds(before) > 0 && countIds(after) === 0 ? undefined : after;
}

function countIds({ inbox_ids = [], pod_ids = [] }: ObservedWebhook): number {
  return inbox_ids.length + pod_ids.length;
}
