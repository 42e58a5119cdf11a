import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { Pool } from "undici";

export interface FakeSvixOptions {
  readonly token: string;
  /** Accepts messages, but sends none to a sink on this machine. @default false */
  readonly rejectsPrivateAddresses?: boolean;
  /** Returns 500 to messages for endpoints with this path. @default none */
  readonly failsFor?: string;
}

export interface FakeSvix extends AsyncDisposable {
  readonly url: string;
  /** How many applications there were, and are. */
  readonly applications: { created: number; deleted: number };
}

/** Requests in flight to one endpoint. */
const concurrency = 8;

/**
 * The three operations of Svix that a race uses, and the deletion of an application, also below `/proxied`. Each delivery
 * has one attempt.
 */
export async function startFakeSvix({
  token,
  rejectsPrivateAddresses = false,
  failsFor,
}: FakeSvixOptions): Promise<FakeSvix> {
  const endpoints = new Map<string, Endpoint>();
  const applications = { created: 0, deleted: 0 };
  let messages = 0;
  const respond = (method: string, url: string, body: Record<string, unknown>): [number, object?] => {
    const [, app = "", operation] = /^\/api\/v1\/app\/(?:([^/]+)\/)?(?:(endpoint|msg)\/)?$/.exec(url) ?? [];
    if (method === "POST" && url === "/api/v1/app/" && typeof body.name === "string") {
      const id = `app_${applications.created++}`;
      endpoints.set(id, new Endpoint());
      return [201, { id, name: body.name }];
    }
    const endpoint = endpoints.get(app);
    if (endpoint === undefined) return [404, { code: "not_found", detail: "Entity not found" }];
    if (method === "DELETE" && operation === undefined) {
      applications.deleted++;
      endpoints.delete(app);
      return [204];
    }
    if (method === "POST" && operation === "endpoint" && typeof body.url === "string") {
      endpoint.url = new URL(body.url);
      return [201, { id: `ep_${app}`, url: body.url }];
    }
    if (method === "POST" && operation === "msg" && body.eventType === "message.received") {
      if (endpoint.url.pathname === failsFor) return [500, { code: "server_error", detail: "Internal Server Error" }];
      const id = `msg_${messages++}`;
      if (!rejectsPrivateAddresses) endpoint.send(id, JSON.stringify(body.payload));
      return [202, { id, eventType: body.eventType }];
    }
    return [422, { detail: [{ loc: ["body"], msg: "invalid" }] }];
  };
  const server = createServer(async (request, response) => {
    const { method = "", headers } = request;
    const url = request.url?.replace(/^\/proxied/, "") ?? "";
    const body = method === "POST" ? ((await json(request)) as Record<string, unknown>) : {};
    const [status, content] =
      headers.authorization === `Bearer ${token}`
        ? respond(method, url, body)
        : [401, { code: "authentication_failed", detail: "Invalid token" }];
    response.writeHead(status, { "content-type": "application/json" }).end(content && JSON.stringify(content));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    applications,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The endpoint of an application, with its queue. */
class Endpoint {
  url = new URL("http://127.0.0.1:9");
  #pool: Pool | undefined;

  async send(id: string, body: string): Promise<void> {
    this.#pool ??= new Pool(this.url.origin, { connections: concurrency });
    const headers = { "content-type": "application/json", "svix-id": id };
    try {
      const response = await this.#pool.request({ method: "POST", path: this.url.pathname, headers, body });
      await response.body.dump();
    } catch {
      // The race has stopped the sink.
    }
  }
}
