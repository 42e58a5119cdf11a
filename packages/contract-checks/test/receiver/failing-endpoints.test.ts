/** Whole runs against real servers that crash or restart. For endpoints that hang, see target.test.ts and the mutants. */
import type { Server } from "node:http";
import { expect, test } from "vitest";
import { type Event, receiver, reference, type Steps } from "../../mutants/receiver/reference.ts";
import { checkReceiver } from "../../src/receiver/check-receiver.ts";
import { receiverChecks } from "../../src/receiver/checks/index.ts";
import { ReceiverTarget } from "../../src/receiver/target.ts";
import { findingsOf, type Report } from "../../src/run/check.ts";
import { runChecks } from "../../src/run/run-checks.ts";
import { listen, portOf, stop, urlOf } from "../listen.ts";
import { secret } from "./fake-target.ts";

async function check(steps: Partial<Steps>, seed?: number): Promise<Report> {
  const server = await listen(receiver(steps)(secret));
  return checkReceiver({ url: urlOf(server), secret, seed });
}

const failed = (report: Report) => [...new Set(findingsOf(report).map(({ check }) => check))];
const statuses = (report: Report) => report.results.map(({ status }) => status);
const isOpened = ({ event_type: type }: Event) => type === "message.opened";

/** Stops the server at one event, instead of responding. */
const crashAtOpened = (onCrash: (server: Server) => void): Partial<Steps> => ({
  handle: (event) => (isOpened(event) ? 0 : 200),
  respond(status, response, request) {
    if (status !== 0) return reference.respond(status, response, request);
    onCrash((request.socket as unknown as { server: Server }).server);
  },
});

test("a receiver that crashes has a finding with the request that crashed it", async () => {
  const report = await check(crashAtOpened(stop));
  expect(findingsOf(report)).toContainEqual(
    expect.objectContaining({
      check: "unknown_event_types",
      operation: "message.opened",
      got: "the connection ended without a response (socket hang up)",
    }),
  );
  const reason = expect.stringContaining("nothing listens there any more");
  expect(report.results.at(-1)).toMatchObject({ status: "not_run", reason });
});

test("a receiver that is restarted is sent everything else", async () => {
  let restarts = 0;
  const listener = receiver(
    crashAtOpened((server) => {
      const port = portOf(server);
      stop(server);
      setTimeout(async () => {
        restarts++;
        await listen(listener, port);
      }, 400);
    }),
  )(secret);
  const target = await ReceiverTarget.connect({ url: urlOf(await listen(listener)), secret });
  // One by one, so that no other check is running at the restart.
  const report = await runChecks(receiverChecks, target, { target: "restarted" });
  expect(failed(report)).toEqual(["unknown_event_types"]);
  expect(restarts).toBeGreaterThan(1);
  expect(statuses(report)).not.toContain("not_run");
});

test("a seed sends the same events again, with new ids", async () => {
  const run = async () => {
    const events: Event[] = [];
    const handle = (event: Event) => {
      events.push(event);
      return 200;
    };
    await check({ handle }, 11);
    const labels = events.map(({ message }) => JSON.stringify((message as Event | undefined)?.labels));
    return { ids: new Set(events.map(({ event_id: id }) => id)), labels: labels.toSorted() };
  };
  const [first, second] = [await run(), await run()];
  expect(second.labels).toEqual(first.labels);
  expect(first.ids.size).toBeGreaterThan(100);
  expect(first.ids.isDisjointFrom(second.ids)).toBe(true);
});
