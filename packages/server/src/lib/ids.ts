import { randomFillSync } from "node:crypto";

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const timeCharacters = 10;
const randomCharacters = 16;

/** Random bytes for the next ids. Requesting them one id at a time would take ten times as long as the rest. */
const pool = Buffer.alloc(256 * randomCharacters);
let used = pool.length;

function randomBytes(): Uint8Array {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += randomCharacters;
  return pool.subarray(used - randomCharacters, used);
}

/**
 * Makes a ULID in lower case: 48 bits of time, then 80 random bits, so that ids sort by time of creation.
 *
 * @see https://github.com/ulid/spec
 */
export function ulid(now: Date): string {
  let id = ulidTime(now);
  for (const byte of randomBytes()) id += alphabet.charAt(byte % 32);
  return id;
}

/** The part of a ULID that tells its time. */
export function ulidTime(now: Date): string {
  let time = now.getTime();
  let text = "";
  for (let place = 0; place < timeCharacters; place++) {
    text = alphabet.charAt(time % 32) + text;
    time = Math.floor(time / 32);
  }
  return text;
}

/** The time of a ULID. */
export function timeOfUlid(id: string): Date {
  let time = 0;
  for (const character of id.slice(0, timeCharacters)) time = time * 32 + alphabet.indexOf(character);
  return new Date(time);
}

/**
 * Whether the service may have generated an id: a prefix, and some characters of a ULID. Others are not looked up: Postgres
 * rejects some characters, such as NUL.
 */
export const isGeneratedId = (prefix: "dlv" | "tok" | "wh", id: string): boolean =>
  id.startsWith(`${prefix}_`) && /^[0-9a-z]{1,64}$/.test(id.slice(prefix.length + 1));

/** Whether a value is a text with NUL: no row has it, and Postgres rejects it. */
export const hasNul = (value: unknown): boolean => typeof value === "string" && value.includes("\0");
