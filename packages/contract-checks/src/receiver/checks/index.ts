import type { ReceiverCheck } from "../check.ts";
import { bodyChecks } from "./bodies.ts";
import { eventChecks } from "./events.ts";
import { headerChecks } from "./headers.ts";
import { repeatedIdChecks } from "./repeated-ids.ts";
import { signatureChecks } from "./signatures.ts";
import { timestampChecks } from "./timestamps.ts";

/** Every check of a receiver. The events come first: when none is accepted, the other checks do not run. */
export const receiverChecks: readonly ReceiverCheck[] = [
  ...eventChecks,
  ...bodyChecks,
  ...repeatedIdChecks,
  ...signatureChecks,
  ...timestampChecks,
  ...headerChecks,
];
