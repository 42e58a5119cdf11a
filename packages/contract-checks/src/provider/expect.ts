import { isDeepStrictEqual } from "node:util";
import type { ListWebhooksResponse, Webhook } from "@agent-webhooks/types";
import { isObject } from "@agent-webhooks/types/json-schema";
import { WebhookSchema } from "@agent-webhooks/types/schemas";
import { toPathTemplate } from "../spec/operations.ts";
import { operationPointer, schemaPointer } from "../spec/pointer.ts";
import type { Schema } from "../spec/schema.ts";
import { CheckFailedError, type TargetResponse, withoutSecrets } from "./response.ts";

/** A webhook in a response: only its id is certain to be there. */
export type ObservedWebhook = Pick<Webhook, "webhook_id"> & {
  readonly [Field in Exclude<keyof Webhook, "webhook_id">]?: Webhook[Field] | undefined;
};

/** A page of webhooks in a response. */
export type ObservedPage = Partial<Omit<ListWebhooksResponse, "webhooks">> & { readonly webhooks: ObservedWebhook[] };

export type WebhookField = keyof typeof WebhookSchema.properties;

/** The fields of a webhook in the contract. A webhook may have others. */
export const webhookFields = Object.keys(WebhookSchema.properties) as WebhookField[];

/** @throws CheckFailedError when the status is another */
export function expectStatus(
  response: TargetResponse,
  status: number | readonly number[],
  because: string,
): TargetResponse {
  const expected = [status].flat();
  if (expected.includes(response.status)) return response;
  const { operation, request } = response;
  const [first = 0] = expected;
  const name = operation?.id ?? `${request.method} ${toPathTemplate(request.path)}`;
  const isDocumented = operation !== undefined && first in operation.responses;
  return fail(response, {
    message: `${name} returned ${response.status}, not ${expected.join(" or ")}`,
    expected: `${expected.join(" or ")}: ${because}`,
    ...(isDocumented && { pointer: operationPointer(operation, "responses", first) }),
  });
}

/** The JSON object in a response, or an empty one. @throws CheckFailedError when the status is another */
export function objectOf(response: TargetResponse, status: number, because: string): Readonly<Record<string, unknown>> {
  const { json } = expectStatus(response, status, because);
  return isObject(json) ? json : {};
}

/** The webhook in a response. @throws CheckFailedError when the response is not a 200 with a webhook */
export function webhookOf(response: TargetResponse, because = "the request is valid"): ObservedWebhook {
  expectStatus(response, 200, because);
  const webhook = response.json as ObservedWebhook | null | undefined;
  if (typeof webhook?.webhook_id === "string") return webhook;
  return fail(response, {
    message: "the response is not a webhook",
    expected: "a webhook, with its webhook_id",
    pointer: schemaPointer("Webhook"),
  });
}

/**
 * The page in a response. A page token that is `null` or empty, which response_schema_conformance reports, is left out.
 *
 * @throws CheckFailedError when the response is not a 200 with a page
 */
export function pageOf(response: TargetResponse, because = "the request is valid"): ObservedPage {
  expectStatus(response, 200, because);
  const page = response.json as ObservedPage | null | undefined;
  const isPage =
    Array.isArray(page?.webhooks) && page.webhooks.every((webhook) => typeof webhook?.webhook_id === "string");
  if (isPage) {
    const { next_page_token, ...rest } = page;
    return next_page_token ? page : rest;
  }
  return fail(response, {
    message: "the response is not a page of webhooks",
    expected: "webhooks, each with its webhook_id",
    pointer: schemaPointer("ListWebhooksResponse"),
  });
}

/** @throws CheckFailedError when the values are not equal */
export function expectEqual(
  response: TargetResponse,
  actual: unknown,
  expected: unknown,
  what: string,
  pointer?: string,
): void {
  if (isDeepStrictEqual(actual, expected)) return;
  fail(response, {
    message: `unexpected ${what}`,
    expected: `${what}: ${display(expected)}`,
    got: display(actual),
    ...(pointer !== undefined && { pointer }),
  });
}

/** @throws CheckFailedError when the condition is false */
export function expectThat(
  response: TargetResponse,
  holds: boolean,
  message: string,
  expected: string,
  got?: string,
): void {
  if (!holds) fail(response, { message, expected, ...(got !== undefined && { got }) });
}

/** @throws CheckFailedError when the status is 500 or above */
export function expectNoServerError(response: TargetResponse): void {
  const message = `${response.request.method} failed with ${response.status}`;
  expectThat(response, response.status < 500, message, "no server error, whatever the request");
}

/**
 * Compares the fields of the contract. An absent list equals an empty one, lists without duplicates are compared as sets
 * and times as instants.
 *
 * @param except fields that may differ
 * @throws CheckFailedError when one of them differs
 */
export function expectSame(
  response: TargetResponse,
  actual: ObservedWebhook,
  expected: ObservedWebhook,
  except: readonly WebhookField[] = [],
): void {
  for (const field of webhookFields) {
    if (except.includes(field)) continue;
    const pointer = schemaPointer("Webhook", ["properties", field]);
    expectEqual(response, comparable(actual, field), comparable(expected, field), field, pointer);
  }
}

/** Bytes of a secret (Standard Webhooks, "Signature scheme"). */
const [minSecretBytes, maxSecretBytes] = [24, 64];

/** @throws CheckFailedError when the secret is not base64, or its key is too short or too long */
export function expectSecret(response: TargetResponse, secret: string): void {
  const encoded = secret.replace(/^whsec_/, "");
  const key = Buffer.from(encoded, "base64");
  const isBase64 = key.toString("base64").replace(/=+$/, "") === encoded.replace(/=+$/, "");
  expectThat(response, isBase64, "the secret is not base64", "whsec_ and base64 (RFC 4648)");
  const isOfLength = key.length >= minSecretBytes && key.length <= maxSecretBytes;
  const expected = `a key of ${minSecretBytes} to ${maxSecretBytes} bytes`;
  expectThat(response, isOfLength, "the secret is too short or too long", expected, `${key.length} bytes`);
}

/** Reads a webhook and compares it. @throws CheckFailedError when it differs, or cannot be read */
export function expectWebhook(read: TargetResponse, expected: ObservedWebhook, because?: string): void {
  expectSame(read, webhookOf(read, because), expected);
}

/** Inboxes or pods of a webhook; none when the list is absent. */
export function idsOf(webhook: ObservedWebhook, kind: "inbox_ids" | "pod_ids"): readonly string[] {
  return webhook[kind] ?? [];
}

export function toMilliseconds(time: string | undefined): number {
  return Date.parse(time ?? "");
}

/**
 * A time in one notation, so that two can be compared and shown, with all digits of its fraction; an invalid time is
 * returned as it is.
 */
export function toIsoTime(time: string | undefined): string | undefined {
  const milliseconds = toMilliseconds(time);
  if (time === undefined || Number.isNaN(milliseconds)) return time;
  // The digits after the milliseconds, which Date drops.
  const [, more = ""] = /\.\d{3}(\d*?)0*(?:Z|[+-][\d:]+)$/i.exec(time) ?? [];
  return new Date(milliseconds).toISOString().replace("Z", `${more}Z`);
}

/** The same instant, in whole milliseconds, two hours east of Greenwich. */
export function toOtherZone(time: string): string {
  return new Date(toMilliseconds(time) + 7_200_000).toISOString().replace("Z", "+02:00");
}

function fail(response: TargetResponse, finding: Parameters<TargetResponse["finding"]>[0]): never {
  throw new CheckFailedError(response.finding(finding));
}

function comparable(webhook: ObservedWebhook, field: WebhookField): unknown {
  const schema: Schema = WebhookSchema.properties[field];
  const value: unknown = webhook[field];
  if (schema.type === "array" && !schema.minItems) return value ?? [];
  // The contract gives the items of such a list no order.
  if (schema.uniqueItems && Array.isArray(value)) return value.toSorted();
  return schema.format === "date-time" ? toIsoTime(value as string | undefined) : value;
}

function display(value: unknown): string {
  return value === undefined ? "nothing" : withoutSecrets(JSON.stringify(value));
}
