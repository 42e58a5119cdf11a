import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import { ValidationError } from "../lib/errors.ts";
import type { Position } from "../lib/paging.ts";

/** A list that pages go through: tokens of one list are not tokens of another. */
export interface PagedList {
  readonly operation: string;
  readonly organizationId: string;
  readonly ascending: boolean;
  /** What else decides which items are in the list. */
  readonly filter?: Readonly<Record<string, unknown>>;
}

const macBytes = 16;

/**
 * Page tokens: base64url of a MAC and a position. The MAC (HMAC-SHA-256, cut to 128 bits) covers the list as well, so
 * that a token is good for nothing but the list it came from. Nothing is stored: a token is good for ever, in every
 * process that has the key.
 */
export class PageTokens {
  readonly #keys: readonly [KeyObject, ...KeyObject[]];

  /** @param keys newest first: it makes tokens, the others are good for reading */
  constructor(keys: readonly [KeyObject, ...KeyObject[]]) {
    this.#keys = keys;
  }

  /** The token for the page after `position`. */
  issue(list: PagedList, { createdAt, id }: Position): string {
    const position = Buffer.from(JSON.stringify([createdAt.getTime(), id]));
    return Buffer.concat([mac(this.#keys[0], list, position), position]).toString("base64url");
  }

  /**
   * The position in a token.
   *
   * @throws ValidationError when it was not issued for this list.
   */
  read(list: PagedList, token: string): Position {
    const bytes = Buffer.from(token, "base64url");
    const [claimed, position] = [bytes.subarray(0, macBytes), bytes.subarray(macBytes)];
    const issued =
      claimed.length === macBytes &&
      this.#keys.some((key) => timingSafeEqual(claimed, mac(key, list, position))) &&
      // The decoder forgives padding, other alphabets and stray characters.
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
