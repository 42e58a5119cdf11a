import { distinct, type Rules, rules, without } from "../../src/reference/rules.ts";
import { mutantsOf, type ProviderMutant, withRules } from "./mutant.ts";

const changing = (change: Rules["change"], more: Partial<Rules> = {}) => withRules({ change, ...more });
/** Problems but for some. */
const forgiving = (...forgiven: string[]) =>
  withRules({
    updateIssues: (stored, change) =>
      Object.fromEntries(
        Object.entries(rules.updateIssues(stored, change)).filter(([path]) => !forgiven.includes(path)),
      ),
  });

export const updateMutants: readonly ProviderMutant[] = mutantsOf("state", {
  update: {
    update_ignored: changing((stored) => stored),
    update_replaces: changing((stored, { add_inbox_ids, add_pod_ids }) => ({
      ...stored,
      ...(add_inbox_ids && { inboxIds: distinct(add_inbox_ids) }),
      ...(add_pod_ids && { podIds: distinct(add_pod_ids) }),
    })),
    removes_ignored: changing((stored, change) =>
      rules.change(stored, { ...change, remove_inbox_ids: [], remove_pod_ids: [] }),
    ),
    adds_pods_to_inboxes: changing((stored, change) =>
      rules.change(stored, {
        ...change,
        add_inbox_ids: [...(change.add_inbox_ids ?? []), ...(change.add_pod_ids ?? [])],
        add_pod_ids: [],
      }),
    ),
    prepends: changing((stored, change) => ({
      ...rules.change(stored, change),
      inboxIds: distinct([...(change.add_inbox_ids ?? []), ...without(stored.inboxIds, change.remove_inbox_ids)]),
    })),
    appends_before_removes: withRules({
      updateIssues: (stored, change) => {
        const first = rules.change(stored, { ...change, remove_inbox_ids: [] });
        return first.inboxIds.length > 10 ? { add_inbox_ids: ["too many"] } : rules.updateIssues(stored, change);
      },
    }),
    moves_what_is_there: changing((stored, change) => ({
      ...rules.change(stored, change),
      inboxIds: distinct([
        ...without(stored.inboxIds, [...(change.remove_inbox_ids ?? []), ...(change.add_inbox_ids ?? [])]),
        ...(change.add_inbox_ids ?? []),
      ]),
    })),
    update_new_secret: changing((stored, change) => ({ ...rules.change(stored, change), secret: rules.newSecret() })),
    update_forgets_client_id: changing((stored, change) => ({ ...rules.change(stored, change), clientId: undefined })),
    updated_at_back: changing(
      (stored, change) => ({ ...rules.change(stored, change), updatedAt: stored.createdAt - 1000 }),
      {
        isChanged: () => false,
      },
    ),
    widening_by_kind: withRules({
      updateIssues: (stored, change) => {
        const after = rules.change(stored, change);
        return stored.inboxIds.length > 0 && after.inboxIds.length === 0
          ? { body: ["no"] }
          : rules.updateIssues(stored, change);
      },
    }),
  },
  updated_at_moves: {
    update_new_created_at: changing((stored, change) => ({ ...rules.change(stored, change), createdAt: Date.now() })),
    updated_at_never: withRules({ isChanged: () => false }),
  },
  updated_at_stays: {
    updated_at_always: withRules({ isChanged: () => true }),
  },
  update_refused: {
    contradiction_inboxes: forgiving("remove_inbox_ids"),
    contradiction_pods: forgiving("remove_pod_ids"),
    eleven_inboxes: forgiving("add_inbox_ids"),
    eleven_pods: forgiving("add_pod_ids"),
    widening: forgiving("body"),
  },
  update_without_scopes: {
    unlimited_is_widening: withRules({
      updateIssues: (stored, change) => {
        const after = rules.change(stored, change);
        return after.inboxIds.length + after.podIds.length === 0
          ? { body: ["no"] }
          : rules.updateIssues(stored, change);
      },
    }),
  },
});
