import { operations } from "@agent-webhooks/types";
import type { Session } from "./client.ts";
import { times } from "./concurrently.ts";
import { pageOf, type SeenWebhook, webhookOf } from "./expect.ts";
import { everyId, walk } from "./pages.ts";
import type { ProviderTarget } from "./target.ts";

/** The largest page that is served. */
export const largestPage: number = operations.listWebhooks.parameters.query.limit.schema["x-served-maximum"];

/** More webhooks than a page can have, for every law that only reads. They stay until the run ends. */
export interface Many {
  readonly ids: ReadonlySet<string>;
  readonly webhooks: ReadonlyMap<string, SeenWebhook>;
}

const made = new WeakMap<ProviderTarget, Promise<Many>>();

export function many(target: ProviderTarget): Promise<Many> {
  const known = made.get(target) ?? make(target);
  made.set(target, known);
  return known;
}

async function make(target: ProviderTarget): Promise<Many> {
  const session = target.session(target.options.token);
  // At the same time, so that some are created in the same moment.
  const webhooks = await times(largestPage + 3, async () => webhookOf(await session.create()));
  const byId = new Map(webhooks.map((webhook) => [webhook.webhook_id, webhook]));
  return { ids: new Set(byId.keys()), webhooks: byId };
}

/** All of some webhooks, in the order of the list. */
export async function listed(session: Session, ids: ReadonlySet<string>, ascending: boolean): Promise<string[]> {
  const all = await everyId(session, { limit: largestPage, ascending }, [...ids]);
  return all.filter((id) => ids.has(id));
}

/**
 * A page token that leads right before the first of some webhooks; `undefined`: the list begins there, or nearly so.
 * In a list that begins with the oldest, ours are behind everybody else's.
 */
export async function seek(
  session: Session,
  ids: ReadonlySet<string>,
  ascending: boolean,
): Promise<string | undefined> {
  if (!ascending) return undefined;
  let page_token: string | undefined;
  for await (const { answer, webhooks } of walk(session, { limit: largestPage, ascending })) {
    const before = webhooks.findIndex(({ webhook_id }) => ids.has(webhook_id));
    if (before >= 0) return stepOver(session, ids, before, page_token);
    page_token = pageOf(answer).next_page_token;
  }
  return undefined;
}

/** Others may go while we look, and then fewer are to be stepped over. */
async function stepOver(
  session: Session,
  ids: ReadonlySet<string>,
  count: number,
  page_token: string | undefined,
): Promise<string | undefined> {
  for (let limit = count; limit > 0; limit--) {
    const page = pageOf(
      await session.list({ limit, ascending: true, ...(page_token !== undefined && { page_token }) }),
    );
    if (!page.webhooks.some(({ webhook_id }) => ids.has(webhook_id))) return page.next_page_token;
  }
  return page_token;
}
