import { setImmediate as tick } from "node:timers/promises";
import { isObject } from "@agent-webhooks/types/json-schema";
import { type DeliveryFilters, type DeliveryRules, deliveryRules } from "../../../src/reference/delivery-rules.ts";
import { json, type ReferenceResponse, type RequestContext } from "../../../src/reference/handler.ts";
import type { Handlers } from "../../../src/reference/provider.ts";
import type { ReferenceState, StoredDelivery } from "../../../src/reference/state.ts";
import type { AnyOperationId } from "../../../src/spec/operations.ts";
import { type Deviation, withRules } from "../mutant.ts";

/** Calls the correct handler of the operation. */
type Next = () => Promise<ReferenceResponse>;

/** Replaces the handler of an operation. */
export function handling(
  operation: AnyOperationId,
  handle: (next: Next, context: RequestContext, state: ReferenceState, handlers: Handlers) => unknown,
): () => Deviation {
  return () => ({
    handlers: (handlers, state) => ({
      [operation]: (context: RequestContext) =>
        handle(async () => handlers[operation](context), context, state, handlers),
    }),
  });
}

/** Changes the state after an operation succeeded. */
export function afterwards(
  operation: AnyOperationId,
  change: (state: ReferenceState, context: RequestContext, response: ReferenceResponse) => void,
): () => Deviation {
  return handling(operation, async (next, context, state) => {
    const response = await next();
    change(state, context, response);
    return response;
  });
}

/** Changes fields of a successful response; `undefined` removes one. */
export function respondingWith(
  operation: AnyOperationId,
  change: (body: Readonly<Record<string, unknown>>, context: RequestContext) => object,
): () => Deviation {
  return handling(operation, async (next, context) => {
    const response = await next();
    return { ...response, body: { ...(response.body as object), ...change(fieldsOf(response.body), context) } };
  });
}

/** Catches an error of the correct handler, such as a conflict, and responds with this instead. */
export function accepting(
  operation: AnyOperationId,
  respond: (context: RequestContext, state: ReferenceState, handlers: Handlers) => unknown,
): () => Deviation {
  return handling(operation, async (next, context, state, handlers) => {
    try {
      return await next();
    } catch {
      return respond(context, state, handlers);
    }
  });
}

/** Rejects requests of an operation while another one is handled. */
export function rejectingConcurrent(operation: AnyOperationId): () => Deviation {
  return () => {
    let isHandling = false;
    const handle = handling(operation, async (next) => {
      if (isHandling) return conflict("Try again.");
      isHandling = true;
      await tick();
      isHandling = false;
      return next();
    });
    return handle();
  };
}

export function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  return isObject(body) ? body : {};
}

export function conflict(message: string): ReferenceResponse {
  return { status: 409, headers: json, body: { name: "ConflictError", message } };
}

/** Changes the deliveries of the webhook or the event that an operation was for; `undefined` removes one. */
export function changingDeliveries(
  operation: AnyOperationId,
  change: (delivery: StoredDelivery) => Partial<StoredDelivery> | undefined,
): () => Deviation {
  return afterwards(operation, ({ deliveries }, { id }) => {
    for (const delivery of deliveries.values()) {
      if (delivery.webhook_id !== id && delivery.event_id !== id) continue;
      const changed = change(delivery);
      if (changed === undefined) deliveries.delete(delivery.delivery_id);
      else deliveries.set(delivery.delivery_id, { ...delivery, ...changed });
    }
  });
}

/** Lists deliveries as if filters were others. */
export function filteringDeliveries(change: (filters: DeliveryFilters) => Partial<DeliveryFilters>): () => Deviation {
  return withRules({
    isListed: (delivery, filters, event) => deliveryRules.isListed(delivery, { ...filters, ...change(filters) }, event),
  });
}

/** Lists deliveries only where this is true too. */
export function listingOnly(isMeant: DeliveryRules["isListed"]): () => Deviation {
  return withRules({ isListed: (...args) => isMeant(...args) && deliveryRules.isListed(...args) });
}
