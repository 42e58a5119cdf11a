import type { ListQuery, Session } from "./client.ts";
import { expectThat, pageOf, type SeenWebhook, time, webhookOf } from "./expect.ts";
import type { Answer } from "./response.ts";

/** A client_id that nobody else uses. */
export function unique(): string {
  return `contract-${crypto.randomUUID()}`;
}

/** Where a walk through pages may stop: a list may be long, and only our part of it is of interest. */
const mostPages = 500;

/** A page, and how it was asked for. */
export interface WalkedPage {
  readonly answer: Answer;
  readonly webhooks: readonly SeenWebhook[];
  /** There is another one behind it. */
  readonly goesOn: boolean;
}

/**
 * Pages one after the other, each looked at: none is over the limit, `count` is how many there are, and the page token
 * moves on.
 */
export async function* walk(session: Session, query: ListQuery): AsyncGenerator<WalkedPage> {
  let page_token = query.page_token;
  for (let pages = 0; pages < mostPages; pages++) {
    const answer = await session.list({ ...query, ...(page_token !== undefined && { page_token }) });
    const { webhooks, count, next_page_token } = pageOf(answer);
    if (query.limit !== undefined) {
      const isFit = webhooks.length <= query.limit;
      expectThat(answer, isFit, "a page is over its limit", `at most ${query.limit}`, `${webhooks.length} webhooks`);
    }
    expectThat(
      answer,
      count === webhooks.length,
      "count is not how many there are",
      String(webhooks.length),
      String(count),
    );
    const moves = next_page_token === undefined || next_page_token !== page_token;
    expectThat(answer, moves, "the page token does not move on", "another page token, or none");
    yield { answer, webhooks, goesOn: next_page_token !== undefined };
    if (next_page_token === undefined) return;
    page_token = next_page_token;
  }
}

/** Ids of a walk, in their order, up to the page that has the last of `wanted`. Nothing may come twice. */
export async function everyId(session: Session, query: ListQuery, wanted: readonly string[]): Promise<string[]> {
  const missing = new Set(wanted);
  const found = new Set<string>();
  for await (const { answer, webhooks } of walk(session, query)) {
    for (const { webhook_id: id } of webhooks) {
      expectThat(answer, !found.has(id), `${id} is listed twice`, "each webhook once");
      found.add(id);
      missing.delete(id);
    }
    if (missing.size === 0) break;
  }
  return [...found];
}

/** Looks for a webhook in a list; answers the page where it is, or the last one. */
export async function findListed(
  session: Session,
  id: string,
  ascending: boolean,
): Promise<{ answer: Answer; webhook: SeenWebhook | undefined }> {
  let last: Answer | undefined;
  for await (const { answer, webhooks } of walk(session, { limit: 100, ascending })) {
    last = answer;
    const webhook = webhooks.find(({ webhook_id }) => webhook_id === id);
    if (webhook !== undefined) return { answer, webhook };
  }
  return { answer: last ?? (await session.list()), webhook: undefined };
}

/** How long a provider's clock may take to move on: the coarsest shows whole seconds. */
const clockMs = 3000;

/** Waits until the clock of the provider is past a time that it gave, by webhooks that are made for that. */
export async function clockMoves(session: Session, past: string | undefined): Promise<void> {
  const { target } = session;
  const until = target.clock.now() + clockMs;
  while (true) {
    const answer = await session.create();
    const { webhook_id, created_at } = webhookOf(answer);
    await session.delete(webhook_id);
    if (time(created_at) > time(past)) return;
    expectThat(
      answer,
      target.clock.now() < until,
      "a webhook that is created later is not later",
      `created_at after ${past}, ${clockMs / 1000} s after it`,
      `created_at ${created_at}`,
    );
    await target.clock.sleep(100);
  }
}
