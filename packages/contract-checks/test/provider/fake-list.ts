import type { ListQuery } from "../../src/provider/client.ts";
import { defaultPageSize } from "../../src/spec/schema.ts";
import { type ScriptedResponse, type ScriptedTarget, scriptedTarget } from "./support.ts";

export interface FakePage {
  readonly webhooks: readonly { readonly webhook_id: string }[];
  readonly count: number;
  readonly next_page_token?: string | undefined;
}

export interface FakeListOptions {
  /** Called before each response, and may change the list. */
  before?(query: ListQuery & { readonly method: string; readonly requests: number }): void;
  /** Replaces a page. */
  transform?(page: FakePage, query: ListQuery): FakePage;
}

/** Ids such as `others_000`, `others_001`. */
export const ids = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}_${String(index).padStart(3, "0")}`);

/** A provider that only lists webhooks, the oldest first in the array. Created ones come last. */
export function listOf(
  webhooks: string[],
  { before, transform = (page) => page }: FakeListOptions = {},
): ScriptedTarget {
  /** Positions in order of creation, also of deleted webhooks: a page token may point at one. */
  const positions = new Map<string, number>();
  const position = (webhook: string) => positions.get(webhook) ?? 0;
  const recordPositions = () => {
    for (const id of webhooks) if (!positions.has(id)) positions.set(id, positions.size);
  };
  return scriptedTarget(({ method, path }, requests): ScriptedResponse => {
    const { pathname, searchParams } = new URL(path, "http://api.test");
    const query = {
      ...(searchParams.has("limit") && { limit: Number(searchParams.get("limit")) }),
      ...(searchParams.has("page_token") && { page_token: String(searchParams.get("page_token")) }),
      ascending: searchParams.get("ascending") === "true",
    };
    recordPositions();
    before?.({ ...query, method, requests });
    recordPositions();
    const id = pathname.split("/").at(-1) ?? "";
    if (method === "POST") {
      webhooks.push(`ours_${String(requests).padStart(3, "0")}`);
      return { body: { webhook_id: webhooks.at(-1), url: "https://example.com/" } };
    }
    if (method === "DELETE") return { status: 204 };
    if (id !== "webhooks") return webhooks.includes(id) ? { body: { webhook_id: id } } : { status: 404, body: {} };

    // A page token has the direction, and the position of the webhook before it.
    const { ascending, page_token = ascending ? "true.-1.end" : `false.${positions.size}.end` } = query;
    const [, direction, last] = /^(true|false)\.(-?\d+)\.end$/.exec(page_token) ?? [];
    if (direction !== String(ascending)) return { status: 400, body: {} };
    const order = ascending ? webhooks : webhooks.toReversed();
    const rest = order.filter((id) => (ascending ? position(id) > Number(last) : position(id) < Number(last)));
    const page = rest.slice(0, query.limit ?? defaultPageSize);
    const next_page_token = `${ascending}.${position(page.at(-1) ?? "")}.end`;
    const body = {
      webhooks: page.map((webhook_id) => ({ webhook_id })),
      count: page.length,
      ...(page.length < rest.length && { next_page_token }),
    };
    return { body: transform(body, query) };
  });
}
