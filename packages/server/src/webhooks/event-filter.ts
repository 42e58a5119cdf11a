import type { UpdateWebhookRequest } from "@agent-webhooks/types";
import { WebhookSchema } from "@agent-webhooks/types/schemas";
import { ValidationError } from "../lib/errors.ts";

/** The inboxes and pods whose events a webhook gets. Both empty: all events. */
export interface EventFilter {
  readonly inbox_ids: readonly string[];
  readonly pod_ids: readonly string[];
}

const kinds = [
  {
    field: "inbox_ids",
    add: "add_inbox_ids",
    remove: "remove_inbox_ids",
    noun: "inboxes",
    max: WebhookSchema.properties.inbox_ids.maxItems,
  },
  {
    field: "pod_ids",
    add: "add_pod_ids",
    remove: "remove_pod_ids",
    noun: "pods",
    max: WebhookSchema.properties.pod_ids.maxItems,
  },
] as const;

/** A field of an update that changes the event filter. */
export type FilterChange = `${"add" | "remove"}_${keyof EventFilter}`;

export const isFilterChange = (field: string): boolean =>
  kinds.some(({ add, remove }) => field === add || field === remove);

/** Drops duplicates; the first position of each id is kept. */
export const distinct = (ids: readonly string[] | undefined): string[] => [...new Set(ids)];

/**
 * Returns the event filter after an update, which removes first and then appends; `undefined` when nothing changes.
 *
 * @throws ValidationError when an id is both added and removed, when a list would exceed its maximum, and when the last
 * id of a filter would be removed, which would subscribe the webhook to everything
 */
export function changeEventFilter(
  before: EventFilter,
  request: UpdateWebhookRequest,
): Record<keyof EventFilter, string[]> | undefined {
  const issues: Record<string, string[]> = {};
  const after: Record<keyof EventFilter, string[]> = { inbox_ids: [], pod_ids: [] };
  for (const { field, add, remove, noun, max } of kinds) {
    const added = new Set(request[add]);
    const removed = request[remove] ?? [];
    for (const [index, id] of removed.entries()) {
      if (added.has(id)) issues[`${remove}.${index}`] = [`is also in ${add}`];
    }
    const gone = new Set(removed);
    after[field] = distinct([...before[field].filter((id) => !gone.has(id)), ...added]);
    if (after[field].length > max) {
      issues[add] = [`would leave ${after[field].length} ${noun}; a webhook has at most ${max}`];
    }
  }
  if (hasIds(before) && !hasIds(after)) {
    issues.body = [
      "removing the last inbox and pod would subscribe the webhook to everything; keep one, or delete the webhook",
    ];
  }
  if (Object.keys(issues).length > 0) throw new ValidationError(issues);
  return kinds.some(({ field }) => !sameIds(before[field], after[field])) ? after : undefined;
}

const hasIds = ({ inbox_ids, pod_ids }: EventFilter): boolean => inbox_ids.length + pod_ids.length > 0;

const sameIds = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((id, index) => id === right[index]);
