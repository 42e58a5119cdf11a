import { Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { accept, attemptTimes, Endpoint, failFirst, type ReplyTo, replyWith } from "../../src/sender/endpoint.ts";
import { now, type ReceivedRequest } from "../../src/sender/listener.ts";
import { deliveryRequest } from "./delivery-request.ts";

function endpointWith(replyTo: ReplyTo = accept, signal?: AbortSignal): Endpoint {
  const ids = { webhookId: "wh_1", inboxId: "inbox_1", podId: "pod_1" };
  return new Endpoint({
    ...ids,
    schemas: {},
    url: "https://example.com",
    isLimited: true,
    secrets: ["whsec_a"],
    replyTo,
    signal,
  });
}

function requestAt(at: number): ReceivedRequest {
  return { ...deliveryRequest(), at, socket: new Socket(), status: undefined, respondedAt: undefined };
}

test("requests shortly after one another are one attempt, counted from its first", () => {
  const times = (...at: number[]) => attemptTimes(at.map(requestAt), 100);
  expect(times()).toEqual([]);
  expect(times(1000, 1099, 1100, 1199, 1200)).toEqual([1000, 1100, 1200]);
  expect(times(1000, 1050, 1150, 5000)).toEqual([1000, 1150, 5000]);
});

describe("an endpoint responds", () => {
  test("with 204, and the request has the status", () => {
    const endpoint = endpointWith();
    const request = requestAt(1);
    expect(endpoint.receive(request)).toEqual({ status: 204 });
    expect(request.status).toBe(204);
    expect(endpoint.requests).toEqual([request]);
  });

  test("as it is told, without a status if there is no response", () => {
    const request = requestAt(1);
    expect(endpointWith(replyWith("reset")).receive(request)).toBe("reset");
    expect(request.status).toBeUndefined();
  });

  test("by all requests so far", () => {
    const endpoint = endpointWith((request, requests) => ({ status: 200 + requests.indexOf(request) }));
    expect([1, 2, 3].map((at) => endpoint.receive(requestAt(at)))).toEqual(
      [200, 201, 202].map((status) => ({ status })),
    );
  });

  test("with a failure to the first attempt, and to copies of it", () => {
    const endpoint = endpointWith(failFirst({ status: 503 }, 250));
    const statuses = [1000, 1249, 1250].map((at) => endpoint.receive(requestAt(at)));
    expect(statuses).toEqual([{ status: 503 }, { status: 503 }, { status: 204 }]);
    // An endpoint that did not record the request.
    expect(failFirst("close", 250)(requestAt(1), [])).toBe("close");
  });
});

test("requests after a time are those that arrived later", () => {
  const endpoint = endpointWith();
  for (const at of [1, 2, 3]) endpoint.receive(requestAt(at));
  expect(endpoint.since(1).map(({ at }) => at)).toEqual([2, 3]);
});

describe("waiting", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const hasTwo = ({ length }: readonly ReceivedRequest[]) => length === 2;

  test("ends at once when the condition is met before", async () => {
    const endpoint = endpointWith();
    endpoint.receive(requestAt(1));
    endpoint.receive(requestAt(2));
    expect(await endpoint.waitUntil(hasTwo, 1000)).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("ends with the request that meets the condition", async () => {
    const endpoint = endpointWith();
    const isMet = endpoint.waitUntil(hasTwo, 1000);
    endpoint.receive(requestAt(1));
    expect(vi.getTimerCount()).toBe(1);
    endpoint.receive(requestAt(2));
    expect(await isMet).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("ends when a request begins that meets the condition", async () => {
    const endpoint = endpointWith();
    const isMet = endpoint.waitUntil(() => endpoint.startedCount > 0, 1000);
    endpoint.start();
    expect(await isMet).toBe(true);
  });

  test("ends after the time", async () => {
    const endpoint = endpointWith();
    const isMet = endpoint.waitUntil(hasTwo, 1000);
    endpoint.receive(requestAt(1));
    await vi.advanceTimersByTimeAsync(999);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await isMet).toBe(false);
  });

  test("asks no longer once it has ended", async () => {
    const endpoint = endpointWith();
    const isMet = vi.fn(() => false);
    const ended = endpoint.waitUntil(isMet, 1000);
    await vi.advanceTimersByTimeAsync(1000);
    await ended;
    isMet.mockClear();
    endpoint.receive(requestAt(1));
    expect(isMet).not.toHaveBeenCalled();
  });

  test("for the first request returns it, also when more have arrived", async () => {
    const endpoint = endpointWith();
    const [first, second] = [requestAt(1), requestAt(2)];
    const waited = endpoint.firstRequest(1000);
    await vi.advanceTimersByTimeAsync(1);
    endpoint.receive(first);
    endpoint.receive(second);
    expect(await waited).toBe(first);
    expect(await endpoint.firstRequest(1000)).toBe(first);
  });

  test("for the first request ends after the time", async () => {
    const waited = endpointWith().firstRequest(1000);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await waited).toBeUndefined();
  });

  test("ends when the run is interrupted, and leaves no timer", async () => {
    const interruption = new AbortController();
    const endpoint = endpointWith(accept, interruption.signal);
    const waits = [endpoint.waitUntil(hasTwo, 1000), endpoint.firstRequest(1000), endpoint.arrivalsDuring(1000)];
    const results = Promise.allSettled(waits);
    interruption.abort();
    const reason = expect.objectContaining({ message: "the run was interrupted" });
    expect(await results).toEqual(waits.map(() => ({ status: "rejected", reason })));
    expect(vi.getTimerCount()).toBe(0);
    await expect(endpoint.waitUntil(hasTwo, 1000)).rejects.toThrow("the run was interrupted");
  });

  test("for arrivals returns those of the time, and none from before", async () => {
    const endpoint = endpointWith();
    endpoint.receive(requestAt(now() - 1));
    const waited = endpoint.arrivalsDuring(1000);
    const later = requestAt(now() + 1);
    endpoint.receive(later);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await waited).toEqual([later]);
  });
});
