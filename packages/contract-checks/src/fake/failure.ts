import { STATUS_CODES } from "node:http";
import { operationExamples as deliveryExamples } from "@agent-webhooks/types/delivery/examples";
import { operationExamples as webhooksExamples } from "@agent-webhooks/types/examples";
import { isObject } from "@agent-webhooks/types/json-schema";
import { json, type ReferenceResponse } from "../reference/handler.ts";

/** Names of errors by status, as the examples of the specs have them. */
const errorNames: Readonly<Record<string, string>> = Object.fromEntries(
  [...Object.values(webhooksExamples), ...Object.values(deliveryExamples)]
    .flatMap(({ responses }) => Object.entries<object>(responses))
    .flatMap(([status, examples]) =>
      Object.values(examples).flatMap((body) =>
        Number(status) >= 400 && isObject(body) && typeof body.name === "string" ? [[status, body.name]] : [],
      ),
    ),
);

/**
 * A response with a status, with the headers and the body that the contract requires with it.
 *
 * @param retryAfter seconds in the `Retry-After` of a 429 or 503
 */
export function failureWith(status: number, retryAfter: number): ReferenceResponse {
  const isDelayed = status === 429 || status === 503;
  const headers = {
    ...json,
    ...(status === 401 && { "www-authenticate": "Bearer" }),
    ...(isDelayed && { "retry-after": String(retryAfter) }),
  };
  const name = errorNames[status] ?? `${(STATUS_CODES[status] ?? "Fake").replaceAll(/[^A-Za-z]/g, "")}Error`;
  const details =
    status === 400 ? { errors: { body: ["failed on request"] } } : { message: "The fake fails on request." };
  return { status, headers, body: { name, ...details } };
}
