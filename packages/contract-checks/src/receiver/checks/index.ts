import {
  bodyInPieces,
  changedBody,
  contentTypeParameters,
  largeBodies,
  malformedJson,
  rawBodyBytes,
  reserializedBody,
} from "./bodies.ts";
import type { ReceiverCheck } from "./check.ts";
import {
  absentOptionalFields,
  eventAcceptance,
  listedValues,
  randomEventAcceptance,
  unknownEventTypes,
  unknownFields,
} from "./events.ts";
import { malformedHeaders, missingHeaders, signedHeaders } from "./headers.ts";
import { unsupportedMethod } from "./methods.ts";
import { acceptanceAfterRefusal, attackUnderAcceptedId, repeatedDelivery } from "./repeats.ts";
import { partlyRightSignature, severalSignatures, signatureVersion, wrongSignature } from "./signatures.ts";
import { futureTimestamp, malformedTimestamp, staleTimestamp, timestampTolerance } from "./timestamps.ts";

/** Everything that a good receiver keeps. */
export const receiverChecks: readonly ReceiverCheck[] = [
  eventAcceptance,
  randomEventAcceptance,
  absentOptionalFields,
  listedValues,
  unknownFields,
  unknownEventTypes,
  rawBodyBytes,
  bodyInPieces,
  largeBodies,
  contentTypeParameters,
  repeatedDelivery,
  severalSignatures,
  timestampTolerance,
  wrongSignature,
  partlyRightSignature,
  signatureVersion,
  changedBody,
  reserializedBody,
  signedHeaders,
  missingHeaders,
  malformedHeaders,
  staleTimestamp,
  futureTimestamp,
  malformedTimestamp,
  attackUnderAcceptedId,
  acceptanceAfterRefusal,
  malformedJson,
  unsupportedMethod,
];
