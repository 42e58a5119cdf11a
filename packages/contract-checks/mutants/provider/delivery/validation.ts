import { type EventType, eventTypes } from "@agent-webhooks/types";
import { eventSchemas } from "@agent-webhooks/types/schemas";
import { rules } from "../../../src/reference/rules.ts";
import { mergeAllOf } from "../../../src/spec/compose.ts";
import type { Schema } from "../../../src/spec/schema.ts";
import { type Deviation, mutantsOf, type ProviderMutant, withRules } from "../mutant.ts";
import { type Change, changes, changesOfField, ofBody, tooLoose } from "../validation.ts";

/** Every schema of an event that differs from the contract in one constraint, at any depth. */
function eventChanges(unmerged: Schema): Change[] {
  const schema = mergeAllOf(unmerged);
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const property = mergeAllOf(field);
    const ofValue = property.properties === undefined ? changes(property) : eventChanges(property);
    return changesOfField(schema, name, property.const === undefined ? ofValue : []);
  });
}

/** Without `event_type` the type is not known, whatever the schema says. */
const isNoChange = ({ what }: Change) => what === "event_type_optional";

const ofEvents = eventTypes.flatMap((type: EventType) =>
  eventChanges(eventSchemas[type])
    .filter((change) => !isNoChange(change))
    .flatMap(({ what, kills, schema }) => {
      const eventSchema: typeof rules.eventSchema = (of) => (of === type ? schema : rules.eventSchema(of));
      return mutantsOf("delivery validation", { [kills]: { [`${type}_${what}`]: withRules({ eventSchema }) } });
    }),
);

/** Ignores what is wrong with one parameter of the list. */
const ignoringFilter = (name: string): (() => Deviation) =>
  withRules({
    filterIssues: (operation, query) => {
      const { [name]: _, ...others } = rules.filterIssues(operation, query);
      return others;
    },
  });

export const deliveryValidationMutants: readonly ProviderMutant[] = [
  ...(
    [
      "publishEvents",
      "recoverWebhook",
      "sendTestEvent",
      "rotateSecret",
      "updateDeliverySettings",
      "createToken",
    ] as const
  ).flatMap(ofBody),
  ...ofEvents,
  ...mutantsOf("delivery validation", {
    [tooLoose]: {
      any_webhook_id: ignoringFilter("webhook_id"),
      any_event_id: ignoringFilter("event_id"),
      any_status: ignoringFilter("status"),
    },
  }),
];
