import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** Starts a server for one test. @param port default: a free one */
export async function listen(listener: RequestListener, port = 0): Promise<Server> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  onTestFinished(() => stop(server));
  return server;
}

export function stop(server: Server): void {
  server.close();
  server.closeAllConnections();
}

export function portOf(server: { address(): unknown }): number {
  return (server.address() as AddressInfo).port;
}

export function urlOf(server: { address(): unknown }, path = "/hooks"): string {
  return `http://127.0.0.1:${portOf(server)}${path}`;
}
