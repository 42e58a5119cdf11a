import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { receiver, reference, type Steps } from "../../mutants/receiver/reference.ts";
import { checkReceiver } from "../../src/receiver/check-receiver.ts";
import { findingsOf, type Report } from "../../src/run/check.ts";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/** For receivers that never answer: long enough for the answers that do come. */
const answerWithinMs = 2_000;

async function listen(listener: RequestListener, port = 0): Promise<Server> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  onTestFinished(() => stop(server));
  return server;
}

function stop(server: Server): void {
  server.close();
  server.closeAllConnections();
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function judge(changes: Partial<Steps>): Promise<Report> {
  const server = await listen(receiver(changes)(secret));
  return checkReceiver({ url: `http://127.0.0.1:${portOf(server)}`, secret, answerWithinMs });
}

const failed = (report: Report): string[] => [...new Set(findingsOf(report).map(({ check }) => check))];
const never = new Promise<never>(() => {});

test("a receiver that hangs at one thing is asked everything else", async () => {
  const report = await judge({ handle: ({ event_type: type }) => (type === "message.opened" ? never : 200) });
  expect(failed(report)).toEqual(["unknown_event_types"]);
  // One hang of a kind is enough.
  expect(findingsOf(report)).toMatchObject([
    { operation: "message.opened", got: "no answer within 2 s", curl: expect.stringContaining("message.opened") },
  ]);
  expect(report.results.map(({ status }) => status)).not.toContain("not_run");
});

test("a receiver that hangs at everything from some time on is left alone then", async () => {
  let count = 0;
  const report = await judge({ handle: () => (++count > 15 ? never : 200) });
  expect(failed(report)).toContain("random_event_acceptance");
  expect(report.results.at(-1)).toMatchObject({
    status: "not_run",
    reason: "the receiver no longer answers anything",
  });
});

test("a receiver that dies has the request that did it in its finding", async () => {
  const report = await judge({
    handle: ({ event_type: type }) => (type === "message.opened" ? 0 : 200),
    answer(status, response, request) {
      if (status !== 0) return reference.answer(status, response, request);
      stop((request.socket as unknown as { server: Server }).server);
    },
  });
  const findings = findingsOf(report);
  expect(findings).toContainEqual(
    expect.objectContaining({
      check: "unknown_event_types",
      operation: "message.opened",
      got: "the connection ended without an answer (socket hang up)",
    }),
  );
  expect(report.results.at(-1)).toMatchObject({
    status: "not_run",
    reason: expect.stringContaining("nothing listens there any more"),
  });
});

test("a receiver that is started again is asked everything else", async () => {
  let server: Server;
  let restarts = 0;
  const listener = receiver({
    handle: ({ event_type: type }) => (type === "message.opened" ? 0 : 200),
    answer(status, response, request) {
      if (status !== 0) return reference.answer(status, response, request);
      const port = portOf(server);
      stop(server);
      setTimeout(async () => {
        restarts++;
        server = await listen(listener, port);
      }, 400);
    },
  })(secret);
  server = await listen(listener);
  const report = await checkReceiver({ url: `http://127.0.0.1:${portOf(server)}`, secret });
  expect(failed(report)).toEqual(["unknown_event_types"]);
  expect(restarts).toBeGreaterThan(1);
  expect(report.results.map(({ status }) => status)).not.toContain("not_run");
});

test("a receiver that speaks no HTTP has one finding", async () => {
  const report = await judge({ answer: (_, response) => void response.socket?.end("SSH-2.0-OpenSSH_9.6\r\n") });
  expect(findingsOf(report)).toMatchObject([
    { check: "event_acceptance", got: expect.stringContaining("ended without an answer") },
  ]);
});

test("the same seed sends the same events, under ids that the receiver has not had", async () => {
  const run = async (): Promise<{ ids: Set<unknown>; labels: unknown }> => {
    const ids = new Set<unknown>();
    const labels: unknown[] = [];
    const server = await listen(
      receiver({
        handle(event) {
          ids.add(event.event_id);
          labels.push((event.message as { labels?: unknown } | undefined)?.labels);
          return 200;
        },
      })(secret),
    );
    await checkReceiver({ url: `http://127.0.0.1:${portOf(server)}`, secret, seed: 11 });
    return { ids, labels: labels.map((label) => JSON.stringify(label)).toSorted() };
  };
  const [first, second] = [await run(), await run()];
  expect(second.labels).toEqual(first.labels);
  expect(first.ids.size).toBeGreaterThan(100);
  expect([...second.ids].filter((id) => first.ids.has(id))).toEqual([]);
});
