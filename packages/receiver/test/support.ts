import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, onTestFinished, vi } from "vitest";
import {
  createReceiver,
  type Receiver,
  type ReceiverError,
  type ReceiverOptions,
  VerificationError,
} from "../src/index.ts";

export const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
export const otherSecret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
/** The Unix time at which `freezeDate` stops the clock. */
export const now = 1_769_000_000;

/** Stops the clock at `now` in every test of a file, and restores mocks. */
export function freezeDate(): void {
  beforeEach(() => void vi.useFakeTimers({ now: now * 1000, toFake: ["Date"] }));
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
}

type Create = (options?: Partial<ReceiverOptions>) => Receiver;
const create: Create = (options) => createReceiver({ secrets: secret, ...options });

/** Both implementations of signing, each with a function that creates a receiver for it. Mocks must be restored after each test. */
export const implementations: readonly (readonly [name: "Node's crypto" | "WebCrypto", create: Create])[] = [
  ["Node's crypto", create],
  [
    "WebCrypto",
    (options) => {
      vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined as never);
      return create(options);
    },
  ],
];

/** A receiver and the errors that it reports to `onError`. */
export function createWithErrors(options: Partial<ReceiverOptions> = {}): { receiver: Receiver; errors: unknown[] } {
  const errors: unknown[] = [];
  return { receiver: create({ onError: (error) => errors.push(error), ...options }), errors };
}

/** Starts a server on a free port for one test and returns its URL. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
}

export type Send = (request: Request) => Response | Promise<Response>;

/** Returns a function that sends requests to the server at `url`. */
export function sendTo(url: string): Send {
  return async ({ method, headers, body }) =>
    fetch(url, { method, headers, body: body && (await new Response(body).arrayBuffer()) });
}

/** The error that a promise rejects with. */
export async function errorOf(promise: Promise<unknown>): Promise<ReceiverError> {
  const error = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(error instanceof Error)) throw new Error("the promise was not rejected with an error");
  return error as ReceiverError;
}

/** The code of the verification error that a promise rejects with. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await errorOf(promise);
  if (!(error instanceof VerificationError)) throw error;
  return error.code;
}

/** A promise that the test settles. */
export function deferred(): { promise: Promise<void>; resolve(): void; reject(error: Error): void } {
  let settle = { resolve: () => {}, reject: (_: Error) => {} };
  const promise = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, ...settle };
}
