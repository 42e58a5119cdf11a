import { type EventType, eventTypes } from "@agent-webhooks/types";
import { eventSchemas } from "@agent-webhooks/types/schemas";
import { rules } from "../../../src/reference/rules.ts";
import { mergeAllOf } from "../../../src/spec/compose.ts";
import type { Schema } from "../../../src/spec/schema.ts";
import { type Deviation, mutantsOf, type ProviderMutant, withRules } from "../mutant.ts";
import { changes, ofBody } from "../validation.ts";

const [tooLoose, tooStrict] = ["negative_data_rejection", "positive_data_acceptance"];

interface Change {
  readonly what: string;
  readonly kills: string;
  readonly schema: Schema;
}

/** Every schema of an event that differs from the contract in one constraint, at any depth. */
function eventChanges(unmerged: Schema): Change[] {
  const schema = mergeAllOf(unmerged);
  const { properties = {}, required = [] } = schema;
  return Object.entries(properties).flatMap(([name, field]): Change[] => {
    const property = mergeAllOf(field);
    const isConstant = property.const !== undefined;
    const inside = property.properties === undefined ? changes(property) : eventChanges(property);
    const ofField: Change[] = inside.map(({ what, kills, schema: changed }) => ({
      what: `${name}_${what}`,
      kills,
      schema: { ...schema, properties: { ...properties, [name]: changed } },
    }));
    const ofName: Change = required.includes(name)
      ? {
          what: `${name}_optional`,
          kills: tooLoose,
          schema: { ...schema, required: required.filter((each) => each !== name) },
        }
      : { what: `${name}_required`, kills: tooStrict, schema: { ...schema, required: [...required, name] } };
    return isConstant ? [ofName] : [...ofField, ofName];
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
