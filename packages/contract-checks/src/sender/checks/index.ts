import type { SenderCheck } from "../check.ts";
import { allAttemptsChecks, attemptChecks } from "./attempts.ts";
import { endingChecks } from "./endings.ts";
import { eventDeliveryChecks } from "./event-delivery.ts";
import { filterChecks } from "./filters.ts";
import { goneChecks } from "./gone.ts";
import { isolationChecks } from "./isolation.ts";
import { limitChecks } from "./limits.ts";
import { onDemandChecks } from "./on-demand.ts";
import { payloadChecks } from "./payloads.ts";
import { publishedChecks } from "./published.ts";
import { recordChecks } from "./records.ts";
import { requestChecks } from "./requests.ts";
import { retryChecks } from "./retries.ts";
import { rotationChecks } from "./rotation.ts";
import { signatureChecks } from "./signatures.ts";
import { tlsChecks } from "./tls.ts";
import { urlChecks } from "./urls.ts";

/** Checks that open endpoints of their own, and trigger events for them. */
export const checksWithEvents: readonly SenderCheck[] = [
  ...eventDeliveryChecks,
  ...filterChecks,
  ...retryChecks,
  ...endingChecks,
  ...goneChecks,
  ...attemptChecks,
  ...publishedChecks,
  ...recordChecks,
  ...onDemandChecks,
  ...rotationChecks,
  ...isolationChecks,
  ...limitChecks,
  ...tlsChecks,
  ...urlChecks,
];

/** Every check of a sender. Those that judge all requests of a run come last. */
export const senderChecks: readonly SenderCheck[] = [
  ...checksWithEvents,
  ...signatureChecks,
  ...requestChecks,
  ...payloadChecks,
  ...allAttemptsChecks,
];
