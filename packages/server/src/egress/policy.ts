import { lookup as systemLookup } from "node:dns/promises";
import { isIP } from "node:net";
import { isForbiddenAddress } from "./addresses.ts";

/** Resolves a host name to its addresses. Rejects when it has none. */
export type Lookup = (hostname: string) => Promise<readonly string[]>;

export interface EgressOptions {
  /** Plain http is allowed beside https. */
  readonly allowHttp: boolean;
  /** Private, loopback and reserved addresses are allowed. */
  readonly allowPrivateNetwork: boolean;
  /** @default the resolver of the system */
  readonly lookup?: Lookup;
  /** How long a name may take to resolve; after that it counts as one that does not. @default 2000 */
  readonly lookupTimeoutMs?: number;
}

/** Where the service may send to. */
export interface EgressPolicy {
  /**
   * Why `url` may not be sent to, in words that follow the name of a field; `undefined` when it may. A name that
   * does not resolve may pass: it is judged again when a connection is made.
   */
  refusal(url: string): Promise<string | undefined>;
  /** What `refusal` can tell without resolving a name. */
  literalRefusal(url: string): string | undefined;
  /** Whether a connection to `address` is refused. */
  forbids(address: string): boolean;
  /** Resolves the name of a host that a connection is made to. */
  readonly resolve: Lookup;
}

const resolve: Lookup = async (hostname) => {
  const addresses = await systemLookup(hostname, { all: true });
  return addresses.map(({ address }) => address);
};

export function createEgressPolicy(options: EgressOptions): EgressPolicy {
  const { allowHttp, allowPrivateNetwork, lookup = resolve, lookupTimeoutMs = 2_000 } = options;
  const forbids = (address: string) => !allowPrivateNetwork && isForbiddenAddress(address);

  async function addressesOf(hostname: string): Promise<readonly string[]> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<readonly string[]>((resolve) => {
      timer = setTimeout(resolve, lookupTimeoutMs, []);
    });
    try {
      return await Promise.race([lookup(hostname).catch(() => []), timeout]);
    } finally {
      clearTimeout(timer);
    }
  }

  function literalRefusal(url: string): string | undefined {
    if (!URL.canParse(url)) return "must be an absolute URL with a valid host and port";
    const { protocol, hostname } = new URL(url);
    if (protocol !== "https:" && !(protocol === "http:" && allowHttp)) return "must use https";
    // `localhost.` is `localhost`, and `[::1]` is an address in brackets.
    const host = hostname.replace(/\.+$/, "").replace(/^\[(.*)\]$/, "$1");
    if (host === "") return "must have a host name";
    if (allowPrivateNetwork) return undefined;
    if (host === "localhost" || host.endsWith(".localhost")) return `must not point to this machine (${host})`;
    return isIP(host) === 0 ? undefined : addressRefusal([host]);
  }

  const addressRefusal = (addresses: readonly string[]) => {
    const bad = addresses.find(forbids);
    return bad && `must not point to a private, loopback or reserved address (${bad})`;
  };

  async function refusal(url: string): Promise<string | undefined> {
    const literal = literalRefusal(url);
    if (literal !== undefined || allowPrivateNetwork) return literal;
    const { hostname } = new URL(url);
    return isIP(hostname.replace(/^\[(.*)\]$/, "$1")) === 0 ? addressRefusal(await addressesOf(hostname)) : undefined;
  }

  return { refusal, literalRefusal, forbids, resolve: lookup };
}
