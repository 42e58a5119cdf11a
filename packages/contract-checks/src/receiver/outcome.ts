import { STATUS_CODES } from "node:http";
import type { NewFinding } from "../run/check.ts";
import { toCurl } from "./curl.ts";
import type { Answer } from "./send.ts";
import type { Outcome, ReceiverTarget } from "./target.ts";

/** Where the contract says what a receiver is sent and what it answers: `/post/responses/2XX` of an event, say. */
export function pointerTo(eventType: string, below: string): string {
  return `specs/webhooks.yaml#/webhooks/${eventType}${below}`;
}

/** What a finding tells of a request and its answer. */
export function faultOf(
  { url }: ReceiverTarget,
  { delivery, request, answer }: Outcome,
): Pick<NewFinding, "operation" | "got" | "curl"> {
  return { operation: delivery.eventType, got: describe(answer), curl: toCurl(url, request) };
}

/** `302 Found, to /login: <html>…` */
function describe(answer: Answer): string {
  if (answer.status === undefined) return answer.reason;
  const { status, headers, excerpt } = answer;
  const name = STATUS_CODES[status];
  const head = [
    name === undefined ? `${status}` : `${status} ${name}`,
    ...(headers.location ? [`to ${headers.location}`] : []),
  ];
  const body = excerpt.replace(/\s+/g, " ").trim();
  return body === "" ? head.join(", ") : `${head.join(", ")}: ${body}`;
}
