import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

interface TargetRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

interface TargetResponse {
  readonly status: number;
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
}

/** An endpoint, or the service behind `listen --forward`: records requests and returns a given response. */
export class Target {
  readonly requests: TargetRequest[] = [];
  /** `undefined`: the target never responds. */
  response: TargetResponse | ((request: TargetRequest) => TargetResponse) | undefined = { status: 200 };
  url = "";

  /** Starts a target that is closed after the test. */
  static async start(): Promise<Target> {
    const target = new Target();
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { method = "", url: path = "", headers, rawHeaders } = request;
      const received: TargetRequest = { method, path, headers, rawHeaders, body: Buffer.concat(chunks) };
      target.requests.push(received);
      const { response: given } = target;
      if (given === undefined) return;
      const { status, headers: responseHeaders = [], body } = typeof given === "function" ? given(received) : given;
      response.writeHead(status, [...responseHeaders]).end(body);
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
