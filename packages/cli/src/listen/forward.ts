import { Agent, request } from "undici";
import type { Answer, Incoming } from "./http-server.ts";

/** Sends requests on to a URL. */
export interface Forwarder {
  /** The answer of the target; rejects when there is none. */
  forward(incoming: Incoming): Promise<Answer>;
  close(): Promise<void>;
}

/** More of an answer is not passed on: nobody reads it. */
const maxAnswerBytes = 1024 * 1024;

/** What is between two machines only (RFC 9110, 7.6.1), and what each request says of itself. */
const hopByHop: ReadonlySet<string> = new Set([
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

/** The same bytes under the same headers, so that the target can verify the signature by itself. */
export function createForwarder(target: string): Forwarder {
  const agent = new Agent();
  return {
    async forward({ rawHeaders, body, hungUp }) {
      const response = await request(target, {
        dispatcher: agent,
        method: "POST",
        headers: endToEnd(rawHeaders),
        body,
        signal: hungUp,
        responseHeaders: "raw",
      });
      return {
        status: response.statusCode,
        rawHeaders: endToEnd(response.headers as unknown as readonly (string | Buffer)[]),
        body: await readUpTo(maxAnswerBytes, response.body),
      };
    },
    close: () => agent.close(),
  };
}

/** Names and values in turn, without those of one hop, which the `Connection` header may name more of. */
function endToEnd(rawHeaders: readonly (string | Buffer)[]): string[] {
  const pairs: [name: string, value: string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    pairs.push([String(rawHeaders[index]), String(rawHeaders[index + 1])]);
  }
  const named = pairs.filter(([name]) => name.toLowerCase() === "connection").map(([, value]) => value);
  const dropped = new Set([
    ...hopByHop,
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
