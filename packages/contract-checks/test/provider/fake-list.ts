/** A provider that does nothing but list webhooks: exactly, or with a finding. */
import type { ListQuery } from "../../src/provider/client.ts";
import { type ScriptedResponse, type ScriptedTarget, scriptedTarget } from "./support.ts";

export interface ListedPage {
  readonly webhooks: readonly { readonly webhook_id: string }[];
  readonly count: number;
  readonly next_page_token?: string | undefined;
}

export interface ListOptions {
  /** Sees each request before it is answered, and may change the list. */
  before?(asked: ListQuery & { readonly method: string; readonly requests: number }): void;
  /** What is answered in place of a page. */
  instead?(page: ListedPage, asked: ListQuery): ListedPage;
}

/** Some ids: `others_000`, `others_001` … */
export const ids = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}_${String(index).padStart(3, "0")}`);

/** Serves these webhooks, the oldest first; what is created comes behind them. */
export function listOf(webhooks: string[], { before, instead = (page) => page }: ListOptions = {}): ScriptedTarget {
  /** In order of creation, also those that are gone: a page token leads on from a webhook that was deleted. */
  const all = new Map<string, number>();
  const keep = () => {
    for (const id of webhooks) if (!all.has(id)) all.set(id, all.size);
  };
  return scriptedTarget(({ method, path }, requests): ScriptedResponse => {
    const { pathname, searchParams } = new URL(path, "http://api.test");
    const asked = {
      ...(searchParams.has("limit") && { limit: Number(searchParams.get("limit")) }),
      ...(searchParams.has("page_token") && { page_token: String(searchParams.get("page_token")) }),
      ascending: searchParams.get("ascending") === "true",
    };
    keep();
    before?.({ ...asked, method, requests });
    keep();
    const id = pathname.split("/").at(-1) ?? "";
    if (method === "POST") {
      webhooks.push(`ours_${String(requests).padStart(3, "0")}`);
      return { body: { webhook_id: webhooks.at(-1), url: "https://example.com/" } };
    }
    if (method === "DELETE") return { status: 204 };
    if (id !== "webhooks") return webhooks.includes(id) ? { body: { webhook_id: id } } : { status: 404, body: {} };

    // A page token says the direction, and the place of the webhook that it stands behind.
    const { ascending, page_token = ascending ? "true.-1.end" : `false.${all.size}.end` } = asked;
    const [, direction, behind] = /^(true|false)\.(-?\d+)\.end$/.exec(page_token) ?? [];
    if (direction !== String(ascending)) return { status: 400, body: {} };
    const place = (webhook: string) => all.get(webhook) ?? 0;
    const order = ascending ? webhooks : webhooks.toReversed();
    const rest = order.filter((each) => (ascending ? place(each) > Number(behind) : place(each) < Number(behind)));
    const page = rest.slice(0, asked.limit ?? 20);
    const next = `${ascending}.${place(page.at(-1) ?? "")}.end`;
    return {
      body: instead(
        {
          webhooks: page.map((webhook_id) => ({ webhook_id })),
          count: page.length,
          ...(page.length < rest.length && { next_page_token: next }),
        },
        asked,
      ),
    };
  });
}
