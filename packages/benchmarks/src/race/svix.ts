import { eventText, eventType, inboxMark } from "../support/events.ts";
import { RaceError, type RaceServer, reasonOf } from "./server.ts";

/**
 * A Svix server, by its HTTP API. Each endpoint is in an application of its own. Messages are sent without `eventId`, so
 * Svix has no duplicates to look for.
 */
export function svixServer({ url, token }: { readonly url: string; readonly token: string }): RaceServer {
  const base = new URL(url);
  const apps = `${base.pathname.replace(/\/$/, "")}/api/v1/app/`;
  const send = async (method: "POST" | "DELETE", path: string, body?: object): Promise<unknown> => {
    const response = await fetch(base.origin + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { "content-type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    }).catch((error: unknown) => {
      throw new RaceError(`Svix is not reachable at ${url}: ${reasonOf(error)}`);
    });
    const text = await response.text();
    if (response.status === 401 || response.status === 403) {
      throw new RaceError(
        `Svix at ${url} rejected the token (${response.status}): pass the one that "svix-server jwt generate" prints with --svix-token`,
      );
    }
    if (!response.ok) {
      throw new RaceError(`Svix at ${url}: ${method} ${path} returned ${response.status}: ${text.slice(0, 500)}`);
    }
    return parse(text);
  };
  return {
    name: "Svix",
    origin: base.origin,
    token,
    allowPrivateNetwork: `Start it with SVIX_WHITELIST_SUBNETS=[127.0.0.0/8], or the network of the sink.`,
    async createEndpoint(endpointUrl) {
      const app = await send("POST", apps, { name: "agent-webhooks race" });
      if (!hasId(app))
        throw new RaceError(`${url} is not a Svix server: POST ${apps} returned no id of an application`);
      const path = `${apps}${encodeURIComponent(app.id)}/`;
      await send("POST", `${path}endpoint/`, { url: endpointUrl });
      const payload = eventText.replace(inboxMark, app.id);
      return {
        publish: { method: "POST", path: `${path}msg/`, body: `{"eventType":"${eventType}","payload":${payload}}` },
        delete: () => send("DELETE", path),
      };
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const hasId = (value: unknown): value is { readonly id: string } =>
  typeof value === "object" && value !== null && "id" in value && typeof value.id === "string";
