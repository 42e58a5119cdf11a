import { type OperationId, operations, type UpdateWebhookRequest } from "@agent-webhooks/types";
import { isObject } from "@agent-webhooks/types/json-schema";
import { withErrorsAsObject } from "../../response-conformance.ts";
import { operationPointer } from "../../spec/pointer.ts";
import { type CheckContext, type ProviderCheck, providerCheck } from "../check-context.ts";
import { forEachConcurrently } from "../concurrently.ts";
import { type BodyCase, bodyCases } from "../data/body-cases.ts";
import { queryCases } from "../data/query-cases.ts";
import { afterCreate, afterUpdate } from "../data/webhook-model.ts";
import {
  expectSame,
  expectStatus,
  expectWebhook,
  type ObservedWebhook,
  pageOf,
  webhookFields,
  webhookOf,
} from "../expect.ts";
import { CheckFailedError, type TargetResponse } from "../response.ts";

const operationIds = ["listWebhooks", "createWebhook", "updateWebhook"] as const;

const positive: ProviderCheck = providerCheck({
  id: "positive_data_acceptance",
  holds: "data that is valid by the schemas is accepted, up to every limit, and has its effect",
  operations: operationIds,
  async run(context) {
    const { client } = context;
    const isValid = ({ valid }: { valid: boolean }) => valid;
    const because = ({ name, pointer }: { name: string; pointer: string }) => `${name} is valid (${pointer})`;
    await forEachBody(context, "createWebhook", isValid, async ({ body, ...of }) => {
      const response = await client.call("createWebhook", { body });
      expectEcho(response, webhookOf(response, because(of)), body as ObservedWebhook);
    });
    await forEachBody(context, "updateWebhook", isValid, async ({ body, ...of }) => {
      const before = webhookOf(await client.create());
      const response = await client.update(before.webhook_id, body);
      const after = afterUpdate(before, body as UpdateWebhookRequest);
      expectSame(response, webhookOf(response, because(of)), after ?? before, ["updated_at"]);
    });
    await forEachQuery(context, true, (response, of) => pageOf(response, because(of)));
  },
});

/** @throws CheckFailedError when a field of the request is not in the response */
function expectEcho(response: TargetResponse, webhook: ObservedWebhook, sent: ObservedWebhook): void {
  const expected = afterCreate(sent);
  expectSame(
    response,
    webhook,
    expected,
    webhookFields.filter((field) => !(field in expected)),
  );
}

const negative: ProviderCheck = providerCheck({
  id: "negative_data_rejection",
  holds: "data that is invalid by the schemas is rejected with 400, and changes nothing",
  operations: operationIds,
  async run(context) {
    const { client, verify } = context;
    const isInvalid = ({ valid }: { valid: boolean }) => !valid;
    await forEachBody(context, "createWebhook", isInvalid, async ({ name, body, pointer }) => {
      expectRejection(await client.call("createWebhook", { body }), `createWebhook with ${name} is not valid`, pointer);
    });
    const before = webhookOf(await client.create({ inbox_ids: ["id-1", "id-2"], pod_ids: ["id-1"] }));
    await forEachBody(context, "updateWebhook", isInvalid, async ({ name, body, pointer }) => {
      const response = await client.update(before.webhook_id, body);
      expectRejection(response, `updateWebhook with ${name} is not valid`, pointer);
    });
    await verify(async () => expectWebhook(await client.get(before.webhook_id), before));
    await forEachQuery(context, false, (response, { name, pointer }) =>
      expectRejection(response, `${name} is not valid`, pointer),
    );
  },
});

const errorsNameTheField: ProviderCheck = providerCheck({
  id: "errors_name_the_field",
  holds: "a validation error names the invalid field, or the whole request, and no other field",
  operations: operationIds,
  async run(context) {
    const { client } = context;
    const { webhook_id: id } = webhookOf(await client.create());
    for (const operation of ["createWebhook", "updateWebhook"] as const) {
      // One case a field is enough: providers do not name a field differently for each keyword.
      const isMeant = ({ valid, keyword, field }: BodyCase) => !valid && keyword === "type" && field !== undefined;
      await forEachBody(context, operation, isMeant, async ({ field = "", body }) =>
        expectNamed(await client.call(operation, { id, body }), field),
      );
    }
    await forEachQuery(context, false, (response, { parameter }) => expectNamed(response, parameter));
  },
});

/** Names of parameters and fields: `event_types` in `event_types.0` or `body.event_types[0]`. */
const knownNames = new Set(
  Object.values(operations).flatMap(({ id, parameters }) => [
    ...Object.keys(parameters.query),
    ...bodyCases(id, "https://example.com/").flatMap(({ field }) => field ?? []),
  ]),
);

/** @throws CheckFailedError when the errors of a 400 name other fields only */
function expectNamed(response: TargetResponse, field: string): void {
  const body = withErrorsAsObject(response.json);
  const errors = isObject(body) && isObject(body.errors) ? body.errors : {};
  const named = Object.keys(errors).map((path) => path.split(/[^A-Za-z0-9_]+/).filter((name) => knownNames.has(name)));
  if (response.status !== 400 || named.length === 0) return;
  // A path without a known name is about the whole request.
  if (named.some((names) => names.length === 0 || names.includes(field))) return;
  throw new CheckFailedError(
    response.finding({
      message: `the error names another field than ${field}, which is invalid`,
      expected: `a path that starts with ${field}, or body`,
      pointer: operationPointer(operations.createWebhook, "responses", 400),
    }),
  );
}

/** @throws CheckFailedError when the status is not 400 */
export function expectRejection(response: TargetResponse, because: string, pointer: string): void {
  try {
    expectStatus(response, 400, because);
  } catch (error) {
    if (error instanceof CheckFailedError) throw new CheckFailedError({ ...error.finding, pointer });
    throw error;
  }
}

function forEachBody(
  { client, verify }: CheckContext,
  operation: OperationId,
  isMeant: (bodyCase: BodyCase) => boolean,
  work: (bodyCase: BodyCase) => Promise<void>,
): Promise<void> {
  const cases = bodyCases(operation, client.webhookUrl()).filter(isMeant);
  return forEachConcurrently(cases, (bodyCase) => verify(() => work(bodyCase)));
}

function forEachQuery(
  { client, verify }: CheckContext,
  isValid: boolean,
  expectResponse: (response: TargetResponse, of: ReturnType<typeof queryCases>[number]) => void,
): Promise<void> {
  const cases = queryCases("listWebhooks").filter(({ valid }) => valid === isValid);
  return forEachConcurrently(cases, (queryCase) =>
    verify(async () => {
      const { parameter, text } = queryCase;
      expectResponse(await client.call("listWebhooks", { query: { [parameter]: text } }), queryCase);
    }),
  );
}

export const validationChecks: readonly ProviderCheck[] = [positive, negative, errorsNameTheField];
