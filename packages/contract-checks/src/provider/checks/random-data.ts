import type { UpdateWebhookRequest } from "@agent-webhooks/types";
import fc from "fast-check";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import type { Session } from "../client.ts";
import { bodySchema, invalidBodies, validBodies } from "../data/random.ts";
import { expectSame, expectStatus, type SeenWebhook, scopes, webhookOf } from "../expect.ts";
import { forAll } from "../for-all.ts";
import { unique } from "../pages.ts";

const creates: ProviderCheck = providerCheck({
  id: "random_creates",
  holds: "any valid create makes what it says, and any invalid one is refused",
  operations: ["createWebhook", "getWebhook", "deleteWebhook"],
  async run({ target, mine, attempt }) {
    const schema = bodySchema("createWebhook");
    await attempt(() =>
      forAll(target, validBodies(schema, mine.url()), async (body) => {
        // Its own, so that the same seed can be run twice; and short, so that both are within the limit.
        const own = "client_id" in body ? { client_id: `${unique()}${String(body.client_id).slice(0, 200)}` } : {};
        const asked = { ...body, ...own } as unknown as SeenWebhook;
        const answer = await mine.call("createWebhook", { body: asked });
        const webhook = webhookOf(answer);
        const { webhook_id, secret = "", created_at = "", updated_at = "" } = webhook;
        const lists = { inbox_ids: [...new Set(asked.inbox_ids)], pod_ids: [...new Set(asked.pod_ids)] };
        const made = { ...asked, ...lists, webhook_id, secret, created_at, updated_at, enabled: true };
        expectSame(answer, webhook, made);
        const read = await mine.get(webhook_id);
        expectSame(read, webhookOf(read), made);
        await mine.delete(webhook_id);
      }),
    );
    await attempt(() =>
      forAll(target, invalidBodies(schema, mine.url()), async (body) => {
        expectStatus(await mine.call("createWebhook", { body }), 400, `${JSON.stringify(body)} is not valid`);
      }),
    );
  },
});

type Lists = Record<"inbox_ids" | "pod_ids", readonly string[]>;

/** What an update leaves; `undefined`: it is to be refused. */
function model(before: Lists, change: UpdateWebhookRequest): Lists | undefined {
  const after = { ...before };
  for (const kind of ["inbox_ids", "pod_ids"] as const) {
    const [add, remove] = [change[`add_${kind}`] ?? [], change[`remove_${kind}`] ?? []];
    if (add.some((id) => remove.includes(id))) return undefined;
    after[kind] = [...new Set([...before[kind].filter((id) => !remove.includes(id)), ...add])];
    if (after[kind].length > 10) return undefined;
  }
  const count = ({ inbox_ids, pod_ids }: Lists) => inbox_ids.length + pod_ids.length;
  return count(before) > 0 && count(after) === 0 ? undefined : after;
}

/** Few different ids, so that updates meet; seldom one that is to be added and removed, which refuses the whole. */
const steps = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom(..."abcdefghijklm"),
    list: fc.oneof(
      { weight: 30, arbitrary: fc.constantFrom("add", "remove") },
      { weight: 1, arbitrary: fc.constant("both") },
    ),
  }),
  { maxLength: 6, selector: ({ id }) => id },
);

const changes = fc.record({ inbox_ids: steps, pod_ids: steps }).map(({ inbox_ids, pod_ids }): UpdateWebhookRequest => {
  const ids = (all: typeof inbox_ids, list: string) => {
    const named = all.filter((step) => step.list === list || step.list === "both");
    return named.length === 0 ? undefined : named.map(({ id }) => id);
  };
  return JSON.parse(
    JSON.stringify({
      add_inbox_ids: ids(inbox_ids, "add"),
      remove_inbox_ids: ids(inbox_ids, "remove"),
      add_pod_ids: ids(pod_ids, "add"),
      remove_pod_ids: ids(pod_ids, "remove"),
    }),
  );
});

const updates: ProviderCheck = providerCheck({
  id: "random_updates",
  holds: "any sequence of updates leaves what it says, and what is refused leaves all as it was",
  operations: ["updateWebhook", "getWebhook"],
  async run({ target, mine, attempt }) {
    await attempt(() =>
      forAll(target, fc.array(changes, { minLength: 1, maxLength: 12 }), (all) => follow(mine, all), 0.5),
    );
    const { webhook_id: id } = webhookOf(await mine.create());
    await attempt(() =>
      forAll(target, invalidBodies(bodySchema("updateWebhook"), mine.url()), async (body) => {
        expectStatus(await mine.update(id, body), 400, `${JSON.stringify(body)} is not valid`);
      }),
    );
  },
});

async function follow(session: Session, changes: readonly UpdateWebhookRequest[]): Promise<void> {
  const first = webhookOf(await session.create());
  let lists: Lists = { inbox_ids: scopes(first, "inbox_ids"), pod_ids: scopes(first, "pod_ids") };
  for (const change of changes) {
    const answer = await session.update(first.webhook_id, change);
    const after = model(lists, change);
    if (after === undefined) expectStatus(answer, 400, `${JSON.stringify(change)} contradicts itself, or goes too far`);
    else expectSame(answer, webhookOf(answer), { ...first, ...after }, ["updated_at"]);
    lists = after ?? lists;
  }
  const read = await session.get(first.webhook_id);
  expectSame(read, webhookOf(read), { ...first, ...lists }, ["updated_at"]);
  await session.delete(first.webhook_id);
}

export const randomLaws: readonly ProviderCheck[] = [creates, updates];
