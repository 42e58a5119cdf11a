import { once } from "node:events";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import type { HttpRequest, HttpResponse } from "./http-server.ts";

/** Forwards requests to a URL. */
export interface Forwarder {
  /** Resolves with the response of the target; rejects when there is none. */
  forward(request: HttpRequest): Promise<HttpResponse>;
  close(): void;
}

/** The rest of a longer response is dropped: the service would not read it. */
const maxResponseBytes = 1024 * 1024;

/** Milliseconds for each address of the target's name but the last. Node's default, 250, is too short for some. */
const autoSelectFamilyAttemptTimeout = 5_000;

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

/**
 * The target gets the same bytes and headers, so that it can verify the signature. Requests are made with `node:http`,
 * because undici rejects a response after an unexpected `100 Continue` (RFC 9110, 15.2).
 */
export function createForwarder(target: string): Forwarder {
  const url = new URL(target);
  const { Agent, request } = url.protocol === "https:" ? https : http;
  const agent = new Agent({ keepAlive: true, autoSelectFamilyAttemptTimeout });
  return {
    async forward({ rawHeaders, body, disconnected }) {
      const outgoing = request(url, {
        agent,
        method: "POST",
        headers: ["host", url.host, ...removeHopByHop(rawHeaders), "content-length", String(body.byteLength)],
        signal: disconnected,
      });
      // Errors after the response has begun are also errors of the response.
      outgoing.on("error", () => {});
      const [response] = (await once(outgoing.end(body), "response")) as [IncomingMessage];
      return {
        status: response.statusCode ?? 0,
        rawHeaders: removeHopByHop(response.rawHeaders),
        body: await readUpTo(maxResponseBytes, response),
      };
    },
    close: () => agent.destroy(),
  };
}

/** Removes hop-by-hop headers, including those that `Connection` names. Names and values alternate. */
function removeHopByHop(rawHeaders: readonly string[]): string[] {
  const pairs: [name: string, value: string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    pairs.push([rawHeaders[index] ?? "", rawHeaders[index + 1] ?? ""]);
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
