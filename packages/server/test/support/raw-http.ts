import { connect } from "node:net";

export interface RawRequest {
  readonly method: string;
  /** As it stands in the request line. */
  readonly target: string;
  /** In their order; names may repeat. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
  /** Without it the length of the body is declared. */
  readonly chunked?: boolean;
}

export interface RawResponse {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** Sends a request byte for byte, and answers the last response before the other side closed; `undefined`: none came. */
export function sendRaw(url: string, request: RawRequest, timeoutMs = 20_000): Promise<RawResponse | undefined> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => socket.write(bytesOf(request)));
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error("no answer")));
    socket.on("data", (chunk) => chunks.push(chunk));
    let failure: Error | undefined;
    socket.on("error", (error: Error & { code?: string }) => {
      // The other side may refuse what it has not read to its end.
      if (error.code !== "ECONNRESET" && error.code !== "EPIPE") failure = error;
    });
    socket.on("close", () => (failure ? reject(failure) : resolve(parse(Buffer.concat(chunks)))));
  });
}

function bytesOf({ method, target, headers, body, chunked = false }: RawRequest): Buffer {
  const lines = [`${method} ${target} HTTP/1.1`, "Host: localhost", "Connection: close"];
  for (const [name, value] of headers) lines.push(`${name}: ${value}`);
  if (chunked) lines.push("Transfer-Encoding: chunked");
  else if (body.length > 0) lines.push(`Content-Length: ${body.length}`);
  // Header values are bytes, which latin1 keeps as they are.
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
