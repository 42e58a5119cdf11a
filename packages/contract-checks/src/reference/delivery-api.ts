import { eventTypes, type WebhookEvent } from "@agent-webhooks/types";
import type {
  CreateTokenRequest,
  DeliveryStatus,
  OperationId,
  PublishEventRequest,
  PublishEventsRequest,
  RecoverWebhookRequest,
  RotateSecretRequest,
  SendTestEventRequest,
  SetOperatorWebhookRequest,
  UpdateDeliverySettingsRequest,
} from "@agent-webhooks/types/delivery";
import { DeliveryStatusSchema } from "@agent-webhooks/types/delivery/schemas";
import { eventExamples } from "@agent-webhooks/types/examples";
import { isObject } from "@agent-webhooks/types/json-schema";
import { ConflictError, InvalidRequestError, type Issues } from "./errors.ts";
import { type ApiOptions, type Handler, json, ok, type ReferenceResponse } from "./handler.ts";
import { healthOf, summaryOf } from "./health.ts";
import { listPage } from "./paging.ts";
import type { Rules } from "./rules.ts";
import {
  eventKey,
  type Identity,
  type StoredDelivery,
  type StoredEvent,
  type StoredToken,
  type StoredWebhook,
} from "./state.ts";

/** The operations of `delivery.yaml`. */
export function deliveryApi({ state, rules, deliverer }: ApiOptions): Record<OperationId, Handler> {
  const { webhooks, events, deliveries, tokens, previousSecrets, disabledBecause, deliverySettings, operatorWebhooks } =
    state;

  const createDelivery = ({ event, organization }: StoredEvent, webhookId: string, createdAt: number): string => {
    const delivery: StoredDelivery = {
      delivery_id: rules.newDeliveryId(),
      event_id: event.event_id,
      event_type: event.event_type,
      webhook_id: webhookId,
      status: "pending",
      organization,
      created_at: createdAt,
      next_attempt_at: rules.now(),
      tries: 0,
      attempts: [],
    };
    deliveries.set(delivery.delivery_id, delivery);
    return delivery.delivery_id;
  };

  /** Validates events, and returns a function for each that stores it. */
  const publish = (
    items: readonly PublishEventRequest[],
    { organization }: Identity,
    pathOf: (index: number) => string,
    exact: readonly unknown[],
  ) => {
    const prepared = items.map(({ event, pod_id }, index) => {
      const pod = rules.podOf(event as WebhookEvent, pod_id, pathOf(index));
      const key = eventKey(organization, event.event_id);
      const stored = events.get(key);
      if (stored !== undefined && rules.isErased(stored))
        throw new ConflictError(`The event ${event.event_id} was erased.`);
      if (stored !== undefined && !rules.isSameEvent(stored, event as WebhookEvent, pod)) {
        throw new ConflictError(`The event ${event.event_id} was published before with other content or another pod.`);
      }
      return { key, event: event as WebhookEvent, pod };
    });
    for (const [index, { key, event, pod }] of prepared.entries()) {
      const first = prepared.find((other) => other.key === key);
      const isSame =
        first === undefined ||
        rules.isSameEvent(
          { ...first, exact: undefined, organization, published_at: 0, isTest: false, deliveries: 0 },
          event,
          pod,
        );
      if (!isSame) throw new ConflictError(`The event ${event.event_id} stands twice in the batch, item ${index}.`);
    }
    return prepared.map(({ key, event, pod }, index) => {
      const { event_id } = event;
      const before = events.get(key);
      if (before !== undefined) return { event_id, deliveries: before.deliveries, duplicate: true };
      const matching = [...webhooks.values()].filter((webhook) => rules.isMatch(webhook, { event, organization, pod }));
      const published_at = rules.now();
      const stored: StoredEvent = {
        event,
        exact: exact[index] ?? event,
        organization,
        pod,
        published_at,
        isTest: false,
        deliveries: matching.length,
      };
      events.set(key, stored);
      for (const { webhook_id } of matching) createDelivery(stored, webhook_id, published_at);
      return { event_id, deliveries: matching.length, duplicate: false };
    });
  };

  const setEnabled = (webhook: StoredWebhook, enabled: boolean): StoredWebhook => {
    if (webhook.enabled === enabled) return webhook;
    const changed = { ...webhook, enabled, updated_at: rules.now() };
    webhooks.set(webhook.webhook_id, changed);
    return changed;
  };

  const sendAgain = ({ reason: _, ...delivery }: StoredDelivery): StoredDelivery => {
    const again: StoredDelivery = { ...delivery, status: "pending", next_attempt_at: rules.now(), tries: 0 };
    deliveries.set(delivery.delivery_id, again);
    return again;
  };

  const renderStored = ({ event, organization, pod, published_at }: StoredEvent) => {
    const own = [...deliveries.values()].filter(
      (delivery) => delivery.organization === organization && delivery.event_id === event.event_id,
    );
    const count = (status: DeliveryStatus) => own.filter((delivery) => delivery.status === status).length;
    const inbox_id = rules.inboxOf(event);
    return {
      event_id: event.event_id,
      event_type: event.event_type,
      ...(inbox_id !== undefined && { inbox_id }),
      ...(pod !== undefined && { pod_id: pod }),
      published_at: new Date(published_at).toISOString(),
      deliveries: Object.fromEntries(DeliveryStatusSchema.enum.map((status) => [status, count(status)])),
    };
  };

  const noOperatorWebhook = (): ReferenceResponse => ({
    status: 404,
    headers: json,
    body: rules.error(404, "NotFoundError", "Operator webhook not found."),
  });

  const render = (delivery: StoredDelivery) => renderDelivery(delivery, disabledBecause.get(delivery.webhook_id));

  return {
    publishEvent: ({ body, identity, request }) => {
      rejectInvalidEvents(rules, [body as PublishEventRequest], () => "");
      const exact = rules.parseExactly(String(request.body)) as Partial<PublishEventRequest> | undefined;
      const [result] = publish([body as PublishEventRequest], identity, () => "", [exact?.event]);
      return ok(result, 202);
    },
    publishEvents: ({ body, identity, request }) => {
      const { events: items } = body as PublishEventsRequest;
      const pathOf = (index: number) => `events.${index}.`;
      rejectInvalidEvents(rules, items, pathOf);
      const exact = rules.parseExactly(String(request.body)) as Partial<PublishEventsRequest> | undefined;
      const events = exact?.events?.map(({ event }) => event) ?? [];
      return ok({ results: publish(items, identity, pathOf, events) }, 202);
    },
    listEvents: ({ query, identity }) => {
      const filters = readFilters(rules, "listEvents", query, eventFilters);
      const isListed = (stored: StoredEvent) =>
        rules.isOwn(stored, identity) && !rules.isErased(stored) && rules.isEventListed(stored, filters);
      const owner = JSON.stringify([identity.organization, "events", filters]);
      const { items, fields } = listPage(rules, query, owner, events.values(), isListed, ({ event, published_at }) => {
        return { id: event.event_id, created_at: published_at, updated_at: published_at };
      });
      return ok({ ...fields, events: items.map(renderStored) });
    },
    getEvent: ({ event }) => ok({ ...renderStored(event), event: event.exact }),
    eraseEvent: ({ event, identity: { organization }, id }) => {
      events.set(eventKey(organization, id), { ...event, isErased: true });
      deliverer.settleEvent(organization, id, "cancelled", "event_erased");
      return ok("");
    },
    listDeliveries: ({ query, identity }) => {
      const filters = readFilters(rules, "listDeliveries", query, deliveryFilters);
      const isListed = (delivery: StoredDelivery) =>
        rules.isOwn(delivery, identity) &&
        rules.isListed(delivery, filters, events.get(eventKey(delivery.organization, delivery.event_id)));
      const owner = JSON.stringify([identity.organization, "deliveries", filters]);
      const { items, fields } = listPage(rules, query, owner, deliveries.values(), isListed, (delivery) => {
        return { id: delivery.delivery_id, created_at: delivery.created_at, updated_at: delivery.created_at };
      });
      return ok({ ...fields, deliveries: items.map(render) });
    },
    getDelivery: ({ delivery }) => ok({ ...render(delivery), attempts: delivery.attempts }),
    resendDelivery: ({ delivery }) => {
      const conflict = rules.resendConflict(
        delivery,
        webhooks.get(delivery.webhook_id),
        events.get(eventKey(delivery.organization, delivery.event_id)),
      );
      if (conflict !== undefined) throw new ConflictError(conflict);
      return ok(render(sendAgain(delivery)), 202);
    },
    recoverWebhook: ({ body, webhook, identity }) => {
      const { since, until, dry_run = false } = body as RecoverWebhookRequest;
      const range = [Date.parse(since), until === undefined ? rules.now() + 1 : Date.parse(until)] as const;
      if (range[1] <= range[0]) throw new InvalidRequestError({ until: ["must be after since"] });
      if (!webhook.enabled) throw new ConflictError("The webhook is disabled. Enable it first.");
      const { organization } = identity;
      const covered = [...events.values()].filter(
        (event) =>
          event.organization === organization &&
          !rules.isErased(event) &&
          rules.isRecovered(event.published_at, ...range),
      );
      const ofWebhook = new Map(
        [...deliveries.values()]
          .filter((delivery) => delivery.webhook_id === webhook.webhook_id)
          .map((delivery) => [delivery.event_id, delivery]),
      );
      const failed = covered.flatMap(({ event }) => {
        const delivery = ofWebhook.get(event.event_id);
        return delivery?.status === "failed" ? [delivery] : [];
      });
      const missed = covered.filter(
        (stored) => !ofWebhook.has(stored.event.event_id) && rules.isMatch(webhook, stored),
      );
      if (!dry_run) {
        for (const delivery of failed) sendAgain(delivery);
        for (const stored of missed) createDelivery(stored, webhook.webhook_id, stored.published_at);
      }
      return ok({ count: failed.length + missed.length, failed: failed.length, missed: missed.length }, 202);
    },
    getRecovery: () => ok({ status: "none", count: 0, failed: 0, missed: 0 }),
    getWebhookHealth: ({ webhook }) => ok(healthOf(state, webhook, rules.now())),
    getSummary: ({ identity }) => ok(summaryOf(state, identity.organization, rules.now())),
    sendTestEvent: ({ body, webhook, identity }) => {
      if (!webhook.enabled) throw new ConflictError("The webhook is disabled. Enable it first.");
      const { event_type } = body as SendTestEventRequest;
      const [example] = Object.values<object>(eventExamples[event_type]);
      const event = { ...example, event_id: `evt_test_${crypto.randomUUID()}` } as WebhookEvent;
      const { organization } = identity;
      const stored: StoredEvent = {
        event,
        exact: event,
        organization,
        pod: undefined,
        published_at: rules.now(),
        isTest: true,
        deliveries: 1,
      };
      events.set(eventKey(organization, event.event_id), stored);
      return ok({ delivery_id: createDelivery(stored, webhook.webhook_id, rules.now()) }, 202);
    },
    rotateSecret: ({ body, webhook }) => {
      const { overlap_seconds = defaultOverlap(rules) } = (body ?? {}) as RotateSecretRequest;
      const replaced = { secret: webhook.secret, expires_at: rules.now() + overlap_seconds * 1000 };
      const secret = rules.newSecret();
      const previous = rules.previousSecrets(replaced, previousSecrets.get(webhook.webhook_id) ?? []);
      previousSecrets.set(webhook.webhook_id, previous);
      webhooks.set(webhook.webhook_id, { ...webhook, secret, updated_at: rules.now() });
      return ok({ secret, previous_expires_at: new Date(replaced.expires_at).toISOString() });
    },
    enableWebhook: ({ webhook }) => {
      if (!webhook.enabled) state.enabledAt.set(webhook.webhook_id, rules.now());
      disabledBecause.delete(webhook.webhook_id);
      return ok(rules.render(setEnabled(webhook, true)));
    },
    disableWebhook: ({ webhook }) => {
      if (webhook.enabled) disabledBecause.set(webhook.webhook_id, "request");
      const disabled = setEnabled(webhook, false);
      deliverer.settle(webhook.webhook_id, "failed", "webhook_disabled");
      return ok(rules.render(disabled));
    },
    getDeliverySettings: ({ webhook }) => ok(deliverySettings.get(webhook.webhook_id) ?? {}),
    updateDeliverySettings: ({ body, webhook }) => {
      const changed = { ...deliverySettings.get(webhook.webhook_id), ...(body as UpdateDeliverySettingsRequest) };
      const settings = Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== null));
      deliverySettings.set(webhook.webhook_id, settings);
      return ok(settings);
    },
    getOperatorWebhook: ({ identity }) => {
      const operatorWebhook = operatorWebhooks.get(identity.organization);
      return operatorWebhook === undefined ? noOperatorWebhook() : ok(operatorWebhook);
    },
    setOperatorWebhook: ({ body, identity: { organization } }) => {
      const { url } = body as SetOperatorWebhookRequest;
      const now = new Date(rules.now()).toISOString();
      const before = operatorWebhooks.get(organization);
      const { secret, created_at } = before ?? { secret: rules.newSecret(), created_at: now };
      const isSame = before?.url === url;
      const after = isSame ? before : { url, secret, enabled: true, created_at, updated_at: now };
      operatorWebhooks.set(organization, after);
      return ok(after);
    },
    deleteOperatorWebhook: ({ identity }) =>
      operatorWebhooks.delete(identity.organization) ? ok("") : noOperatorWebhook(),
    listTokens: ({ query }) => {
      const { items, fields } = listPage(
        rules,
        query,
        "tokens",
        tokens.values(),
        () => true,
        ({ token_id, created_at }) => ({ id: token_id, created_at, updated_at: created_at }),
      );
      return ok({ ...fields, tokens: items.map(({ token: _, ...stored }) => renderToken(stored)) });
    },
    createToken: ({ body }) => {
      const { organization_id, scopes, expires_at } = body as CreateTokenRequest;
      const expires = expires_at === undefined ? undefined : Date.parse(expires_at);
      if (expires !== undefined && expires <= rules.now()) {
        throw new InvalidRequestError({ expires_at: ["must be in the future"] });
      }
      const stored: StoredToken = {
        token_id: rules.newTokenId(),
        token: rules.newToken(),
        organization_id,
        scopes,
        created_at: rules.now(),
        expires_at: expires,
      };
      tokens.set(stored.token_id, stored);
      return ok({ ...renderToken(stored), token: stored.token });
    },
    revokeToken: ({ id }) => {
      tokens.delete(id);
      return ok("");
    },
  };
}

const eventFilters = ["event_type", "inbox_id", "since", "until"] as const;
const deliveryFilters = [...eventFilters, "webhook_id", "event_id", "status", "outcome"] as const;

/** The filters in a query. @throws InvalidRequestError when one is invalid */
function readFilters<Name extends string>(
  rules: Rules,
  operation: OperationId,
  query: URLSearchParams,
  names: readonly Name[],
): Record<Name, string | null> {
  const issues = rules.filterIssues(operation, query);
  if (Object.keys(issues).length > 0) throw new InvalidRequestError(issues);
  const [since, until] = [query.get("since"), query.get("until")];
  if (since !== null && until !== null && Date.parse(until) <= Date.parse(since)) {
    throw new InvalidRequestError({ until: ["must be after since"] });
  }
  return Object.fromEntries(names.map((name) => [name, query.get(name)])) as Record<Name, string | null>;
}

/** @throws InvalidRequestError when an event is invalid by the schema of its type */
function rejectInvalidEvents(
  rules: Rules,
  items: readonly PublishEventRequest[],
  pathOf: (index: number) => string,
): void {
  const issues: Issues = Object.fromEntries(
    items.flatMap(({ event }, index) =>
      Object.entries(eventIssues(rules, event)).map(([path, messages]) => [
        [`${pathOf(index)}event`, path].filter((part) => part !== "body").join("."),
        messages,
      ]),
    ),
  );
  if (Object.keys(issues).length > 0) throw new InvalidRequestError(issues);
}

function eventIssues(rules: Rules, event: unknown): Issues {
  const type = isObject(event) ? event.event_type : undefined;
  const known = eventTypes.find((known) => known === type);
  if (known === undefined) return { event_type: ["must be one of the event types"] };
  return rules.bodyIssues(rules.eventSchema(known), event);
}

function defaultOverlap(rules: Rules): number {
  return Number(rules.requestSchema("rotateSecret").properties?.overlap_seconds?.default);
}

function renderDelivery(
  { organization: _, tries: __, attempts, created_at, next_attempt_at, reason, ...delivery }: StoredDelivery,
  because: string | undefined,
) {
  const isDisabled = (reason === "webhook_disabled" || reason === "gone") && because !== undefined;
  return {
    ...delivery,
    ...(reason !== undefined && { reason }),
    created_at: new Date(created_at).toISOString(),
    ...(next_attempt_at !== undefined && { next_attempt_at: new Date(next_attempt_at).toISOString() }),
    ...(isDisabled && { webhook_disabled_because: because }),
    explanation: `${delivery.status} after ${attempts.length} attempts${reason === undefined ? "" : `: ${reason}`}`,
  };
}

function renderToken({ created_at, expires_at, ...token }: Omit<StoredToken, "token"> & { readonly token?: string }) {
  const { token: _, ...shown } = token;
  return {
    ...shown,
    created_at: new Date(created_at).toISOString(),
    ...(expires_at !== undefined && { expires_at: new Date(expires_at).toISOString() }),
  };
}
