import { randomBytes } from "node:crypto";

/** Generates the text of a token: `awt_` and 43 base64url characters (256 random bits). */
export function generateToken(): string {
  return `awt_${randomBytes(32).toString("base64url")}`;
}

/** The characters of a Bearer token (RFC 6750, 2.1), with a length that cannot be guessed. Other texts are not looked up. */
export const tokenPattern: RegExp = /^(?=.{16,256}$)[A-Za-z0-9._~+/-]+=*$/;

/** What `tokenPattern` says, for messages. */
export const tokenRule = "16 to 256 characters of A-Z a-z 0-9 . _ ~ + / -, with = at the end only";
