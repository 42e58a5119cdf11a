import type { SenderCheck } from "../check.ts";
import { allAttemptsChecks, attemptChecks } from "./attempts.ts";
import { endingChecks } from "./endings.ts";
import { filterChecks } from "./filters.ts";
import { goneChecks } from "./gone.ts";
import { isolationChecks } from "./isolation.ts";
import { payloadChecks } from "./payloads.ts";
import { publishedChecks } from "./published.ts";
import { requestChecks } from "./requests.ts";
import { retryChecks } from "./retries.ts";
import { rotationChecks } from "./rotation.ts";
import { signatureChecks } from "./signatures.ts";
import { tlsChecks } from "./tls.ts";
import { urlChecks } from "./urls.ts";

/** Every check of a sender. Those that look at all requests of a run come last. */
export const senderChecks: readonly SenderCheck[] = [
  ...filterChecks,
  ...retryChecks,
  ...endingChecks,
  ...goneChecks,
  ...attemptChecks,
  ...publishedChecks,
  ...rotationChecks,
  ...isolationChecks,
  ...tlsChecks,
  ...urlChecks,
  ...signatureChecks,
  ...requestChecks,
  ...payloadChecks,
  ...allAttemptsChecks,
];
