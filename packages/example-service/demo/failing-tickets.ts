import type { Tickets } from "../src/tickets.ts";

/** Wraps tickets so that their database can be made to fail. */
export function withFailures(tickets: Tickets): Tickets & { failNext(times: number): void } {
  let failures = 0;
  return {
    ...tickets,
    failNext(times) {
      failures = times;
    },
    file(message) {
      if (failures > 0) {
        failures--;
        throw new Error("the database of the desk is unavailable");
      }
      tickets.file(message);
    },
  };
}
