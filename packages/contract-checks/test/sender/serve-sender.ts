import { buffer } from "node:stream/consumers";
import { ReferenceSender } from "../../mutants/sender/reference.ts";
import type { Steps } from "../../mutants/sender/steps.ts";
import { listen, urlOf } from "../listen.ts";

/** Starts a sender with its provider for one test, and returns its URL. */
export async function serveSender(changes: Partial<Steps> = {}): Promise<string> {
  const sender = new ReferenceSender(changes);
  const server = await listen(async (request, response) => {
    const body = await buffer(request);
    const { method = "GET", url: path = "/" } = request;
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const result = await sender.transport({ method, path, headers, body }, new AbortController().signal);
    response.writeHead(result.status, Object.fromEntries(result.headers)).end(result.body);
  });
  server.on("close", () => sender.close());
  return urlOf(server, "");
}
