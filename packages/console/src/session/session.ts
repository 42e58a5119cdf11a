import { useSyncExternalStore } from "react";

/** The token of the user, or why there is none any more. */
export interface Session {
  /** `undefined` until the user signs in, and after the service rejected the token. */
  readonly token: string | undefined;
  /** Why the user has to sign in again. */
  readonly message: string | undefined;
  /** Whether the page behind the sign-in belongs to a user who was signed in, with what they typed. */
  readonly hasPage: boolean;
}

/** Survives a reload, is gone with the tab, and is not seen by other tabs. */
const storageKey = "agent-webhooks-token";
const signedOut: Session = { token: undefined, message: undefined, hasPage: false };

const listeners = new Set<() => void>();
let session = restore();
// A link of `start` that is opened in a tab that has the page already.
addEventListener("hashchange", () => {
  const token = takeToken();
  if (token !== undefined) signIn(token);
});

/**
 * The session at the start of the page: that of the link which `start` prints (`#token=…`), otherwise that of before a
 * reload. This module is loaded before the router, which would keep the fragment.
 */
function restore(): Session {
  const token = takeToken() ?? sessionStorage.getItem(storageKey);
  if (!token) return signedOut;
  sessionStorage.setItem(storageKey, token);
  return { token, message: undefined, hasPage: true };
}

/** Returns the token of the fragment, and removes it from the address and the history. */
function takeToken(): string | undefined {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token === null) return undefined;
  history.replaceState(history.state, "", location.pathname + location.search);
  return token || undefined;
}

function set(next: Session): void {
  session = next;
  if (next.token === undefined) sessionStorage.removeItem(storageKey);
  else sessionStorage.setItem(storageKey, next.token);
  for (const listener of listeners) listener();
}

export const getSession = (): Session => session;

/** Calls a function after each change. Returns a function that stops it. */
export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function signIn(token: string): void {
  set({ token, message: undefined, hasPage: true });
}

/** Forgets the token and the page. */
export function signOut(): void {
  set(signedOut);
}

/** The service has rejected this token: asks for another one, above the page. */
export function rejectToken(token: string | undefined): void {
  if (token === undefined || token !== session.token) return;
  const message = "The token was revoked, has expired, or is unknown. Sign in again; what you typed is kept.";
  set({ token: undefined, message, hasPage: true });
}

export const useSession = (): Session => useSyncExternalStore(onSessionChange, getSession);
