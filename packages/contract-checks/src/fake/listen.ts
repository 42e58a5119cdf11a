import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { Transport } from "../provider/http.ts";

/** A running server. Close it, or hold it with `await using`. */
export interface Listening extends AsyncDisposable {
  /** Such as `http://127.0.0.1:49152`, without a path. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves a provider over HTTP. A request whose handler throws is cut off, as by a server that dies.
 *
 * @param port 0 for a free one
 * @throws when the port is taken
 */
export async function listen(transport: Transport, port = 0, host = "127.0.0.1"): Promise<Listening> {
  const server = createServer(async (request, response) => {
    try {
      const body = await buffer(request);
      const { method = "GET", url: path = "/" } = request;
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const result = await transport({ method, path, headers, body }, new AbortController().signal);
      response.writeHead(result.status, Object.fromEntries(result.headers)).end(result.body);
    } catch {
      request.socket.destroy();
    }
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, host, resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  const { port: bound } = server.address() as AddressInfo;
  return { url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}`, close, [Symbol.asyncDispose]: close };
}
