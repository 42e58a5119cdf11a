import type { OperatorWebhook } from "@agent-webhooks/types/delivery";
import { isObject } from "@agent-webhooks/types/json-schema";
import { schemaPointer } from "../../spec/pointer.ts";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import { newEvent, publish, publishedOf } from "../events.ts";
import { expectEqual, expectSecret, expectStatus, expectThat, pageOf, toIsoTime, toMilliseconds } from "../expect.ts";
import type { TargetResponse } from "../response.ts";
import { waitForClock } from "./timestamps.ts";
import { createToken } from "./tokens.ts";

const fields = ["url", "secret", "enabled", "created_at", "updated_at"] as const;

/** @throws CheckFailedError unless the response is a 200 */
function operatorWebhookOf(response: TargetResponse): Partial<OperatorWebhook> {
  const { json } = expectStatus(response, 200, "the organization has an operator webhook");
  return isObject(json) ? json : {};
}

/** Compares times as instants. @throws CheckFailedError when a field differs */
function expectFields(
  response: TargetResponse,
  actual: Partial<OperatorWebhook>,
  expected: Partial<OperatorWebhook>,
  except: readonly string[] = [],
): void {
  for (const name of fields.filter((name) => !except.includes(name))) {
    const valueIn = (webhook: Partial<OperatorWebhook>) =>
      name === "created_at" || name === "updated_at" ? toIsoTime(webhook[name]) : webhook[name];
    const pointer = schemaPointer("OperatorWebhook", ["properties", name]);
    expectEqual(response, valueIn(actual), valueIn(expected), name, pointer);
  }
}

const operatorWebhook: ProviderCheck = providerCheck({
  id: "operator_webhook",
  holds: "an organization has one operator webhook at most, which keeps its secret until it is deleted",
  operations: ["setOperatorWebhook", "getOperatorWebhook", "deleteOperatorWebhook", "createToken"],
  async run(context) {
    // An organization of its own, because there may be one already.
    const { client } = await createToken(context);
    const { client: otherClient } = await createToken(context);
    const get = () => client.call("getOperatorWebhook");
    const set = (url: string, as = client) => as.call("setOperatorWebhook", { body: { url } });
    const expectNone = async (as = client) => {
      for (const operation of ["getOperatorWebhook", "deleteOperatorWebhook"] as const) {
        expectStatus(await as.call(operation), 404, "the organization has no operator webhook");
      }
    };
    await expectNone();

    const [url, otherUrl] = [client.webhookUrl("operator"), client.webhookUrl("other-operator")];
    const response = await set(url);
    const created = operatorWebhookOf(response);
    expectEqual(response, created.url, url, "url", schemaPointer("OperatorWebhook", ["properties", "url"]));
    expectEqual(
      response,
      created.enabled,
      true,
      "enabled",
      schemaPointer("OperatorWebhook", ["properties", "enabled"]),
    );
    expectEqual(response, toIsoTime(created.updated_at), toIsoTime(created.created_at), "updated_at");
    expectSecret(response, String(created.secret));

    // It is no webhook of the organization, and gets none of its events.
    const listed = await client.list();
    expectEqual(listed, pageOf(listed).webhooks, [], "webhooks of an organization that has an operator webhook only");
    const published = await publish(client, newEvent());
    const what = "deliveries of an event of an organization without webhooks";
    expectEqual(published, publishedOf(published).deliveries, 0, what);

    await waitForClock(context, String(created.updated_at));
    const repeated = await set(url);
    expectFields(repeated, operatorWebhookOf(repeated), created);
    const changed = await set(otherUrl);
    const after = operatorWebhookOf(changed);
    expectFields(changed, after, { ...created, url: otherUrl }, ["updated_at"]);
    const isLater = toMilliseconds(String(after.updated_at)) > toMilliseconds(String(created.updated_at));
    expectThat(
      changed,
      isLater,
      "another URL did not move updated_at",
      `after ${created.updated_at}`,
      after.updated_at,
    );
    const read = await get();
    expectFields(read, operatorWebhookOf(read), after);

    await expectNone(otherClient);
    const others = operatorWebhookOf(await set(url, otherClient));
    const unchanged = await get();
    expectFields(unchanged, operatorWebhookOf(unchanged), after);
    expectStatus(await client.call("deleteOperatorWebhook"), 200, "the organization has an operator webhook");
    await expectNone();
    const left = await otherClient.call("getOperatorWebhook");
    expectFields(left, operatorWebhookOf(left), others);

    const again = await set(url);
    const { secret } = operatorWebhookOf(again);
    const isNew = ![created.secret, others.secret].includes(secret);
    expectThat(again, isNew, "the secret is not a new one", "a secret that no other operator webhook had");
    for (const as of [client, otherClient]) await as.call("deleteOperatorWebhook");
  },
});

export const operatorWebhookChecks: readonly ProviderCheck[] = [operatorWebhook];
