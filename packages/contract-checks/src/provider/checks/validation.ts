import type { UpdateWebhookRequest } from "@agent-webhooks/types";
import { isObject } from "@agent-webhooks/types/json-schema";
import { withErrorsAsObject } from "../../response-conformance.ts";
import { type AnyOperationId, allOperations } from "../../spec/operations.ts";
import { operationPointer } from "../../spec/pointer.ts";
import { type CheckContext, type ProviderCheck, providerCheck } from "../check-context.ts";
import { forEachConcurrently } from "../concurrently.ts";
import { type BodyCase, bodyCases } from "../data/body-cases.ts";
import { type QueryCase, queryCases } from "../data/query-cases.ts";
import { createPathIds, type PathIds, pathIdOf, prepareBody } from "../data/valid-calls.ts";
import { afterCreate, afterUpdate } from "../data/webhook-model.ts";
import { expectSame, expectStatus, expectWebhook, type ObservedWebhook, webhookFields, webhookOf } from "../expect.ts";
import { CheckFailedError, type TargetResponse } from "../response.ts";

const positive: ProviderCheck = providerCheck({
  id: "positive_data_acceptance",
  holds: "data that is valid by the schemas is accepted, up to every limit, and has its effect",
  async run(context) {
    const { target, client } = context;
    const ids = await createPathIds(client, target.operations);
    const isValid = ({ valid }: { valid: boolean }) => valid;
    for (const operation of target.operations) {
      await forEachBody(context, operation, isValid, ({ body, field, ...of }) => {
        // Another event may have this short id, and a webhook of another user this client_id.
        const mayConflict = ["event_id", "client_id"].includes(field.at(-1) ?? "");
        return expectEffect(context, operation, ids, { body, mayConflict, because: becauseValid(of) });
      });
      // Webhooks of one operation would get the events of the next.
      await target.remove(client.created.difference(new Set(Object.values(ids))));
      await forEachQuery(context, operation, true, (response, of) =>
        expectStatus(response, allOperations[operation].success, becauseValid(of)),
      );
    }
  },
});

const becauseValid = ({ name, pointer }: { name: string; pointer: string }) => `${name} is valid (${pointer})`;

/** @throws CheckFailedError when a valid body is rejected, or a webhook is not what was sent */
async function expectEffect(
  { target, client }: CheckContext,
  operation: AnyOperationId,
  ids: PathIds,
  { body, mayConflict, because }: { body: unknown; mayConflict: boolean; because: string },
): Promise<void> {
  if (operation === "createWebhook") {
    const response = await client.call(operation, { body });
    const webhook = webhookOf(response, because);
    const isOthers = mayConflict && !client.created.has(webhook.webhook_id);
    if (!isOthers) expectEcho(response, webhook, body as ObservedWebhook);
    await target.remove([webhook.webhook_id]);
  } else if (operation === "updateWebhook") {
    const before = webhookOf(await client.create());
    const response = await client.update(before.webhook_id, body);
    const after = afterUpdate(before, body as UpdateWebhookRequest);
    expectSame(response, webhookOf(response, because), after ?? before, ["updated_at"]);
    await target.remove([before.webhook_id]);
  } else {
    const id = pathIdOf(operation, ids);
    const response = await client.call(operation, { ...(id !== undefined && { id }), body });
    expectStatus(response, [...allOperations[operation].success, ...(mayConflict ? [409] : [])], because);
  }
}

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
  async run(context) {
    const { target, client, verify } = context;
    const ids = await createPathIds(client, target.operations);
    const before = webhookOf(await client.update(ids.webhook_id, { add_inbox_ids: ["id-2"], add_pod_ids: ["id-1"] }));
    const isInvalid = ({ valid }: { valid: boolean }) => !valid;
    for (const operation of target.operations) {
      const id = pathIdOf(operation, ids);
      await forEachBody(context, operation, isInvalid, async ({ name, body, pointer }) => {
        const response = await client.call(operation, { ...(id !== undefined && { id }), body });
        expectRejection(response, `${operation} with ${name} is not valid`, pointer);
      });
      await forEachQuery(context, operation, false, (response, { name, pointer }) =>
        expectRejection(response, `${name} is not valid`, pointer),
      );
    }
    await verify(async () => expectWebhook(await client.get(before.webhook_id), before));
  },
});

const errorsNameTheField: ProviderCheck = providerCheck({
  id: "errors_name_the_field",
  holds: "a validation error names the invalid field by its dotted path, or the whole request, and no other field",
  async run(context) {
    const { target, client } = context;
    const ids = await createPathIds(client, target.operations);
    for (const operation of target.operations) {
      const names = knownNames(operation);
      // One case a field is enough: providers do not name a field differently for each keyword.
      const seen = new Set<string>();
      const isMeant = ({ valid, keyword, field }: BodyCase) => {
        if (valid || keyword !== "type" || field.length === 0) return false;
        const isNew = field.length === 1 || !seen.has(field.join("."));
        seen.add(field.join("."));
        return isNew;
      };
      const id = pathIdOf(operation, ids);
      await forEachBody(context, operation, isMeant, async ({ field, body }) =>
        expectNamed(await client.call(operation, { ...(id !== undefined && { id }), body }), field, names),
      );
      await forEachQuery(context, operation, false, (response, { parameter }) =>
        expectNamed(response, [parameter], names),
      );
    }
  },
});

/** `/event_types/0`, `$.event_types`, `event_types[0]` */
const notDotted = /^\W|[[\]]|\w\/\w/;

/** Names of parameters and fields: `event_types` in `event_types.0`. */
function knownNames(operation: AnyOperationId): ReadonlySet<string> {
  const fields = bodyCases(operation, "https://example.com/").flatMap(({ field }) => field);
  return new Set([...Object.keys(allOperations[operation].parameters.query), ...fields]);
}

/** @throws CheckFailedError when the errors of a 400 name other fields only */
function expectNamed(response: TargetResponse, field: readonly string[], knownNames: ReadonlySet<string>): void {
  const body = withErrorsAsObject(response.json);
  const errors = isObject(body) && isObject(body.errors) ? body.errors : {};
  const paths = Object.keys(errors);
  const { status, operation } = response;
  if (status !== 400 || paths.length === 0 || operation === undefined) return;
  const namesIn = (path: string) => path.split(/[^A-Za-z0-9_]+/).filter((name) => knownNames.has(name));
  const named = paths.map(namesIn);
  const pointer = operationPointer(operation, "responses", 400);
  const odd = paths.find((path) => namesIn(path).length > 0 && notDotted.test(path));
  if (odd !== undefined) {
    const expected = "names and indexes with dots between them, such as event_types.0";
    const message = "the path of an error is not dotted";
    throw new CheckFailedError(response.finding({ message, expected, got: odd, pointer }));
  }
  // The field, something in it or around it. A path without a known name is about the whole request.
  if (named.some((names) => names.every((name, index) => field[index] === undefined || field[index] === name))) return;
  const name = field.join(".");
  throw new CheckFailedError(
    response.finding({
      message: `the error names another field than ${name}, which is invalid`,
      expected: `a path that starts with ${name}, or body`,
      pointer,
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
  operation: AnyOperationId,
  isMeant: (bodyCase: BodyCase) => boolean,
  work: (bodyCase: BodyCase) => Promise<void>,
): Promise<void> {
  const cases = bodyCases(operation, client.webhookUrl()).filter(isMeant);
  return forEachConcurrently(cases, ({ body, ...bodyCase }) =>
    verify(() => work({ ...bodyCase, body: prepareBody(operation, body, client.marker) })),
  );
}

function forEachQuery(
  { client, verify }: CheckContext,
  operation: AnyOperationId,
  isValid: boolean,
  expectResponse: (response: TargetResponse, of: QueryCase) => unknown,
): Promise<void> {
  const cases = queryCases(operation).filter(({ valid }) => valid === isValid);
  return forEachConcurrently(cases, (queryCase) =>
    verify(async () => {
      const { parameter, text } = queryCase;
      expectResponse(await client.call(operation, { query: { [parameter]: text } }), queryCase);
    }),
  );
}

export const validationChecks: readonly ProviderCheck[] = [positive, negative, errorsNameTheField];
