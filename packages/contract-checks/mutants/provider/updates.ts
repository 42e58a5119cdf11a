import { distinct, type Rules, rules, without } from "../../src/reference/rules.ts";
import { classOf, deciding, type ProviderMutant } from "./mutant.ts";

const state = classOf("state");

const changing = (change: Rules["change"], more: Partial<Rules> = {}) => deciding({ change, ...more });
/** Problems but for some. */
const forgiving = (...forgiven: string[]) =>
  deciding({
    changeProblems: (stored, change) =>
      Object.fromEntries(
        Object.entries(rules.changeProblems(stored, change)).filter(([path]) => !forgiven.includes(path)),
      ),
  });

export const updateMutants: readonly ProviderMutant[] = [
  state(
    "update_ignored",
    "update",
    changing((stored) => stored),
  ),
  state(
    "update_replaces",
    "update",
    changing((stored, { add_inbox_ids, add_pod_ids }) => ({
      ...stored,
      ...(add_inbox_ids && { inboxIds: distinct(add_inbox_ids) }),
      ...(add_pod_ids && { podIds: distinct(add_pod_ids) }),
    })),
  ),
  state(
    "removes_ignored",
    "update",
    changing((stored, change) => rules.change(stored, { ...change, remove_inbox_ids: [], remove_pod_ids: [] })),
  ),
  state(
    "adds_pods_to_inboxes",
    "update",
    changing((stored, change) =>
      rules.change(stored, {
        ...change,
        add_inbox_ids: [...(change.add_inbox_ids ?? []), ...(change.add_pod_ids ?? [])],
        add_pod_ids: [],
      }),
    ),
  ),
  state(
    "prepends",
    "update",
    changing((stored, change) => ({
      ...rules.change(stored, change),
      inboxIds: distinct([...(change.add_inbox_ids ?? []), ...without(stored.inboxIds, change.remove_inbox_ids)]),
    })),
  ),
  state(
    "appends_before_removes",
    "update",
    deciding({
      changeProblems: (stored, change) => {
        const first = rules.change(stored, { ...change, remove_inbox_ids: [] });
        return first.inboxIds.length > 10 ? { add_inbox_ids: ["too many"] } : rules.changeProblems(stored, change);
      },
    }),
  ),
  state(
    "moves_what_is_there",
    "update",
    changing((stored, change) => ({
      ...rules.change(stored, change),
      inboxIds: distinct([
        ...without(stored.inboxIds, [...(change.remove_inbox_ids ?? []), ...(change.add_inbox_ids ?? [])]),
        ...(change.add_inbox_ids ?? []),
      ]),
    })),
  ),
  state(
    "update_new_secret",
    "update",
    changing((stored, change) => ({ ...rules.change(stored, change), secret: rules.newSecret() })),
  ),
  state(
    "update_new_created_at",
    "updated_at_moves",
    changing((stored, change) => ({ ...rules.change(stored, change), createdAt: Date.now() })),
  ),
  state(
    "update_forgets_client_id",
    "update",
    changing((stored, change) => ({ ...rules.change(stored, change), clientId: undefined })),
  ),
  state("updated_at_never", "updated_at_moves", deciding({ isChanged: () => false })),
  state("updated_at_always", "updated_at_stays", deciding({ isChanged: () => true })),
  state(
    "updated_at_back",
    "update",
    changing((stored, change) => ({ ...rules.change(stored, change), updatedAt: stored.createdAt - 1000 }), {
      isChanged: () => false,
    }),
  ),
  state("contradiction_inboxes", "update_refused", forgiving("remove_inbox_ids")),
  state("contradiction_pods", "update_refused", forgiving("remove_pod_ids")),
  state("eleven_inboxes", "update_refused", forgiving("add_inbox_ids")),
  state("eleven_pods", "update_refused", forgiving("add_pod_ids")),
  state("widening", "update_refused", forgiving("body")),
  state(
    "widening_by_kind",
    "update",
    deciding({
      changeProblems: (stored, change) => {
        const after = rules.change(stored, change);
        return stored.inboxIds.length > 0 && after.inboxIds.length === 0
          ? { body: ["no"] }
          : rules.changeProblems(stored, change);
      },
    }),
  ),
  state(
    "unlimited_is_widening",
    "update_without_scopes",
    deciding({
      changeProblems: (stored, change) => {
        const after = rules.change(stored, change);
        return after.inboxIds.length + after.podIds.length === 0
          ? { body: ["no"] }
          : rules.changeProblems(stored, change);
      },
    }),
  ),
];
