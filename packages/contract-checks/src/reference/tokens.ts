import type { Identity } from "./rules.ts";

const scopes = ["webhooks:read", "webhooks:write"];

/** Tokens of the reference provider: two organizations, and one that may only read. */
export const referenceTokens: Readonly<Record<string, Identity>> = {
  "a-token": { organization: "a", scopes },
  "b-token": { organization: "b", scopes },
  "a-reader": { organization: "a", scopes: ["webhooks:read"] },
};

/** What a run against the reference provider is started with. */
export const referenceLogin = {
  url: "http://reference",
  token: "a-token",
  otherToken: "b-token",
  readToken: "a-reader",
} as const;
