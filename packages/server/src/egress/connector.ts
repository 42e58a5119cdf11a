import { isIP, type LookupFunction } from "node:net";
import { buildConnector } from "undici";
import type { EgressPolicy } from "./policy.ts";

/** The host is, or resolved to, an address that may not be reached. */
export class ForbiddenAddressError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ForbiddenAddressError";
  }
}

const forbidden = (address: string) =>
  new ForbiddenAddressError(`The host is at ${address}, a private, loopback or reserved address.`);

export interface ConnectorOptions {
  /** A connection that is not there after this is given up. 0: never. @default 0 */
  readonly timeoutMs?: number;
  /** Certificates of authorities to trust beside the usual ones, as PEM. */
  readonly ca?: readonly string[];
}

/**
 * Makes connections that keep the egress policy. Addresses are judged in the connection's own lookup: what was judged is
 * what is connected to, whatever a name resolved to before.
 */
export function createConnector(
  policy: EgressPolicy,
  { ca, timeoutMs = 0 }: ConnectorOptions = {},
): buildConnector.connector {
  const lookup: LookupFunction = (hostname, options, callback) => {
    policy.resolve(hostname).then(
      (addresses) => {
        const bad = addresses.find((address) => policy.forbids(address));
        if (bad !== undefined) return callback(forbidden(bad), "", 0);
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
    // Literal addresses are not looked up.
    if (isIP(host) !== 0 && policy.forbids(host)) return callback(forbidden(host), null);
    return connect(options, callback);
  };
}

function notFound(hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: "ENOTFOUND" });
}
