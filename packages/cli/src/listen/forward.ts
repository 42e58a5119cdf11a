import { Agent, request } from "undici";
import type { HttpRequest, HttpResponse } from "./http-server.ts";

/** Forwards requests to a URL. */
export interface Forwarder {
  /** Resolves with the response of the target; rejects when there is none. */
  forward(request: HttpRequest): Promise<HttpResponse>;
  close(): Promise<void>;
}

/** The rest of a longer response is dropped: the service would not read it. */
const maxResponseBytes = 1024 * 1024;

/** Headers of one connection (RFC 9110, 7.6.1), and those that each request sets anew. */
const hopByHopHeaders: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** The target gets the same bytes and headers, so that it can verify the signature. */
export function createForwarder(target: string): Forwarder {
  const agent = new Agent();
  return {
    async forward({ rawHeaders, body, disconnected }) {
      const response = await request(target, {
        dispatcher: agent,
        method: "POST",
        headers: removeHopByHop(rawHeaders),
        body,
        signal: disconnected,
        responseHeaders: "raw",
      });
      return {
        status: response.statusCode,
        rawHeaders: removeHopByHop(response.headers as unknown as readonly (string | Buffer)[]),
        body: await readUpTo(maxResponseBytes, response.body),
      };
    },
    close: () => agent.close(),
  };
}

/** Removes hop-by-hop headers, including those that `Connection` names. Names and values alternate. */
function removeHopByHop(rawHeaders: readonly (string | Buffer)[]): string[] {
  const pairs: [name: string, value: string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    pairs.push([String(rawHeaders[index]), String(rawHeaders[index + 1])]);
  }
  const named = pairs.filter(([name]) => name.toLowerCase() === "connection").map(([, value]) => value);
  const dropped = new Set([
    ...hopByHopHeaders,
    ...named
      .join(",")
      .toLowerCase()
      .split(/[\s,]+/),
  ]);
  return pairs.filter(([name]) => !dropped.has(name.toLowerCase())).flat();
}

async function readUpTo(maxBytes: number, chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    parts.push(chunk.subarray(0, maxBytes - size));
    size += chunk.byteLength;
    if (size >= maxBytes) break;
  }
  return Buffer.concat(parts);
}
