import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** What an endpoint without HTTP does with a connection. */
export type OnSocket = (socket: Socket) => void;

/** Sends a start, then a little at intervals. */
const drip =
  (head: string, piece: string): OnSocket =>
  (socket) =>
    socket.once("data", () => {
      socket.write(head);
      const timer = setInterval(() => socket.write(piece), 20);
      socket.once("close", () => clearInterval(timer));
    });

/** Sends a start, then as much as is read. */
const flood =
  (head: string, piece: string): OnSocket =>
  (socket) =>
    socket.once("data", () => {
      socket.write(head);
      const more = () => {
        while (!socket.destroyed && socket.write(piece));
      };
      socket.on("drain", more);
      more();
    });

const respond =
  (text: string): OnSocket =>
  (socket) =>
    socket.once("data", () => socket.write(text));

/** Short ones cost the most to parse. Written one by one, they would keep the process of the endpoint busy. */
const manyHeaders = "a:\r\n".repeat(16_000);

/** Responses that a service has to cope with, and none at all. */
export const oddResponses: Readonly<Record<string, OnSocket>> = {
  "no response": () => undefined,
  "a closed connection": (socket) => socket.destroy(),
  "no HTTP": (socket) => socket.write("SMTP ready\r\n\r\n"),
  "half of the headers": (socket) => socket.end("HTTP/1.1 200 OK\r\nX-A:"),
  "endless headers": flood("HTTP/1.1 200 OK\r\n", manyHeaders),
  "endless trailers": flood("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", manyHeaders),
  "headers that drip": drip("HTTP/1.1 200 OK\r\nX-A: ", "a"),
  "an informational response without end": respond(`HTTP/1.1 100 Continue\r\nA: ${"a".repeat(100_000)}`),
  "101 Switching Protocols": respond("HTTP/1.1 101 Switching Protocols\r\nUpgrade: a\r\nConnection: upgrade\r\n\r\n"),
  "a redirect": respond("HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"),
  "500": respond("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"),
  "429 with Retry-After": respond("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"),
  "a body of 1 GB": flood("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n", "a".repeat(65_536)),
  "a body that drips": drip("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", "a"),
  "a body that breaks off": (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nab"),
};

/** An endpoint without HTTP. */
export interface RawEndpoint {
  readonly port: number;
  readonly url: string;
  /** Every connection that there was. */
  readonly sockets: readonly Socket[];
  close(): void;
}

export async function startRawEndpoint(onSocket: OnSocket): Promise<RawEndpoint> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    onSocket(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}/`,
    sockets,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
