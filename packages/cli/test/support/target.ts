import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/** A service that one develops: keeps what it gets, and answers what it is told to. */
export class Target {
  readonly received: Received[] = [];
  /** `undefined`: never. */
  answer: { status: number; headers?: readonly string[]; body?: string | Buffer } | undefined = { status: 200 };
  url = "";

  static async start(): Promise<Target> {
    const target = new Target();
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { method = "", url: path = "", headers, rawHeaders } = request;
      target.received.push({ method, path, headers, rawHeaders, body: Buffer.concat(chunks) });
      if (target.answer === undefined) return;
      const { status, headers: answered = [], body } = target.answer;
      response.writeHead(status, [...answered]).end(body);
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    target.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks?from=cli`;
    return target;
  }
}
