import type { JsonObject } from "@agent-webhooks/types/json-schema";
import type { Spec } from "../src/spec.ts";

/** A spec as it is read, without files. @param resolved the same with references resolved, if it has some */
export function specOf(written: JsonObject, resolved: JsonObject = written): Spec {
  return { sources: [], written, resolved };
}
