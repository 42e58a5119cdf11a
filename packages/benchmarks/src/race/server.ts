import type { LoadRequest } from "../processes/load.ts";

/** What a race needs from a server that is already up. */
export interface RaceServer {
  readonly name: string;
  /** Origin, without a path. */
  readonly origin: string;
  /** Sent as a bearer token. */
  readonly token: string;
  /**
   * Creates an endpoint that gets what its own `publish` request publishes, and nothing else.
   *
   * @throws RaceError
   */
  createEndpoint(url: string): Promise<RaceEndpoint>;
  /** How to make it deliver to private addresses: a sentence. */
  readonly allowPrivateNetwork: string;
}

export interface RaceEndpoint {
  /** Publishes one event to this endpoint. */
  readonly publish: LoadRequest;
  /** Removes the endpoint, and what was created for it. */
  delete(): Promise<unknown>;
}

/** A race cannot start, or a server fails in it; the message says why and what to do. */
export class RaceError extends Error {}

/** The innermost reason why a request got no response. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  // `localhost` with several addresses: the error of all of them has no message.
  return error.message || ("code" in error ? String(error.code) : error.name);
}
