import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import type { FastifyInstance } from "fastify";
import { codeOf, StartError } from "../lib/errors.ts";

export interface ListenOptions {
  readonly host: string;
  /** 0 selects a free one. */
  readonly port: number;
  /** Of the names of the settings, for errors. @default "" */
  readonly prefix?: string;
}

/**
 * Connections that the system accepts before this process does. One that finds no place is tried again by its client after a
 * second, and then ever later. The system may allow fewer (`net.core.somaxconn`).
 */
const backlog = 4_096;

/** The addresses of a host name, in the order of the system. */
const lookUp = async (host: string) => (await lookup(host, { all: true })).map(({ address }) => address);

/**
 * Starts listening and returns the URL. `localhost` means all of its addresses.
 *
 * @param addressesOf a host name. @default asks the system
 * @throws StartError when the address cannot be used
 */
export async function listen(
  app: FastifyInstance,
  { host, port, prefix = "" }: ListenOptions,
  addressesOf: (host: string) => Promise<readonly string[]> = lookUp,
): Promise<string> {
  // Fastify would create further HTTP servers, whose connections a stop does not know.
  const others: Server[] = [];
  let closing: Promise<unknown> | undefined;
  app.addHook("preClose", async () => {
    closing = Promise.all(others.map(close));
  });
  app.addHook("onClose", async () => {
    await closing;
  });
  try {
    const [first = host, ...rest] = host === "localhost" ? await addressesOf(host) : [host];
    await app.listen({ host: first, port, backlog });
    const { port: actualPort } = app.server.address() as AddressInfo;
    for (const address of new Set(rest)) others.push(...(await listenAlso(app, address, actualPort)));
  } catch (error) {
    throw cannotListen(error, { host, port, prefix });
  }
  const { address, family, port: actualPort } = app.server.address() as AddressInfo;
  // The wildcard addresses are not reachable themselves.
  const reachable = { "0.0.0.0": "127.0.0.1", "::": "::1" }[address] ?? address;
  return `http://${family === "IPv6" ? `[${reachable}]` : reachable}:${actualPort}`;
}

/** Codes of errors: the machine has no such address, or no IPv6 at all. */
const missingAddress = new Set(["EADDRNOTAVAIL", "EAFNOSUPPORT"]);

/** Passes the connections to another address on to the server of `app`. Listens nowhere if the machine lacks the address. */
async function listenAlso(app: FastifyInstance, host: string, port: number): Promise<Server[]> {
  const options = { allowHalfOpen: true, noDelay: true };
  const server = createServer(options, (socket) => app.server.emit("connection", socket));
  try {
    await once(server.listen({ port, host, backlog }), "listening");
    return [server];
  } catch (error) {
    if (missingAddress.has(codeOf(error))) return [];
    throw error;
  }
}

/** Stops listening, and waits until the connections have ended. */
const close = (server: Server) => new Promise((resolve) => server.close(resolve));

const listenReasons: Readonly<Record<string, string>> = {
  EADDRINUSE: "the port is in use. Stop what uses it, or set PORT to another one.",
  EACCES: "permission denied. Set PORT to one above 1023.",
  EADDRNOTAVAIL: "this machine does not have the address. Set HOST to one of its addresses.",
  ENOTFOUND: "unknown host name. Set HOST to an address of this machine.",
  EAI_AGAIN: "unknown host name. Set HOST to an address of this machine.",
};

function cannotListen(error: unknown, { host, port, prefix }: Required<ListenOptions>): unknown {
  const reason = listenReasons[codeOf(error)]?.replace(/HOST|PORT/, (name) => prefix + name);
  if (reason === undefined) return error;
  return new StartError(`Cannot listen on ${host}:${port}: ${reason}`, { cause: error });
}
