import type { NewFinding } from "../run/check.ts";
import type { Endpoint } from "./endpoint.ts";
import type { ReceivedRequest } from "./listener.ts";

/** How the path or the query of a request differs from the webhook's URL; `undefined` when it does not. */
export function urlChange(
  { url }: Pick<ReceivedRequest, "url">,
  endpoint: Pick<Endpoint, "url">,
): Pick<NewFinding, "message" | "expected" | "got"> | undefined {
  // As it was registered: a parser would change it. A fragment is not part of a request (RFC 9110, 7.1).
  const target = endpoint.url.replace(/#.*$/, "").replace(/^\w+:\/\/[^/?]+\/?/, "/");
  // A proxy in front of the endpoints of a run may change the start of the path.
  const start = target.indexOf("/agent-webhooks-contract-");
  if (start < 0 ? url === target : url.endsWith(target.slice(start))) return undefined;
  const message = "an event was sent to another URL than the webhook's";
  return { message, expected: `${target}, byte for byte`, got: url };
}
