import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { StartError } from "../lib/errors.ts";

export interface ListenOptions {
  readonly host: string;
  /** 0 selects a free one. */
  readonly port: number;
}

/**
 * Starts listening and returns the URL.
 *
 * @throws StartError when the address cannot be used
 */
export async function listen(app: FastifyInstance, { host, port }: ListenOptions): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw cannotListen(error, host, port);
  }
  const { address, family, port: actualPort } = app.server.address() as AddressInfo;
  // The wildcard addresses are not reachable themselves.
  const reachable = { "0.0.0.0": "127.0.0.1", "::": "::1" }[address] ?? address;
  return `http://${family === "IPv6" ? `[${reachable}]` : reachable}:${actualPort}`;
}

const listenReasons: Readonly<Record<string, string>> = {
  EADDRINUSE: "the port is in use. Stop what uses it, or set PORT to another one.",
  EACCES: "permission denied. Set PORT to one above 1023.",
  EADDRNOTAVAIL: "this machine does not have the address. Set HOST to one of its addresses.",
  ENOTFOUND: "unknown host name. Set HOST to an address of this machine.",
  EAI_AGAIN: "unknown host name. Set HOST to an address of this machine.",
};

function cannotListen(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const reason = listenReasons[code];
  if (reason === undefined) return error;
  return new StartError(`Cannot listen on ${host}:${port}: ${reason}`, { cause: error });
}
