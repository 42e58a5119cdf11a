import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** The network between the service and Postgres. */
export class TcpProxy {
  /** How long every piece of what is sent takes. */
  delayMs = 0;
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;
  #isSilent = false;
  #held: (() => void)[] = [];

  constructor(databaseUrl: string) {
    this.#target = new URL(databaseUrl);
  }

  /** Where the database is reached through it. */
  get databaseUrl(): string {
    const url = new URL(this.#target);
    url.port = String(this.#port);
    return url.href;
  }

  /** Lets connections through, at the same address as before. */
  async open(): Promise<void> {
    this.#server = createServer((near) => {
      const far = connect(Number(this.#target.port), this.#target.hostname);
      this.#pipe(near, far);
      this.#pipe(far, near);
    });
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Cuts every connection, and takes no new one. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = once(server, "close");
    server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** Everything that is sent stays on the way, and nobody is told. */
  silence(): void {
    this.#isSilent = true;
  }

  /** What stayed on the way arrives. */
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

/** A network that lets everything through, closed after the test. */
export async function startTcpProxy(databaseUrl: string): Promise<TcpProxy> {
  const network = new TcpProxy(databaseUrl);
  await network.open();
  onTestFinished(() => network.close());
  return network;
}
