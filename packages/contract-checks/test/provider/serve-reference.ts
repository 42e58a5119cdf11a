import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { type ReferenceOptions, ReferenceProvider, referenceTokens } from "../../src/reference/provider.ts";

/** A running reference provider. Close it, or hold it with `await using`. */
export interface Reference extends AsyncDisposable {
  /** Such as `http://127.0.0.1:49152`, without a path. */
  readonly url: string;
  readonly provider: ReferenceProvider;
  close(): Promise<void>;
}

/** Starts a provider of the contract in this process, in memory, on a free port of 127.0.0.1. */
export async function startReference(options: Partial<ReferenceOptions> = {}): Promise<Reference> {
  const provider = new ReferenceProvider({ tokens: referenceTokens, ...options });
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const { method = "GET", url: path = "/" } = request;
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    try {
      const result = await provider.transport({ method, path, headers, body }, new AbortController().signal);
      response.writeHead(result.status, Object.fromEntries(result.headers)).end(result.body);
    } catch {
      // A mutant may drop the connection.
      request.socket.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, provider, close, [Symbol.asyncDispose]: close };
}
