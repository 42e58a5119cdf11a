import { randomBytes } from "node:crypto";

/** Makes the text of a token: `awt_` and 43 base64url characters, which are 256 random bits. */
export function generateToken(): string {
  return `awt_${randomBytes(32).toString("base64url")}`;
}

/**
 * What the text of a token may be: what a Bearer header may carry (RFC 6750, 2.1), long enough not to be guessed. Other
 * text is no token, and nobody has to look it up.
 */
export const tokenPattern: RegExp = /^(?=.{16,256}$)[A-Za-z0-9._~+/-]+=*$/;
