import type { HttpRequest } from "../../../src/provider/http.ts";
import { ok } from "../../../src/reference/handler.ts";
import { rules } from "../../../src/reference/rules.ts";
import type { ReferenceState } from "../../../src/reference/state.ts";
import { type Deviation, mutantsOf, type ProviderMutant, withRules } from "../mutant.ts";
import { leakingTo } from "../tenancy.ts";
import { afterwards, conflict, fieldsOf, handling } from "./handlers.ts";

/** In some requests, what another organization owns seems to be that of the token. */
const owningAll = (isMeant: (request: HttpRequest) => boolean) => (): Deviation => {
  let isOwner = false;
  return {
    rules: { isOwn: (...args) => isOwner || rules.isOwn(...args) },
    onRequest: (request) => {
      isOwner = isMeant(request);
    },
  };
};

/** A page token shows the items of its organization that are meant, whoever sends it. */
const pageTokenDecides = (isMeant: (item: object) => boolean) => (): Deviation => {
  let owner: string | undefined;
  return {
    rules: {
      issueToken: (last, ascending, list) =>
        Buffer.from(JSON.stringify([list, rules.issueToken(last, ascending, list)])).toString("base64url"),
      readToken: (token, ascending, list) => {
        const [issuedFor = list, inner = token] = parseList(token);
        owner = String(parseJson(issuedFor)?.[0] ?? "");
        return rules.readToken(inner, ascending, issuedFor);
      },
      isOwn: (item, identity) =>
        rules.isOwn(item, owner && isMeant(item) ? { ...identity, organization: owner } : identity),
    },
    onRequest: () => {
      owner = undefined;
    },
  };
};

/** Cancels the deliveries of an erased event in every organization. */
function cancelDeliveries({ deliveries }: ReferenceState, { id }: { readonly id: string }): void {
  for (const [key, delivery] of deliveries) {
    if (delivery.event_id !== id || delivery.status !== "pending") continue;
    deliveries.set(key, { ...delivery, status: "cancelled", reason: "event_erased" });
  }
}

export const deliveryTenancyMutants: readonly ProviderMutant[] = mutantsOf("delivery tenancy", {
  delivery_tenancy: {
    deliveries_of_all: withRules({ isOwn: () => true }),
    control_of_all: withRules({ isVisible: () => true }),
    others_forbidden: () => ({
      rules: { isOwn: () => true },
      transform: (response, { headers, path }) =>
        /deliveries\/./.test(path) && headers.authorization === "Bearer b-token"
          ? { ...response, status: 403 }
          : response,
    }),
    listed_to_all: owningAll(({ method, path }) => method === "GET" && /deliveries(\?|$)/.test(path)),
    read_by_all: owningAll(({ method, path }) => method === "GET" && /deliveries\/./.test(path)),
    ...Object.fromEntries(
      ["recover", "test", "rotate-secret", "enable", "disable"].map((action) => [
        `${action.replace("-", "_")}_by_all`,
        leakingTo(({ path }) => path.endsWith(`/${action}`)),
      ]),
    ),
    resend_by_all: owningAll(({ path }) => path.endsWith("/resend")),
  },
  publish_tenancy: {
    events_of_all: withRules({
      isMatch: (webhook, facts) => rules.isMatch({ ...webhook, organization: facts.organization }, facts),
    }),
    ids_of_all: handling("publishEvent", (next, { body, identity }, { events }) => {
      const { event_id } = fieldsOf(fieldsOf(body).event);
      const isTaken = [...events.values()].some(
        ({ event, organization }) => event.event_id === event_id && organization !== identity.organization,
      );
      return isTaken ? conflict("It was published before.") : next();
    }),
    duplicates_of_all: handling("publishEvent", (next, { body, identity }, { events }) => {
      const { event_id } = fieldsOf(fieldsOf(body).event);
      const isTaken = [...events.values()].some(
        ({ event, organization }) => event.event_id === event_id && organization !== identity.organization,
      );
      return isTaken ? ok({ event_id, deliveries: 0, duplicate: true }, 202) : next();
    }),
    counts_of_all_organizations: handling("getEvent", async (next, { id }, { deliveries }) => {
      const response = await next();
      const all = [...deliveries.values()].filter(({ event_id }) => event_id === id);
      const statuses = Object.keys(fieldsOf(fieldsOf(response.body).deliveries));
      const counts = statuses.map((name) => [name, all.filter(({ status }) => status === name).length]);
      return { ...response, body: { ...fieldsOf(response.body), deliveries: Object.fromEntries(counts) } };
    }),
    erased_in_all_organizations: afterwards("eraseEvent", ({ events }, { id }) => {
      for (const [key, stored] of events) {
        if (stored.event.event_id === id) events.set(key, { ...stored, isErased: true });
      }
    }),
    cancelled_in_all_organizations: afterwards("eraseEvent", cancelDeliveries),
    cancelled_later_in_all_organizations: () => {
      const erased = new Set<string>();
      return {
        handlers: (handlers, state) => ({
          eraseEvent: (context) => {
            erased.add(context.id);
            return handlers.eraseEvent(context);
          },
          getDelivery: (context) => {
            for (const id of erased) cancelDeliveries(state, { id });
            return handlers.getDelivery(context);
          },
        }),
      };
    },
  },
  delivery_tenancy_page_token: {
    delivery_page_token_decides: pageTokenDecides((item) => "delivery_id" in item),
    event_page_token_decides: pageTokenDecides((item) => "event" in item),
  },
});

function parseList(token: string): string[] {
  return (parseJson(Buffer.from(token, "base64url").toString()) ?? []).map(String);
}

function parseJson(text: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
