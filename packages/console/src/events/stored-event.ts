import { createDeliveryClient, type EventWithPayload } from "@agent-webhooks/client";
import { clientOptions } from "../api/clients.ts";

/** An event as it is stored, and its payload as it is sent. */
export interface StoredPayload {
  readonly details: EventWithPayload;
  /** The JSON of the event, byte for byte: parsed, large numbers would lose digits. */
  readonly text: string;
}

export async function fetchEvent(eventId: string, signal: AbortSignal): Promise<StoredPayload> {
  let body = "";
  const client = createDeliveryClient({
    ...clientOptions,
    fetch: async (url, init) => {
      const response = await fetch(url, init);
      body = await response.clone().text();
      return response;
    },
  });
  const details = await client.getEvent(eventId, { signal });
  return { details, text: payloadOf(body) ?? JSON.stringify(details.event) };
}

/** The text of the last field `event` of a response; `undefined` if it is not the last one. */
function payloadOf(body: string): string | undefined {
  // The quotes of a text in one of the fields before it are escaped.
  const text = body.slice(body.indexOf('"event":') + '"event":'.length, body.lastIndexOf("}"));
  try {
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
}
