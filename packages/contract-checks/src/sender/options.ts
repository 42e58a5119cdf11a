import type { Transport } from "../provider/http.ts";
import type { Certificate } from "./certificate.ts";
import type { TriggerRequest } from "./trigger.ts";

/**
 * How events are made to happen:
 *
 * - `publish` publishes them with the delivery API.
 * - A command runs in the shell with `EVENT_TYPE`, `INBOX_ID`, `POD_ID` and `WEBHOOK_ID` in its environment.
 * - A function gets the same values.
 * - `operator` checks the sender of operator events instead: it causes `webhook.disabled` in organizations of its own.
 */
export type TriggerOption =
  | "publish"
  | "operator"
  | { readonly command: string }
  | ((request: TriggerRequest) => unknown);

export interface SenderOptions {
  /** Base URL of the API where the webhooks are registered, without `/agent/v0/webhooks`. */
  readonly url: string;
  /**
   * A token with `webhooks:read` and `webhooks:write`; to publish, also `events:publish`, and for some of the checks
   * `events:write`, `deliveries:read` and `deliveries:write`; for operator events, `tokens:write`.
   */
  readonly token: string;
  readonly trigger: TriggerOption;
  /** Where the endpoints listen, as `host:port`. @default "127.0.0.1:0", a free port */
  readonly listen?: string | undefined;
  /** URL at which the sender reaches the endpoints. @default the address that `listen` names */
  readonly publicUrl?: string | undefined;
  /** Seconds to wait for an event or a retry. @default 40 */
  readonly patience?: number | undefined;
  /**
   * Check that the sender verifies TLS certificates. To check that it also verifies names, pass a certificate that the sender
   * trusts and that is for another host than the endpoints.
   * @default false
   */
  readonly tls?: boolean | Certificate | undefined;
  /** Seed of the random events. @default a random one */
  readonly seed?: number | undefined;
  /** After it is aborted, the run only sends requests that delete what it created. */
  readonly signal?: AbortSignal | undefined;
  /** How requests to the provider are sent. @default HTTP */
  readonly transport?: Transport | undefined;
  /** Milliseconds, for senders that are faster than others. */
  readonly timing?: Partial<Timing> | undefined;
}

/** What the checks expect of a sender's speed, in milliseconds. */
export interface Timing {
  /** Time in which an endpoint has to respond. A sender may wait up to twice as long. @default 15000 */
  readonly timeLimitMs: number;
  /** Requests with the same id within this time count as one attempt that was sent more than once. @default 250 */
  readonly burstMs: number;
  /** How long to wait for unwanted requests, and how long requests in progress may take. @default 1000 */
  readonly settleMs: number;
  /** Time between two attempts after which their timestamps must differ. @default 2500 */
  readonly freshnessMs: number;
  /** Time in which an event must arrive while another endpoint does not respond. @default 7500 */
  readonly isolationMs: number;
  /** Time that this process may stall during a check. A check with a longer stall is run again. @default 200 */
  readonly maxStallMs: number;
}

export const defaultTiming: Timing = {
  timeLimitMs: 15_000,
  burstMs: 250,
  settleMs: 1_000,
  freshnessMs: 2_500,
  isolationMs: 7_500,
  maxStallMs: 200,
};
