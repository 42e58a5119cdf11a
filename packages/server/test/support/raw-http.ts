import { once } from "node:events";
import { connect, type Socket } from "node:net";

export interface RawRequest {
  readonly method: string;
  /** As in the request line. */
  readonly target: string;
  /** In order; names may repeat. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
  /** Without it, Content-Length is sent. */
  readonly chunked?: boolean;
}

export interface RawResponse {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** A TCP connection that collects what it receives. */
export class RawConnection {
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  readonly #received: Buffer[] = [];
  #isOpen = true;

  constructor(url: string, timeoutMs = 20_000) {
    const { hostname, port } = new URL(url);
    this.#socket = connect(Number(port), hostname.replace(/^\[(.*)\]$/, "$1"));
    this.#socket.setTimeout(timeoutMs, () => this.#socket.destroy(new Error("no response")));
    this.#socket.on("data", (chunk) => this.#received.push(chunk));
    this.closed = new Promise((resolve, reject) => {
      // The server may close the connection before it has read everything.
      this.#socket.on("error", (error: Error & { code?: string }) => {
        if (error.code !== "ECONNRESET" && error.code !== "EPIPE") reject(error);
      });
      this.#socket.on("close", () => {
        this.#isOpen = false;
        resolve();
      });
    });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get received(): Buffer {
    return Buffer.concat(this.#received);
  }

  get text(): string {
    return this.received.toString("utf8");
  }

  /** Waits until it is connected. */
  async connected(): Promise<void> {
    if (this.#socket.connecting) await once(this.#socket, "connect");
  }

  /** Reads nothing any more. */
  pause(): void {
    this.#socket.pause();
  }

  write(bytes: string | Buffer): void {
    this.#socket.write(bytes);
  }

  async next(): Promise<string> {
    const [chunk] = await once(this.#socket, "data");
    return String(chunk);
  }

  destroy(): void {
    this.#socket.destroy();
  }
}

/** Sends text as it is, and returns what is received until the server closes the connection. */
export async function exchange(url: string, text: string): Promise<string> {
  const connection = new RawConnection(url);
  connection.write(text);
  await connection.closed;
  return connection.text;
}

/** Sends a request byte for byte, and returns the last response before the server closes; `undefined`: none. */
export async function sendRaw(url: string, request: RawRequest): Promise<RawResponse | undefined> {
  const connection = new RawConnection(url);
  connection.write(bytesOf(request));
  await connection.closed;
  return parse(connection.received);
}

function bytesOf({ method, target, headers, body, chunked = false }: RawRequest): Buffer {
  const lines = [`${method} ${target} HTTP/1.1`, "Host: localhost", "Connection: close"];
  for (const [name, value] of headers) lines.push(`${name}: ${value}`);
  if (chunked) lines.push("Transfer-Encoding: chunked");
  else if (body.length > 0) lines.push(`Content-Length: ${body.length}`);
  // Header values are bytes, which latin1 preserves.
  const head = Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
  if (!chunked) return Buffer.concat([head, body]);
  const half = Math.ceil(body.length / 2);
  const parts = [body.subarray(0, half), body.subarray(half)].filter((part) => part.length > 0);
  const framed = parts.flatMap((part) => [Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from("\r\n")]);
  return Buffer.concat([head, ...framed, Buffer.from("0\r\n\r\n")]);
}

function parse(bytes: Buffer): RawResponse | undefined {
  let rest = bytes;
  for (;;) {
    const end = rest.indexOf("\r\n\r\n");
    if (end < 0) return undefined;
    const [start = "", ...lines] = rest.subarray(0, end).toString("latin1").split("\r\n");
    const status = Number(start.split(" ")[1]);
    rest = rest.subarray(end + 4);
    if (status === 100) continue;
    const headers = new Map(
      lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
    );
    return { status, headers, body: rest };
  }
}
