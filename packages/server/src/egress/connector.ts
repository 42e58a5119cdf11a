/// <reference path="../library-parts.d.ts" />
import { isIP } from "node:net";
import type { buildConnector } from "undici";
import createUncheckedConnector from "undici/lib/core/connect.js";
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

/** Time until the next address of a host is tried as well (RFC 8305, 5). */
const nextAddressMs = 250;
/** Addresses of a host that are tried. */
const maxAddresses = 6;

/**
 * Creates a connector that enforces the egress policy. It resolves host names itself, so the address that was checked is
 * the one that is connected to (no DNS rebinding). Of several addresses, the one that connects first is used.
 */
export function createConnector(
  policy: EgressPolicy,
  { ca, timeoutMs = 0 }: ConnectorOptions = {},
): buildConnector.connector {
  const connect = createUncheckedConnector({ allowH2: false, timeout: timeoutMs, ...(ca && { ca: [...ca] }) });
  return (options, callback) => {
    const host = options.hostname.replace(/^\[(.*)\]$/, "$1");
    if (isIP(host) !== 0) {
      if (policy.isForbidden(host)) callback(forbiddenAddress(host), null);
      else connect(options, callback);
      return;
    }
    policy.resolve(host).then(
      (addresses) => {
        const forbidden = addresses.find((address) => policy.isForbidden(address));
        if (forbidden !== undefined) return callback(forbiddenAddress(forbidden), null);
        if (addresses.length === 0) return callback(notFound(host), null);
        // TLS verifies the name.
        const servername = options.servername ?? host;
        connectToFirst(
          addresses,
          (address, done) => connect({ ...options, hostname: address, servername }, done),
          callback,
        );
      },
      (error: Error) => callback(error, null),
    );
  };
}

/**
 * Connects to the address that is reached first: tries the next one when an attempt fails, or takes long. Unlike the
 * family auto-selection of Node, it does not end an attempt when it begins the next one, so that a slow connection is
 * better than none. Fails with the error of the first attempt that failed.
 */
function connectToFirst(
  addresses: readonly string[],
  connectTo: (address: string, callback: buildConnector.Callback) => void,
  callback: buildConnector.Callback,
): void {
  const left = addresses.slice(0, maxAddresses);
  let pending = left.length;
  let firstError: Error | undefined;
  let isConnected = false;
  let timer: NodeJS.Timeout | undefined;
  const connectToNext = () => {
    clearTimeout(timer);
    const address = left.shift();
    if (address === undefined) return;
    timer = setTimeout(connectToNext, nextAddressMs);
    connectTo(address, (error, socket) => {
      if (isConnected) {
        socket?.destroy();
        return;
      }
      if (error === null) {
        isConnected = true;
        clearTimeout(timer);
        callback(null, socket);
        return;
      }
      pending--;
      firstError ??= error;
      if (pending === 0) callback(firstError, null);
      else connectToNext();
    });
  };
  connectToNext();
}

function notFound(hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: "ENOTFOUND" });
}
