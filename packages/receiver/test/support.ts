import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished, vi } from "vitest";
import {
  createReceiver,
  type Receiver,
  type ReceiverError,
  type ReceiverOptions,
  VerificationError,
} from "../src/index.ts";

export const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
export const otherSecret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

type Create = (options?: Partial<ReceiverOptions>) => Receiver;
const create: Create = (options) => createReceiver({ secrets: secret, ...options });

/** The two ways to sign, each with how to make a receiver that takes it. Mocks must be restored after each test. */
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

/** A server on a free port for one test; answers its URL. */
export const serve = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
};

/** What a rejected promise is rejected with; fails when it is not. */
export const failureOf = async (promise: Promise<unknown>): Promise<ReceiverError> => {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof Error)) throw new Error("it did not fail");
  return outcome as ReceiverError;
};

/** The code of the verification error that a promise is rejected with. */
export const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  const failure = await failureOf(promise);
  if (!(failure instanceof VerificationError)) throw failure;
  return failure.code;
};

/** A promise that is settled from outside. */
export const deferred = (): { promise: Promise<void>; resolve(): void; reject(error: Error): void } => {
  let resolve: () => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<void>((fulfil, fail) => {
    resolve = fulfil;
    reject = fail;
  });
  return { promise, resolve, reject };
};

/** Waits until `check` holds: turns of the event loop, no clock. */
export const eventually = async (check: () => boolean): Promise<void> => {
  for (let turn = 0; turn < 10_000 && !check(); turn++) await new Promise((done) => setImmediate(done));
  if (!check()) throw new Error("it never came to hold");
};
