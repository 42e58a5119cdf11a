import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import { ValidationError } from "../lib/errors.ts";
import type { PageQuery, Position } from "../lib/paging.ts";
import type { Found } from "../lib/search.ts";

/** The list that a page token belongs to. */
interface PagedList {
  readonly operation: string;
  readonly organizationId: string;
  readonly ascending: boolean;
  /** Query parameters that select the items of the list. */
  readonly filter?: Readonly<Record<string, unknown>>;
}

const macBytes = 16;

/**
 * Page tokens: base64url of a MAC and a position. The MAC (HMAC-SHA-256, truncated to 128 bits) also covers the list, so
 * that a token is valid for its own list only. Nothing is stored: a token does not expire, and is valid in every process
 * that has the key.
 */
export class PageTokens {
  readonly #keys: readonly [KeyObject, ...KeyObject[]];

  /** @param keys newest first: the newest signs tokens, the others only verify */
  constructor(keys: readonly [KeyObject, ...KeyObject[]]) {
    this.#keys = keys;
  }

  /** The token for the page after `position`. */
  issue(list: PagedList, { createdAt, id }: Position): string {
    const position = Buffer.from(JSON.stringify([createdAt.getTime(), id]));
    return Buffer.concat([mac(this.#keys[0], list, position), position]).toString("base64url");
  }

  /**
   * Returns the position in a token.
   *
   * @throws ValidationError when it was not issued for this list
   */
  read(list: PagedList, token: string): Position {
    const bytes = Buffer.from(token, "base64url");
    const [claimed, position] = [bytes.subarray(0, macBytes), bytes.subarray(macBytes)];
    const issued =
      claimed.length === macBytes &&
      this.#keys.some((key) => timingSafeEqual(claimed, mac(key, list, position))) &&
      // The decoder ignores padding, other alphabets and stray characters.
      bytes.toString("base64url") === token;
    if (!issued) {
      throw new ValidationError({
        page_token: ["is not a page token of this list and order; start again without one"],
      });
    }
    const [createdAt, id]: [number, string] = JSON.parse(position.toString());
    return { createdAt: new Date(createdAt), id };
  }
}

function mac(key: KeyObject, list: PagedList, position: Buffer): Buffer {
  const about = JSON.stringify([
    list.operation,
    list.organizationId,
    list.ascending,
    ...Object.entries(list.filter ?? {}),
  ]);
  return createHmac("sha256", key).update(`${about}\n`).update(position).digest().subarray(0, macBytes);
}

interface Page<Item> {
  count: number;
  limit: number;
  next_page_token?: string;
  items: Item[];
}

/**
 * Loads a page of a list, with the token of the next page if there is one.
 *
 * @throws ValidationError when the page token was not issued for this list
 */
export async function loadPage<Item>(
  pageTokens: PageTokens,
  list: PagedList,
  { limit, page_token }: { readonly limit: number; readonly page_token?: string },
  load: (query: PageQuery) => Promise<Found<Item>>,
  positionOf: (item: Item) => Position,
): Promise<Page<Item>> {
  const after = page_token === undefined ? undefined : pageTokens.read(list, page_token);
  // One row more than the limit tells whether there is a next page.
  const { items: found, searchedTo } = await load({ ascending: list.ascending, after, rows: limit + 1 });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const next = last !== undefined && found.length > items.length ? positionOf(last) : searchedTo;
  return {
    count: items.length,
    limit,
    ...(next !== undefined && { next_page_token: pageTokens.issue(list, next) }),
    items,
  };
}
