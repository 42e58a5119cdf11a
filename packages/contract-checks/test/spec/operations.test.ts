import { operations } from "@agent-webhooks/types";
import { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { expect, test } from "vitest";
import { toPathTemplate } from "../../src/spec/operations.ts";

const { listWebhooks, getWebhook } = operations;
const { publishEvents, getEvent, resendDelivery, enableWebhook } = deliveryOperations;

test.each([
  [listWebhooks.path, listWebhooks.path],
  [`${listWebhooks.path}?page_token=abc/def`, listWebhooks.path],
  [`/v1${listWebhooks.path}/wh_1?a=b`, `/v1${getWebhook.path}`],
  [`${listWebhooks.path}/wh_1/unknown`, `${getWebhook.path}/unknown`],
  [publishEvents.path, publishEvents.path],
  [`${getEvent.path.replace("{event_id}", "batch-1")}`, getEvent.path],
  [resendDelivery.path.replace("{delivery_id}", "dlv_1"), resendDelivery.path],
  [enableWebhook.path.replace("{webhook_id}", "wh%2F1"), enableWebhook.path],
  ["/elsewhere/wh_1?a", "/elsewhere/wh_1"],
])("the template of %s is %s", (path, template) => {
  expect(toPathTemplate(path)).toBe(template);
});
