import { eventTypes } from "@agent-webhooks/types";
import { isObject } from "@agent-webhooks/types/json-schema";
import { NotRunError } from "../../run/errors.ts";
import { defineAcceptanceCheck, type ReceiverCheck, type TestCase, toFinding } from "../check.ts";
import {
  examples,
  firstExample,
  fullEvent,
  newEventId,
  nthShortEvent,
  randomEvent,
  toDelivery,
  withFields,
  withFieldValue,
  withoutFields,
} from "../data/events.ts";
import type { Attempt } from "../target.ts";

const randomEventsPerType = 3;

const everyExample = defineAcceptanceCheck({
  id: "event_acceptance",
  holds: "every event of the contract is accepted",
  *cases() {
    for (const event of eventTypes.flatMap(examples)) yield ["an event of the contract", toDelivery(event)];
  },
});

/** Also reports an endpoint that accepts no event at all, in which case no other check runs. */
const eventAcceptance: ReceiverCheck = {
  id: everyExample.id,
  holds: everyExample.holds,
  async run(target, report) {
    const attempt = chooseProbe(target.rejectedProbes);
    if (attempt === undefined) return everyExample.run(target, report);
    const advice = attempt.result.status === undefined ? "" : ": check the URL, and that the endpoint uses this secret";
    const message = `no event was accepted${advice}`;
    report(toFinding(target, attempt, { message, expected: "2xx", pointer: "/post/responses/2XX" }));
    throw new NotRunError("no event was accepted");
  },
};

/** The first without a response, or else the one with the shortest command line. */
function chooseProbe(probes: readonly Attempt[]): Attempt | undefined {
  const byLength = probes.toSorted((a, b) => a.request.body.length - b.request.body.length);
  return probes.find(({ result }) => result.status === undefined) ?? byLength[0];
}

const randomEventAcceptance = defineAcceptanceCheck({
  id: "random_event_acceptance",
  holds: "every event that its schema allows is accepted",
  pointer: "/post/requestBody",
  *cases({ seed }) {
    for (const eventType of eventTypes) {
      for (let index = 0; index < randomEventsPerType; index++) {
        yield ["a random event that is valid by its schema", toDelivery(randomEvent(eventType, seed + index))];
      }
    }
  },
});

const absentOptionalFields = defineAcceptanceCheck({
  id: "absent_optional_fields",
  holds: "an event is accepted without its optional fields: without all of them, and without any one",
  pointer: "/post/requestBody",
  *cases({ seed }) {
    for (const full of eventTypes.map((eventType) => fullEvent(eventType, seed))) {
      const optional = full.fields.filter(({ isRequired }) => !isRequired).map(({ path }) => path);
      yield ["an event with required fields only", toDelivery(withoutFields(full, optional))];
      for (const path of optional) {
        yield [`an event without the optional field ${path.join(".")}`, toDelivery(withoutFields(full, [path]))];
      }
    }
  },
});

const listedValues = defineAcceptanceCheck({
  id: "listed_values",
  holds: "every enum value of a field is accepted",
  pointer: "/post/requestBody",
  *cases({ seed }) {
    for (const full of eventTypes.map((eventType) => fullEvent(eventType, seed))) {
      for (const { path, values } of full.fields) {
        for (const value of values) {
          const what = `an event with ${path.join(".")} ${JSON.stringify(value)}`;
          yield [what, toDelivery(withFieldValue(full, path, value))];
        }
      }
    }
  },
});

const unknownValues = [null, true, 0, -1.5, "", "text", [], [null], {}, { nested: [{ deeply: null }] }];

const unknownFields = defineAcceptanceCheck({
  id: "unknown_fields",
  holds: "an event with unknown fields, null ones included, is accepted",
  pointer: "#/info/description",
  *cases() {
    for (const example of eventTypes.map(firstExample)) {
      const objects = Object.entries(example.event).map(([name, value]) => [
        name,
        isObject(value) ? { ...value, added_later: null } : value,
      ]);
      yield [
        "an event with an unknown null field in its objects",
        toDelivery(withFields(example, Object.fromEntries(objects))),
      ];
      yield ["an event with an unknown null field", toDelivery(withFields(example, { added_later: null }))];
    }
    for (const [index, value] of unknownValues.entries()) {
      const event = withFields(nthShortEvent(index), { added_later: value });
      yield [`an event with the unknown field ${JSON.stringify(value)}`, toDelivery(event)];
    }
  },
});

const unknownEventTypes = defineAcceptanceCheck({
  id: "unknown_event_types",
  holds: "an event of an unknown type is accepted",
  pointer: "#/info/description",
  *cases() {
    // The first three are types of the upstream API.
    for (const type of ["message.opened", "message.received.spam", "calendar.event.created", "webhooks_contract.new"]) {
      yield unknownEvent(type, {});
      yield unknownEvent(type, { [type.split(".")[0] ?? ""]: { id: "1", details: null } });
    }
  },
});

function unknownEvent(eventType: string, payload: object): TestCase {
  const id = newEventId();
  const event = { type: "event", event_type: eventType, event_id: id, ...payload };
  return ["an event of an unknown type", toDelivery({ eventType, id, event })];
}

export const eventChecks: readonly ReceiverCheck[] = [
  eventAcceptance,
  randomEventAcceptance,
  absentOptionalFields,
  listedValues,
  unknownFields,
  unknownEventTypes,
];
