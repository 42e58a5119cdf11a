import type { OperatorWebhook } from "@agent-webhooks/types/delivery";
import { ok } from "../../../src/reference/handler.ts";
import { rules } from "../../../src/reference/rules.ts";
import { type Deviation, mutantsOf, type ProviderMutant } from "../mutant.ts";
import { afterwards, fieldsOf, handling, respondingWith } from "./handlers.ts";

/** Changes what is stored, and returned, when an operator webhook is set. */
const setting = (change: (after: OperatorWebhook, before: OperatorWebhook | undefined) => Partial<OperatorWebhook>) =>
  handling("setOperatorWebhook", async (next, { identity: { organization } }, { operatorWebhooks }) => {
    const before = operatorWebhooks.get(organization);
    const { body } = await next();
    const after = { ...(body as OperatorWebhook), ...change(body as OperatorWebhook, before) };
    operatorWebhooks.set(organization, after);
    return ok(after);
  });

const later = (time: string) => new Date(Date.parse(time) + 1000).toISOString();

/** All organizations have the same operator webhook. */
const shared = (): Deviation => ({
  handlers: (handlers) => {
    const ofOne = (operation: "getOperatorWebhook" | "setOperatorWebhook" | "deleteOperatorWebhook") => ({
      [operation]: (context: Parameters<(typeof handlers)[typeof operation]>[0]) =>
        handlers[operation]({ ...context, identity: { ...context.identity, organization: "" } }),
    });
    return { ...ofOne("getOperatorWebhook"), ...ofOne("setOperatorWebhook"), ...ofOne("deleteOperatorWebhook") };
  },
});

/** What is deleted comes back with its secret. */
const secretSurvives = (): Deviation => {
  const secrets = new Map<string, string>();
  return setting(({ secret, url }) => {
    const kept = secrets.get(url) ?? secret;
    secrets.set(url, kept);
    return { secret: kept };
  })();
};

export const operatorWebhookMutants: readonly ProviderMutant[] = mutantsOf("operator webhook", {
  operator_webhook: {
    set_ignored: handling("setOperatorWebhook", async (next, { identity: { organization } }, { operatorWebhooks }) => {
      const before = operatorWebhooks.get(organization);
      return before === undefined ? next() : ok(before);
    }),
    set_not_stored: afterwards("setOperatorWebhook", ({ operatorWebhooks }, { identity }) => {
      operatorWebhooks.delete(identity.organization);
    }),
    set_disabled: setting(() => ({ enabled: false })),
    url_normalized: setting(({ url }) => ({ url: `${url}/` })),
    repeat_new_secret: setting(({ url }, before) => (before?.url === url ? { secret: rules.newSecret() } : {})),
    other_url_new_secret: setting(({ url }, before) =>
      before !== undefined && before.url !== url ? { secret: rules.newSecret() } : {},
    ),
    operator_secret_too_short: setting((_, before) => ({
      secret: before?.secret ?? `whsec_${Buffer.from(String(Math.random())).toString("base64")}`,
    })),
    secret_survives_delete: secretSurvives,
    repeat_moves_updated_at: setting(({ url, updated_at }, before) =>
      before?.url === url ? { updated_at: later(updated_at) } : {},
    ),
    other_url_same_updated_at: setting(({ updated_at }, before) => ({ updated_at: before?.updated_at ?? updated_at })),
    other_url_created_anew: setting(({ updated_at }) => ({ created_at: updated_at })),
    updated_when_created: setting(({ updated_at }, before) =>
      before === undefined ? { updated_at: later(updated_at) } : {},
    ),
    get_other_secret: respondingWith("getOperatorWebhook", () => ({ secret: rules.newSecret() })),
    operator_webhook_listed: handling("listWebhooks", async (next, { identity }, { operatorWebhooks }) => {
      const response = await next();
      const operatorWebhook = operatorWebhooks.get(identity.organization);
      if (operatorWebhook === undefined) return response;
      const { webhooks, count, ...page } = fieldsOf(response.body);
      const listed = { webhook_id: "wh_operator", event_types: ["message.received"], ...operatorWebhook };
      const all = [...(webhooks as readonly object[]), listed];
      return { ...response, body: { ...page, count: Number(count) + 1, webhooks: all } };
    }),
    operator_webhook_gets_events: handling("publishEvent", async (next, { identity }, { operatorWebhooks }) => {
      const response = await next();
      const { deliveries, ...result } = fieldsOf(response.body);
      const more = operatorWebhooks.has(identity.organization) ? 1 : 0;
      return { ...response, body: { ...result, deliveries: Number(deliveries) + more } };
    }),
    operator_webhook_shared: shared,
    operator_webhook_of_all_deleted: afterwards("deleteOperatorWebhook", ({ operatorWebhooks }) =>
      operatorWebhooks.clear(),
    ),
    operator_webhook_stays: handling("deleteOperatorWebhook", async () => ok("")),
    operator_webhook_deleted_twice: handling("deleteOperatorWebhook", async (next) => {
      await next();
      return ok("");
    }),
  },
});
