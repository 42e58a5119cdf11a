/** Sends signed POSTs with no database at all. */
import { eventText } from "../support/events.ts";
import { post } from "./post.ts";
import { argument, serve } from "./process.ts";

export interface PeerArgument {
  /** Where the POSTs go. */
  readonly url: string;
  readonly count: number;
  readonly databaseUrl?: string;
}

const { url, count } = argument<PeerArgument>();
const concurrency = 128;

serve({}, () => {
  let next = 0;
  const send = async () => {
    // Each request has its own id and body, as a delivery does.
    while (next < count) {
      const id = `evt_${next++}`;
      await post(url, id, Buffer.from(eventText.replace("EVENT_ID", id)));
    }
  };
  for (let i = 0; i < concurrency; i++) send();
  return {};
});
