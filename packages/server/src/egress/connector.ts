import { isIP, type LookupFunction } from "node:net";
import { buildConnector } from "undici";
import type { EgressPolicy } from "./policy.ts";

/** The host is, or resolves to, a forbidden address. */
export class ForbiddenAddressError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ForbiddenAddressError";
  }
}

const forbiddenAddress = (address: string) =>
  new ForbiddenAddressError(`The host is at ${address}, a private, loopback or reserved address.`);

export interface ConnectorOptions {
  /** Timeout for making a connection. 0: none. @default 0 */
  readonly timeoutMs?: number;
  /** Additional certificate authorities to trust, as PEM. */
  readonly ca?: readonly string[];
}

/**
 * Creates a connector that enforces the egress policy. Addresses are checked in the connection's own lookup, so the
 * address that was checked is the one that is connected to (no DNS rebinding).
 */
export function createConnector(
  policy: EgressPolicy,
  { ca, timeoutMs = 0 }: ConnectorOptions = {},
): buildConnector.connector {
  const lookup: LookupFunction = (hostname, options, callback) => {
    policy.resolve(hostname).then(
      (addresses) => {
        const forbidden = addresses.find((address) => policy.isForbidden(address));
        if (forbidden !== undefined) return callback(forbiddenAddress(forbidden), "", 0);
        const all = addresses.map((address) => ({ address, family: isIP(address) }));
        const wanted = all.filter(({ family }) => !options.family || options.family === family);
        const [first] = wanted;
        if (first === undefined) return callback(notFound(hostname), "", 0);
        return options.all ? callback(null, wanted) : callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, "", 0),
    );
  };
  const connect = buildConnector({
    allowH2: false,
    lookup,
    timeout: timeoutMs,
    ...(ca && { ca: [...ca] }),
  });
  return (options, callback) => {
    const host = options.hostname.replace(/^\[(.*)\]$/, "$1");
    // There is no lookup for literal addresses.
    if (isIP(host) !== 0 && policy.isForbidden(host)) return callback(forbiddenAddress(host), null);
    return connect(options, callback);
  };
}

function notFound(hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: "ENOTFOUND" });
}
