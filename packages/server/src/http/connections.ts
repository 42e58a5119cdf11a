import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** The latest request of each connection, and its response. */
const latest = new WeakMap<Socket, Exchange>();

export const latestExchange = (socket: Socket): Exchange | undefined => latest.get(socket);

/** How long a stop waits for the rest of a request body. */
const bodyMs = 1_000;
/** How long a stop waits for responses to be written and read. */
const responseMs = 10_000;

/** The open connections of an HTTP server. */
export class Connections {
  readonly #sockets = new Set<Socket>();

  constructor(server: Server) {
    server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
    // Not "checkContinue": a listener of that event has to send the response.
    for (const event of ["request", "checkExpectation"]) {
      server.prependListener(event, (request: IncomingMessage, response: ServerResponse) => {
        latest.set(request.socket, { request, response });
      });
    }
  }

  /**
   * Closes connections without a request in progress now, and the others after their response. Requests whose rest does
   * not arrive, and responses that are not complete in time, are cut off. Call it when the server accepts no connections
   * any more; Node itself would wait for a client that has sent half of a request.
   */
  end(): void {
    for (const socket of this.#sockets) {
      const running = runningExchange(socket);
      // Also if its headers, with `connection: keep-alive`, were sent before.
      if (running === undefined) socket.destroy();
      else running.response.once("close", () => socket.destroySoon());
    }
    this.#cutAfter(bodyMs, (socket) => !runningExchange(socket)?.request.complete);
    this.#cutAfter(responseMs, () => true);
  }

  #cutAfter(ms: number, isOverdue: (socket: Socket) => boolean): void {
    const timer = setTimeout(() => {
      for (const socket of this.#sockets) if (isOverdue(socket)) socket.destroy();
    }, ms);
    timer.unref();
  }
}

/** The request of a connection whose response is not complete yet, and whose headers at least have arrived. */
function runningExchange(socket: Socket): Exchange | undefined {
  const exchange = latest.get(socket);
  return exchange?.response.closed ? undefined : exchange;
}
