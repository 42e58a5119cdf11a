import type { UpdateWebhookRequest } from "@agent-webhooks/types";
import { WebhookSchema } from "@agent-webhooks/types/schemas";
import { type Problems, ValidationError } from "../lib/errors.ts";

/** Which inboxes and pods a webhook is limited to. Both empty: not limited. */
export interface Scopes {
  readonly inbox_ids: readonly string[];
  readonly pod_ids: readonly string[];
}

const kinds = [
  {
    scope: "inbox_ids",
    add: "add_inbox_ids",
    remove: "remove_inbox_ids",
    words: "inboxes",
    max: WebhookSchema.properties.inbox_ids.maxItems,
  },
  {
    scope: "pod_ids",
    add: "add_pod_ids",
    remove: "remove_pod_ids",
    words: "pods",
    max: WebhookSchema.properties.pod_ids.maxItems,
  },
] as const;

/** The ids without repetitions, each at its first place. */
export const distinct = (ids: readonly string[] | undefined): string[] => [...new Set(ids)];

/**
 * Scopes after an update: removes first, then appends. `undefined` when nothing changes.
 *
 * @throws ValidationError when an id is to be added and removed, when there would be more ids of a kind than a
 * webhook may have, and when a limited webhook would lose its last id and so widen to every inbox.
 */
export function changeScopes(before: Scopes, request: UpdateWebhookRequest): Scopes | undefined {
  const problems: Record<string, string[]> = {};
  const after: Record<keyof Scopes, string[]> = { inbox_ids: [], pod_ids: [] };
  for (const { scope, add, remove, words, max } of kinds) {
    const added = new Set(request[add]);
    const removed = request[remove] ?? [];
    for (const [index, id] of removed.entries()) {
      if (added.has(id)) problems[`${remove}.${index}`] = [`is in ${add} too`];
    }
    const gone = new Set(removed);
    after[scope] = distinct([...before[scope].filter((id) => !gone.has(id)), ...added]);
    if (after[scope].length > max) {
      problems[add] = [`would leave ${after[scope].length} ${words}; a webhook has at most ${max}`];
    }
  }
  if (isLimited(before) && !isLimited(after)) {
    problems.body = ["would leave no inbox and no pod, which means every inbox; delete the webhook or keep one"];
  }
  if (Object.keys(problems).length > 0) throw new ValidationError(problems satisfies Problems);
  return kinds.some(({ scope }) => !sameIds(before[scope], after[scope])) ? after : undefined;
}

const isLimited = ({ inbox_ids, pod_ids }: Scopes): boolean => inbox_ids.length + pod_ids.length > 0;

const sameIds = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((id, index) => id === right[index]);
