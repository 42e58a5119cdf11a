import { isDeepStrictEqual } from "node:util";
import { WebhookSchema } from "@agent-webhooks/types/schemas";
import { operationPointer, schemaPointer } from "../spec/pointer.ts";
import { type Answer, Broken, withoutSecrets } from "./response.ts";

/** A webhook as it was answered: only its id is sure to be there. */
export interface SeenWebhook {
  readonly webhook_id: string;
  readonly url?: string;
  readonly secret?: string;
  readonly created_at?: string;
  readonly updated_at?: string;
  readonly enabled?: boolean;
  readonly client_id?: string;
  readonly event_types?: readonly string[];
  readonly inbox_ids?: readonly string[];
  readonly pod_ids?: readonly string[];
}

export interface SeenPage {
  readonly webhooks: SeenWebhook[];
  readonly count?: unknown;
  readonly limit?: unknown;
  readonly next_page_token?: string;
}

/** The fields of a webhook that the contract knows. Others may be there, and may be anything. */
const fields = Object.keys(WebhookSchema.properties) as (keyof typeof WebhookSchema.properties)[];

type Field = (typeof fields)[number];

/** @throws Broken when the status is another */
export function expectStatus(answer: Answer, status: number | readonly number[], because: string): Answer {
  const expected = [status].flat();
  if (expected.includes(answer.status)) return answer;
  const { operation, request } = answer;
  const [first = 0] = expected;
  const isDocumented = operation !== undefined && first in operation.responses;
  throw new Broken(
    answer.fault({
      message: `${operation?.id ?? `${request.method} ${request.path}`} answered ${answer.status}, not ${expected.join(" or ")}`,
      expected: `${expected.join(" or ")}: ${because}`,
      ...(isDocumented && { pointer: operationPointer(operation, "responses", first) }),
    }),
  );
}

/** The webhook in an answer. @throws Broken when the answer is no 200 with a webhook */
export function webhookOf(answer: Answer, because = "the request is valid"): SeenWebhook {
  expectStatus(answer, 200, because);
  const webhook = answer.json as SeenWebhook | null | undefined;
  if (typeof webhook?.webhook_id === "string") return webhook;
  throw new Broken(
    answer.fault({
      message: "the answer is not a webhook",
      expected: "a webhook, with its webhook_id",
      pointer: schemaPointer("Webhook"),
    }),
  );
}

/** The page in an answer. @throws Broken when the answer is no 200 with a page */
export function pageOf(answer: Answer, because = "the request is valid"): SeenPage {
  expectStatus(answer, 200, because);
  const page = answer.json as SeenPage | null | undefined;
  const isPage =
    Array.isArray(page?.webhooks) && page.webhooks.every((webhook) => typeof webhook?.webhook_id === "string");
  if (isPage) return page;
  throw new Broken(
    answer.fault({
      message: "the answer is not a page of webhooks",
      expected: "webhooks, each with its webhook_id",
      pointer: schemaPointer("ListWebhooksResponse"),
    }),
  );
}

/** @throws Broken when the two are not equal */
export function expectEqual(answer: Answer, actual: unknown, expected: unknown, what: string, pointer?: string): void {
  if (isDeepStrictEqual(actual, expected)) return;
  throw new Broken(
    answer.fault({
      message: `${what} is not what it should be`,
      expected: `${what}: ${show(expected)}`,
      got: show(actual),
      ...(pointer !== undefined && { pointer }),
    }),
  );
}

/** @throws Broken when it is not so */
export function expectThat(answer: Answer, holds: boolean, message: string, expected: string, got?: string): void {
  if (holds) return;
  throw new Broken(answer.fault({ message, expected, ...(got !== undefined && { got }) }));
}

/**
 * Compares the fields that the contract knows. An absent list is an empty one, and times are moments, however written.
 *
 * @param except fields that may differ
 * @throws Broken when one of them differs
 */
export function expectSame(answer: Answer, actual: SeenWebhook, expected: SeenWebhook, except: Field[] = []): void {
  for (const field of fields) {
    if (except.includes(field)) continue;
    const pointer = schemaPointer("Webhook", ["properties", field]);
    expectEqual(answer, plain(actual, field), plain(expected, field), field, pointer);
  }
}

/** Inboxes or pods of a webhook; none when the list is not there. */
export function scopes(webhook: SeenWebhook, kind: "inbox_ids" | "pod_ids"): readonly string[] {
  return webhook[kind] ?? [];
}

/** A time as milliseconds. */
export function time(value: string | undefined): number {
  return Date.parse(value ?? "");
}

/** A time in one way of writing, so that it can be compared and shown; what is no time stays what it is. */
export function moment(value: string | undefined): string | undefined {
  const milliseconds = time(value);
  return Number.isNaN(milliseconds) ? value : new Date(milliseconds).toISOString();
}

function plain(webhook: SeenWebhook, field: Field): unknown {
  if (field === "inbox_ids" || field === "pod_ids") return scopes(webhook, field);
  if (field === "created_at" || field === "updated_at") return moment(webhook[field]);
  return webhook[field];
}

function show(value: unknown): string {
  return value === undefined ? "nothing" : withoutSecrets(JSON.stringify(value));
}
