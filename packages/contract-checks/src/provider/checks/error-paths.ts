import { operations } from "@agent-webhooks/types";
import { withErrorsAsObject } from "../../exchange.ts";
import { operationPointer } from "../../spec/pointer.ts";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import { each } from "../concurrently.ts";
import { bodyCases } from "../data/body-cases.ts";
import { queryCases } from "../data/query-cases.ts";
import { webhookOf } from "../expect.ts";
import { type Answer, Broken } from "../response.ts";

/** A parameter or field name in a path of an error: `event_types` of `event_types.0`, `body.event_types[0]`. */
const names = new Set(
  Object.values(operations).flatMap(({ id, parameters }) => [
    ...Object.keys(parameters.query),
    ...bodyCases(id, "https://example.com/").flatMap(({ field }) => field ?? []),
  ]),
);

export const errorsNameTheField: ProviderCheck = providerCheck({
  id: "errors_name_the_field",
  holds: "a validation error is about the field that is wrong, or about the whole, and not about another one",
  operations: ["listWebhooks", "createWebhook", "updateWebhook"],
  async run({ mine, attempt }) {
    const { webhook_id: id } = webhookOf(await mine.create());
    const expectNamed = (answer: Answer, field: string) => {
      const { errors } = (withErrorsAsObject(answer.json) ?? {}) as { errors?: object };
      const named = Object.keys(errors ?? {}).map((path) =>
        path.split(/[^A-Za-z0-9_]+/).filter((name) => names.has(name)),
      );
      // A path that names nothing known is about the whole, in whatever words.
      if (answer.status !== 400 || named.length === 0) return;
      if (named.some((path) => path.length === 0 || path.includes(field))) return;
      throw new Broken(
        answer.fault({
          message: `the error is about another field than ${field}, which is wrong`,
          expected: `a path that begins with ${field}, or body`,
          pointer: operationPointer(operations.createWebhook, "responses", 400),
        }),
      );
    };
    for (const operation of ["createWebhook", "updateWebhook"] as const) {
      // One of each field tells: nobody names every keyword's faults differently.
      const wrong = bodyCases(operation, mine.url()).filter(({ valid, keyword }) => !valid && keyword === "type");
      await each(wrong, ({ field, body }) =>
        attempt(async () => {
          if (field !== undefined) expectNamed(await mine.call(operation, { id, body }), field);
        }),
      );
    }
    await each(
      queryCases("listWebhooks").filter(({ valid }) => !valid),
      ({ parameter, text }) =>
        attempt(async () => expectNamed(await mine.call("listWebhooks", { query: { [parameter]: text } }), parameter)),
    );
  },
});
