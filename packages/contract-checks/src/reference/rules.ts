import { createHmac, randomBytes } from "node:crypto";
import { type Operation, type OperationId, operations } from "@agent-webhooks/types";
import { valueIssues } from "../schemas.ts";
import { namedSchema, type Schema } from "../spec/schema.ts";

/** Whose a token is, and what it may do. */
export interface Identity {
  readonly organization: string;
  readonly scopes: readonly string[];
}

export interface StoredWebhook {
  readonly id: string;
  readonly organization: string;
  readonly url: string;
  readonly secret: string;
  readonly clientId: string | undefined;
  readonly eventTypes: readonly string[];
  readonly inboxIds: readonly string[];
  readonly podIds: readonly string[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface CreateBody {
  readonly url: string;
  readonly event_types: readonly string[];
  readonly inbox_ids?: readonly string[];
  readonly pod_ids?: readonly string[];
  readonly client_id?: string;
}

export interface Change {
  readonly add_inbox_ids?: readonly string[];
  readonly add_pod_ids?: readonly string[];
  readonly remove_inbox_ids?: readonly string[];
  readonly remove_pod_ids?: readonly string[];
}

/** Dotted path → what is wrong there. */
export type Issues = Readonly<Record<string, readonly string[]>>;

export interface Query {
  readonly limit: number;
  readonly ascending: boolean;
  readonly pageToken: string | undefined;
}

type Text = string | undefined;

/** Every decision of a provider, one function each: a variant of a provider, or a faulty one, decides some otherwise. */
export interface Rules {
  now(): number;
  newId(): string;
  newSecret(): string;
  /** The token in a header; `undefined`: there is none. */
  tokenOf(authorization: Text): Text;
  isJson(contentType: Text): boolean;
  maxBytes(operation: OperationId): number;
  parse(text: string): unknown;
  requestSchema(operation: OperationId): Schema;
  bodyIssues(schema: Schema, body: unknown): Issues;
  /** Throws the problems. */
  readQuery(query: URLSearchParams): Query;
  /** What a create makes, when it makes something. */
  create(body: CreateBody, organization: string, rules: Rules): StoredWebhook;
  isSameClient(stored: StoredWebhook, clientId: Text, organization: string): boolean;
  isVisible(stored: StoredWebhook, organization: string): boolean;
  updateIssues(stored: StoredWebhook, update: Change): Issues;
  change(stored: StoredWebhook, change: Change): StoredWebhook;
  /** Whether a change is one; if so, `updated_at` moves. */
  isChanged(before: StoredWebhook, after: StoredWebhook): boolean;
  /** Ascending order. */
  compare(left: StoredWebhook, right: StoredWebhook): number;
  issueToken(last: StoredWebhook, ascending: boolean, organization: string): string;
  /** Throws the problems. Answers whether a webhook is behind the position. */
  readToken(token: string, ascending: boolean, organization: string): (stored: StoredWebhook, rules: Rules) => boolean;
  /** How many of what is left a page takes. */
  pageSize(query: Query): number;
  /** The limit that a page tells, and whether there is another one behind. */
  hasNext(left: number, size: number): boolean;
  render(stored: StoredWebhook): Record<string, unknown>;
  validationError(problems: Issues): unknown;
  error(status: number, name: string, message: string): unknown;
}

/** What a request is refused for. */
export class InvalidRequestError extends Error {
  readonly problems: Issues;

  constructor(problems: Issues) {
    super("the request is not valid");
    this.problems = problems;
  }
}

const key = randomBytes(32);
const { limit: limitParameter } = operations.listWebhooks.parameters.query;
const served = limitParameter.schema["x-served-maximum"];

/** What the contract says, decided in the plainest way. */
export const rules: Rules = {
  now: () => Date.now(),
  newId: () => `wh_${randomBytes(12).toString("hex")}`,
  newSecret: () => `whsec_${randomBytes(32).toString("base64")}`,
  tokenOf: (authorization) => /^bearer +(\S+)$/i.exec(authorization ?? "")?.[1],
  isJson: (contentType) => contentType?.split(";")[0]?.trim().toLowerCase() === "application/json",
  maxBytes: (operation) => (operations[operation] as Operation).requestBody?.maxBytes ?? 0,
  parse: (text) => JSON.parse(text),
  requestSchema: (operation) => namedSchema((operations[operation] as Operation).requestBody?.schema ?? ""),
  bodyIssues: (schema, body) => {
    const problems: Record<string, string[]> = {};
    for (const { message } of valueIssues(schema, body)) {
      const [, path = "", what = ""] = /^(\S*) (.*)$/s.exec(message) ?? [];
      const [, missing] = /required property '(.*)'/.exec(what) ?? [];
      const at = [...path.split("/").slice(1), missing ?? ""].filter((part) => part !== "").join(".") || "body";
      problems[at] = [...(problems[at] ?? []), what];
    }
    return problems;
  },
  readQuery: (query) => {
    const [limit, ascending, pageToken] = ["limit", "ascending", "page_token"].map((name) => query.get(name));
    const isLimit = limit == null || (/^\d+$/.test(limit) && Number(limit) >= limitParameter.schema.minimum);
    if (!isLimit) throw new InvalidRequestError({ limit: ["must be an integer of 1 or more"] });
    if (ascending != null && ascending !== "true" && ascending !== "false") {
      throw new InvalidRequestError({ ascending: ["must be true or false"] });
    }
    return {
      limit: Math.min(Number(limit ?? limitParameter.schema.default), served),
      ascending: ascending === "true",
      pageToken: pageToken ?? undefined,
    };
  },
  create: (body, organization, rules) => {
    const now = rules.now();
    return {
      id: rules.newId(),
      organization,
      url: body.url,
      secret: rules.newSecret(),
      clientId: body.client_id,
      eventTypes: body.event_types,
      inboxIds: distinct(body.inbox_ids),
      podIds: distinct(body.pod_ids),
      createdAt: now,
      updatedAt: now,
    };
  },
  isSameClient: (stored, clientId, organization) =>
    clientId !== undefined && stored.clientId === clientId && stored.organization === organization,
  isVisible: (stored, organization) => stored.organization === organization,
  updateIssues: (stored, change) => {
    const problems: Record<string, string[]> = {};
    for (const kind of ["inbox_ids", "pod_ids"] as const) {
      const removed = change[`remove_${kind}`] ?? [];
      const both = (change[`add_${kind}`] ?? []).find((id) => removed.includes(id));
      if (both !== undefined) problems[`remove_${kind}`] = [`${both} is in add_${kind} too`];
    }
    const after = rules.change(stored, change);
    const most = namedSchema("InboxIds").maxItems ?? 0;
    if (after.inboxIds.length > most) problems.add_inbox_ids = ["would leave too many inboxes"];
    if (after.podIds.length > most) problems.add_pod_ids = ["would leave too many pods"];
    const isLimited = ({ inboxIds, podIds }: StoredWebhook) => inboxIds.length + podIds.length > 0;
    if (isLimited(stored) && !isLimited(after)) problems.body = ["would widen the webhook to everything"];
    return problems;
  },
  change: (stored, change) => ({
    ...stored,
    inboxIds: distinct([...without(stored.inboxIds, change.remove_inbox_ids), ...(change.add_inbox_ids ?? [])]),
    podIds: distinct([...without(stored.podIds, change.remove_pod_ids), ...(change.add_pod_ids ?? [])]),
  }),
  isChanged: (before, after) =>
    JSON.stringify([before.inboxIds, before.podIds]) !== JSON.stringify([after.inboxIds, after.podIds]),
  compare: (left, right) =>
    left.createdAt - right.createdAt || Buffer.compare(Buffer.from(left.id), Buffer.from(right.id)),
  issueToken: ({ createdAt, id }, ascending, organization) => {
    const position = JSON.stringify([createdAt, id, ascending]);
    return Buffer.from(JSON.stringify([position, seal(position, organization)])).toString("base64url");
  },
  readToken: (token, ascending, organization) => {
    const wrong = new InvalidRequestError({ page_token: ["was not issued for this list"] });
    const [position, mac] = readList(Buffer.from(token, "base64url").toString());
    if (typeof position !== "string" || mac !== seal(position, organization)) throw wrong;
    const [createdAt, id, issuedAscending]: [number, string, boolean] = JSON.parse(position);
    if (issuedAscending !== ascending) throw wrong;
    return (stored, rules) => {
      const order = rules.compare(stored, { ...stored, createdAt, id });
      return ascending ? order > 0 : order < 0;
    };
  },
  pageSize: ({ limit }) => limit,
  hasNext: (left, size) => left > size,
  render: (stored) => ({
    webhook_id: stored.id,
    url: stored.url,
    event_types: stored.eventTypes,
    ...(stored.inboxIds.length > 0 && { inbox_ids: stored.inboxIds }),
    ...(stored.podIds.length > 0 && { pod_ids: stored.podIds }),
    ...(stored.clientId !== undefined && { client_id: stored.clientId }),
    secret: stored.secret,
    enabled: true,
    created_at: new Date(stored.createdAt).toISOString(),
    updated_at: new Date(stored.updatedAt).toISOString(),
  }),
  validationError: (errors) => ({ name: "ValidationError", errors }),
  error: (_status, name, message) => ({ name, message }),
};

export function distinct(ids: readonly string[] = []): string[] {
  return [...new Set(ids)];
}

export function without(ids: readonly string[], removed: readonly string[] = []): string[] {
  return ids.filter((id) => !removed.includes(id));
}

function seal(position: string, organization: string): string {
  return createHmac("sha256", key).update(`${organization}\n${position}`).digest("base64url");
}

function readList(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
