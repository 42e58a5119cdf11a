import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type ReferenceOptions, ReferenceProvider, referenceTokens } from "../../src/reference/provider.ts";

/** A running reference provider. Close it, or hold it with `await using`. */
export interface Reference extends AsyncDisposable {
  /** Such as `http://127.0.0.1:49152`, without a path. */
  readonly url: string;
  readonly provider: ReferenceProvider;
  close(): Promise<void>;
}

/** More of a body is not kept. */
const mostBytes = 4 * 1024 * 1024;

/** Starts a provider of the contract in this process, which keeps everything in memory, on a free port of 127.0.0.1. */
export async function startReference(options: Partial<ReferenceOptions> = {}): Promise<Reference> {
  const provider = new ReferenceProvider({ tokens: referenceTokens, ...options });
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    let length = 0;
    for await (const piece of request as AsyncIterable<Buffer>) {
      length += piece.length;
      if (length <= mostBytes) pieces.push(piece);
    }
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, [value ?? ""].flat().join(", ")]),
    );
    const { method = "GET", url: path = "/" } = request;
    const never = new AbortController().signal;
    try {
      const {
        status,
        headers: received,
        body,
      } = await provider.transport({ method, path, headers, body: Buffer.concat(pieces) }, never);
      response.writeHead(status, Object.fromEntries(received)).end(body);
    } catch {
      // A mutant may drop the connection.
      request.socket.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, provider, close, [Symbol.asyncDispose]: close };
}
