import { valueIssues } from "../schemas.ts";
import { eventId, secretNotSent } from "./checks/payloads.ts";
import type { RequestIssue } from "./checks/request-check.ts";
import { requestChecks } from "./checks/requests.ts";
import { isSigned, signatureFormat, signatureIssue } from "./checks/signatures.ts";
import { jsonOf } from "./headers.ts";
import type { DeliveryRequest } from "./listener.ts";

/** What a webhook expects of the requests to it. */
export interface ExpectedDelivery {
  readonly url: string;
  /** Newest first. */
  readonly secrets: readonly string[];
  /** JSON Schema of the events. */
  readonly schema: object;
}

/** What the check with the id `check` finds in a request. */
export interface DeliveryIssue extends RequestIssue {
  readonly check: string;
}

/**
 * Returns what violates the contract in one recorded request: in its headers, its signature and its payload. It also
 * works for operator events. `checkSender` checks what takes several requests, such as retries.
 *
 * @example
 * const issues = deliveryIssues(request, { url, secrets: [secret], schema: eventSchemas["webhook.disabled"] });
 */
export function deliveryIssues(request: DeliveryRequest, { url, secrets, schema }: ExpectedDelivery): DeliveryIssue[] {
  const endpoint = { url, secrets, schemas: {}, events: [] };
  const issues = [...requestChecks, signatureFormat, eventId, secretNotSent].flatMap(({ id, judge }) => {
    const issue = judge(request, endpoint);
    return issue === undefined ? [] : [{ check: id, ...issue }];
  });
  if (!isSigned(request, endpoint)) {
    issues.push({ check: "signature", ...signatureIssue(request, { secrets, requests: [] }) });
  }
  const [invalid] = valueIssues(schema, jsonOf(request));
  if (invalid !== undefined) {
    const got = request.body.toString();
    issues.push({ check: "payload_schema", message: invalid.message, expected: "a payload that is valid", got });
  }
  return issues;
}
