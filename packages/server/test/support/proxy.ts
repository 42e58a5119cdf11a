import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A TCP proxy between the service and Postgres. */
export class TcpProxy {
  /** Delay of everything that is sent. */
  delayMs = 0;
  /** Connections that were accepted. */
  accepted = 0;
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;
  #isSilent = false;
  #held: (() => void)[] = [];

  constructor(databaseUrl: string) {
    this.#target = new URL(databaseUrl);
  }

  /** URL of the database through this proxy. */
  get databaseUrl(): string {
    const url = new URL(this.#target);
    url.port = String(this.#port);
    return url.href;
  }

  /** Accepts connections, at the same address as before. */
  async open(): Promise<void> {
    this.#server = createServer((near) => {
      this.accepted++;
      const far = connect(Number(this.#target.port), this.#target.hostname);
      this.#pipe(near, far);
      this.#pipe(far, near);
    });
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Closes every connection, and accepts no new one. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = once(server, "close");
    server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** Holds back everything that is sent, without closing connections. */
  silence(): void {
    this.#isSilent = true;
  }

  /** Delivers what was held back. */
  resume(): void {
    this.#isSilent = false;
    for (const send of this.#held.splice(0)) send();
  }

  #pipe(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.on("data", (chunk) => {
      const send = () => {
        if (!to.destroyed) to.write(chunk);
      };
      if (this.#isSilent) this.#held.push(send);
      else if (this.delayMs > 0) setTimeout(send, this.delayMs);
      else send();
    });
    from.on("error", () => undefined);
    from.on("close", () => {
      this.#sockets.delete(from);
      if (!this.#isSilent) to.destroy();
    });
  }
}

/** Starts a proxy, closed after the test. */
export async function startTcpProxy(databaseUrl: string): Promise<TcpProxy> {
  const network = new TcpProxy(databaseUrl);
  await network.open();
  onTestFinished(() => network.close());
  return network;
}
