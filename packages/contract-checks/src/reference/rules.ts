import { createHmac, randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { type CreateWebhookRequest, operations, type UpdateWebhookRequest } from "@agent-webhooks/types";
import { WebhookSchema } from "@agent-webhooks/types/schemas";
import { valueIssues } from "../schemas.ts";
import { type AnyOperationId, allOperations } from "../spec/operations.ts";
import { defaultPageSize, maxIds, maxPageSize, namedSchema, type Schema } from "../spec/schema.ts";
import { type DeliveryRules, deliveryRules } from "./delivery-rules.ts";
import { InvalidRequestError, type Issues } from "./errors.ts";
import type { Listed, StoredWebhook } from "./state.ts";

export interface Query {
  readonly limit: number;
  readonly ascending: boolean;
  readonly pageToken: string | undefined;
}

type Text = string | undefined;

/** Every decision of a provider, one function each. Mutants and variants replace some. */
export interface Rules extends DeliveryRules {
  now(): number;
  newId(): string;
  newSecret(): string;
  /** The token in a header, if there is one. */
  tokenOf(authorization: Text): Text;
  isJson(contentType: Text): boolean;
  /** The id in a segment of the path. */
  readId(segment: string): string;
  maxBytes(operation: AnyOperationId): number;
  /** The text of a body, without a byte order mark. @throws TypeError when it is not UTF-8 */
  decodeBody(bytes: Uint8Array): string;
  parse(text: string): unknown;
  /** Whether a body is nested too deep. @param levels how many are allowed */
  isTooDeep(body: unknown, levels?: number): boolean;
  requestSchema(operation: AnyOperationId): Schema;
  bodyIssues(schema: Schema, body: unknown): Issues;
  /** What is wrong with the parameters of a query that are texts. */
  filterIssues(operation: AnyOperationId, query: URLSearchParams): Issues;
  /** @throws InvalidRequestError */
  readQuery(query: URLSearchParams): Query;
  /** Whether a URL points to a private network, and is rejected. By default none is: endpoints of tests are local. */
  isPrivateUrl(url: string): boolean;
  create(body: CreateWebhookRequest, organization: string, rules: Rules): StoredWebhook;
  isSameClient(stored: StoredWebhook, clientId: Text, organization: string): boolean;
  isVisible(stored: StoredWebhook, organization: string): boolean;
  updateIssues(stored: StoredWebhook, change: UpdateWebhookRequest): Issues;
  update(stored: StoredWebhook, change: UpdateWebhookRequest): StoredWebhook;
  /** Whether an update changes something and moves `updated_at`. */
  isChanged(before: StoredWebhook, after: StoredWebhook): boolean;
  /** Ascending order. */
  compare(left: Listed, right: Listed): number;
  /** @param owner the organization, and which of its lists */
  issueToken(last: Listed, ascending: boolean, owner: string): string;
  /** Returns whether an item comes after the page token. @throws InvalidRequestError */
  readToken(token: string, ascending: boolean, owner: string): (item: Listed, rules: Rules) => boolean;
  pageSize(query: Query): number;
  /** Whether there is another page, by how many items this page and all after it have. */
  hasNext(left: number, pageSize: number): boolean;
  render(stored: StoredWebhook): Record<string, unknown>;
  validationError(issues: Issues): unknown;
  error(status: number, name: string, message: string): unknown;
}

/** Levels of objects and arrays in a body. */
const maxDepth = 100;

const idLists = ["inbox_ids", "pod_ids"] as const;
const { minimum: minLimit } = operations.listWebhooks.parameters.query.limit.schema;

/** What the contract requires, decided in the simplest way. */
export const rules: Rules = {
  ...deliveryRules,
  now: () => Date.now(),
  newId: () => `wh_${randomBytes(12).toString("hex")}`,
  newSecret: () => `whsec_${randomBytes(32).toString("base64")}`,
  tokenOf: (authorization) => /^bearer +(\S+)$/i.exec(authorization ?? "")?.[1],
  isJson: (contentType) => contentType?.split(";")[0]?.trim().toLowerCase() === "application/json",
  readId: decode,
  maxBytes: (operation) => allOperations[operation].requestBody?.maxBytes ?? 0,
  decodeBody: (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes),
  parse: (text) => JSON.parse(text),
  isTooDeep: (body, levels = maxDepth) =>
    typeof body === "object" &&
    body !== null &&
    (levels === 0 || Object.values(body).some((value) => rules.isTooDeep(value, levels - 1))),
  requestSchema: (operation) => namedSchema(allOperations[operation].requestBody?.schema ?? ""),
  bodyIssues: (schema, body) => {
    // Fields may have any name, such as `__proto__`.
    const issues = new Map<string, string[]>();
    for (const { message, keyword, field = "" } of valueIssues(schema, body)) {
      const [, path = "", what = ""] = /^(\S*) (.*)$/s.exec(message) ?? [];
      const at = [...path.split("/").slice(1), field].filter((part) => part !== "").join(".") || "body";
      const issue = keyword === "additionalProperties" ? "is not a known field" : what;
      issues.set(at, [...(issues.get(at) ?? []), issue]);
    }
    return Object.fromEntries(issues);
  },
  filterIssues: (operation, query) => {
    const { page_token: _, ...parameters } = allOperations[operation].parameters.query;
    const wrong = Object.entries(parameters).filter(([name, { schema }]) => {
      const text = query.get(name);
      return schema.type === "string" && text !== null && valueIssues(schema, text).length > 0;
    });
    return Object.fromEntries(wrong.map(([name]) => [name, ["is invalid"]]));
  },
  readQuery: (query) => {
    const [limit, ascending, pageToken] = ["limit", "ascending", "page_token"].map((name) => query.get(name));
    const isLimit = limit == null || (/^\d+$/.test(limit) && Number(limit) >= minLimit);
    if (!isLimit) throw new InvalidRequestError({ limit: ["must be an integer of 1 or more"] });
    if (ascending != null && ascending !== "true" && ascending !== "false") {
      throw new InvalidRequestError({ ascending: ["must be true or false"] });
    }
    return {
      limit: Math.min(Number(limit ?? defaultPageSize), maxPageSize),
      ascending: ascending === "true",
      pageToken: pageToken ?? undefined,
    };
  },
  isPrivateUrl: () => false,
  create: (body, organization, rules) => {
    const now = rules.now();
    return {
      ...body,
      webhook_id: rules.newId(),
      organization,
      secret: rules.newSecret(),
      enabled: true,
      inbox_ids: distinct(body.inbox_ids),
      pod_ids: distinct(body.pod_ids),
      created_at: now,
      updated_at: now,
    };
  },
  isSameClient: (stored, clientId, organization) =>
    clientId !== undefined && stored.client_id === clientId && stored.organization === organization,
  isVisible: (stored, organization) => stored.organization === organization,
  updateIssues: (stored, change) => {
    const issues: Record<string, string[]> = {};
    const after = rules.update(stored, change);
    for (const list of idLists) {
      const removed = change[`remove_${list}`] ?? [];
      const added = change[`add_${list}`] ?? [];
      for (const [index, id] of Object.entries(removed)) {
        if (added.includes(id)) issues[`remove_${list}.${index}`] = [`is also in add_${list}`];
      }
      if (after[list].length > maxIds) issues[`add_${list}`] = ["would leave too many ids"];
    }
    const isLimited = ({ inbox_ids, pod_ids }: StoredWebhook) => inbox_ids.length + pod_ids.length > 0;
    if (isLimited(stored) && !isLimited(after)) issues.body = ["would subscribe the webhook to everything"];
    return issues;
  },
  update: (stored, change) => {
    const [inbox_ids = [], pod_ids = []] = idLists.map((list) =>
      distinct([...without(stored[list], change[`remove_${list}`]), ...(change[`add_${list}`] ?? [])]),
    );
    const set = Object.entries(change).filter(([field]) => field in WebhookSchema.properties);
    return { ...stored, ...Object.fromEntries(set), inbox_ids, pod_ids };
  },
  isChanged: (before, after) => !isDeepStrictEqual(before, after),
  compare: (left, right) =>
    left.created_at - right.created_at || Buffer.compare(Buffer.from(left.id), Buffer.from(right.id)),
  ...pageTokenRules(randomBytes(32)),
  pageSize: ({ limit }) => limit,
  hasNext: (left, pageSize) => left > pageSize,
  render: ({ organization: _, inbox_ids, pod_ids, created_at, updated_at, ...webhook }) => ({
    ...webhook,
    ...(inbox_ids.length > 0 && { inbox_ids }),
    ...(pod_ids.length > 0 && { pod_ids }),
    created_at: new Date(created_at).toISOString(),
    updated_at: new Date(updated_at).toISOString(),
  }),
  validationError: (errors) => ({ name: "ValidationError", errors }),
  error: (_status, name, message) => ({ name, message }),
};

/** When something is changed: now, but later than before, also within a millisecond. */
export function changedAt({ now }: Pick<Rules, "now">, before: number): number {
  return Math.max(now(), before + 1);
}

export function distinct(ids: readonly string[] = []): string[] {
  return [...new Set(ids)];
}

export function without(ids: readonly string[], removed: readonly string[] = []): string[] {
  return ids.filter((id) => !removed.includes(id));
}

export function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Page tokens that are valid only where they are sealed with the same key. */
export function pageTokenRules(key: Uint8Array): Pick<Rules, "issueToken" | "readToken"> {
  const seal = (position: string, owner: string) =>
    createHmac("sha256", key).update(`${owner}\n${position}`).digest("base64url");
  return {
    issueToken: ({ created_at, id }, ascending, owner) => {
      const position = JSON.stringify([created_at, id, ascending]);
      return Buffer.from(JSON.stringify([position, seal(position, owner)])).toString("base64url");
    },
    readToken: (token, ascending, owner) => {
      const [position, mac] = parseList(Buffer.from(token, "base64url").toString());
      const [created_at = 0, id = "", issuedAscending] =
        typeof position === "string" && mac === seal(position, owner)
          ? (JSON.parse(position) as [number, string, boolean])
          : [];
      if (issuedAscending !== ascending)
        throw new InvalidRequestError({ page_token: ["was not issued for this list"] });
      return (item, rules) => {
        const order = rules.compare(item, { ...item, created_at, id });
        return ascending ? order > 0 : order < 0;
      };
    },
  };
}

function parseList(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

const schemasWithoutAlternatives = new WeakMap<Schema, Schema>();

/** The schema without `oneOf`, whose issues would be those of every alternative. Events are validated by their type. */
export function withoutAlternatives(schema: Schema): Schema {
  const known = schemasWithoutAlternatives.get(schema);
  if (known !== undefined) return known;
  const without: Schema = JSON.parse(JSON.stringify(schema), (_, value) =>
    value !== null && typeof value === "object" && "oneOf" in value ? { type: "object" } : value,
  );
  schemasWithoutAlternatives.set(schema, without);
  return without;
}
