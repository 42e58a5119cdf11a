import { equivalentSpecs } from "./equivalent-specs.ts";
import { eventMutants } from "./events.ts";
import type { Mutant, SafeChange } from "./mutant.ts";
import { operationMutants } from "./operations.ts";
import { parameterMutants } from "./parameters.ts";
import { requestBodyMutants } from "./request-bodies.ts";
import { responseMutants } from "./responses.ts";
import { safeAdditions } from "./safe-additions.ts";

/** Changes of the specs that must be found. */
export const mutants: readonly Mutant[] = [
  ...operationMutants,
  ...parameterMutants,
  ...requestBodyMutants,
  ...responseMutants,
  ...eventMutants,
];

/** Changes of the specs that must not be reported. */
export const safeChanges: readonly SafeChange[] = [...safeAdditions, ...equivalentSpecs];
