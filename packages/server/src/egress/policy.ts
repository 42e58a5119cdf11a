import { isIP } from "node:net";
import { completesWithin } from "../lib/deadline.ts";
import { isForbiddenAddress } from "./addresses.ts";
import { createLookupForChecks, createSystemLookup, type Lookup } from "./system-lookup.ts";

export interface EgressOptions {
  /** Allows plain http as well as https. */
  readonly allowHttp: boolean;
  /** Allows private, loopback and reserved addresses. */
  readonly allowPrivateNetwork: boolean;
  /** @default the system resolver */
  readonly lookup?: Lookup;
  /** Time after which a host name counts as unresolvable. @default 2000 */
  readonly lookupTimeoutMs?: number;
}

/** Decides which URLs and addresses the service may send requests to. */
export interface EgressPolicy {
  /**
   * Returns why `url` is not allowed, as a message that follows the name of a field; `undefined` when it is allowed. A
   * host name that does not resolve is allowed: it is checked again when a connection is made.
   */
  findIssue(url: string): Promise<string | undefined>;
  /** Like `findIssue`, without resolving the host name. */
  findIssueWithoutLookup(url: string): string | undefined;
  /** Whether connections to `address` are forbidden. */
  isForbidden(address: string): boolean;
  /** Resolves the host name of a connection. */
  readonly resolve: Lookup;
}

export function createEgressPolicy(options: EgressOptions): EgressPolicy {
  const { allowHttp, allowPrivateNetwork, lookup = createSystemLookup(), lookupTimeoutMs = 2_000 } = options;
  const lookupForChecks = options.lookup ?? createLookupForChecks();
  const isForbidden = (address: string) => !allowPrivateNetwork && isForbiddenAddress(address);

  async function addressesOf(hostname: string): Promise<readonly string[]> {
    const found = lookupForChecks(hostname).catch(() => []);
    return (await completesWithin(lookupTimeoutMs, found)) ? found : [];
  }

  function findIssueWithoutLookup(url: string): string | undefined {
    if (!URL.canParse(url)) return "must be an absolute URL with a valid host and port";
    const { protocol, hostname } = new URL(url);
    if (protocol !== "https:" && !(protocol === "http:" && allowHttp)) return "must use https";
    // `localhost.` is `localhost`, and `[::1]` is an address in brackets.
    const host = hostname.replace(/\.+$/, "").replace(/^\[(.*)\]$/, "$1");
    if (host === "") return "must have a host name";
    if (allowPrivateNetwork) return undefined;
    if (host === "localhost" || host.endsWith(".localhost")) return `must not point to this machine (${host})`;
    return isIP(host) === 0 ? undefined : findAddressIssue([host]);
  }

  const findAddressIssue = (addresses: readonly string[]) => {
    const forbidden = addresses.find(isForbidden);
    return forbidden && `must not point to a private, loopback or reserved address (${forbidden})`;
  };

  async function findIssue(url: string): Promise<string | undefined> {
    const issue = findIssueWithoutLookup(url);
    if (issue !== undefined || allowPrivateNetwork) return issue;
    const { hostname } = new URL(url);
    return isIP(hostname.replace(/^\[(.*)\]$/, "$1")) === 0 ? findAddressIssue(await addressesOf(hostname)) : undefined;
  }

  return { findIssue, findIssueWithoutLookup, isForbidden, resolve: lookup };
}
