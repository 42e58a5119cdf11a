import { bytes, json, lengths, limits } from "./bodies.ts";
import { events } from "./events.ts";
import type { ReceiverMutant } from "./mutant.ts";
import { crashes, hangs, memory, responses } from "./responses.ts";
import { comparison, rotation, signing, verification } from "./signatures.ts";
import { timestamps } from "./timestamps.ts";

/** Every mutant of the receiver. */
export const receiverMutants: readonly ReceiverMutant[] = [
  ...verification,
  ...comparison,
  ...rotation,
  ...signing,
  ...timestamps,
  ...bytes,
  ...lengths,
  ...limits,
  ...json,
  ...events,
  ...responses,
  ...memory,
  ...hangs,
  ...crashes,
];
