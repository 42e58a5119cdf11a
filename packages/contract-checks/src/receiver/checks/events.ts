import { eventTypes } from "@agent-webhooks/types";
import {
  asDelivery,
  examples,
  extend,
  freshId,
  fullEvent,
  inTurn,
  leaveOut,
  randomEvent,
  replace,
} from "../data/events.ts";
import { isObject } from "../data/fields.ts";
import { faultOf, pointerTo } from "../outcome.ts";
import type { Outcome } from "../target.ts";
import { accepts, type Case, type ReceiverCheck } from "./check.ts";

/** Random events of each type in a run. */
const randomPerType = 3;

const everyExample = accepts({
  id: "event_acceptance",
  holds: "every event of the contract is accepted",
  *cases() {
    for (const eventType of eventTypes) {
      for (const sample of examples(eventType))
        yield { what: "an event of the contract", delivery: asDelivery(sample) };
    }
  },
});

/** Every event. When none at all is accepted this one says so, and no other check is run. */
export const eventAcceptance: ReceiverCheck = {
  id: everyExample.id,
  holds: everyExample.holds,
  async run(target, report) {
    const refusal = mostTelling(target.refusals);
    if (refusal === undefined) return everyExample.run(target, report);
    const hint =
      refusal.answer.status === undefined ? "" : ": is this the URL of the receiver, and the secret that it knows?";
    report({
      message: `none of the events is accepted${hint}`,
      expected: `2xx within ${target.contractMs / 1000} s`,
      pointer: pointerTo(refusal.delivery.eventType, "/post/responses/2XX"),
      ...faultOf(target, refusal),
    });
  },
};

/** The first that got no answer, or the shortest to send again. */
function mostTelling(refusals: readonly Outcome[]): Outcome | undefined {
  const byLength = refusals.toSorted((a, b) => a.request.body.length - b.request.body.length);
  return refusals.find(({ answer }) => answer.status === undefined) ?? byLength[0];
}

export const randomEventAcceptance: ReceiverCheck = accepts({
  id: "random_event_acceptance",
  holds: "whatever an event's schema allows is accepted",
  pointer: "/post/requestBody",
  *cases({ seed }) {
    for (const eventType of eventTypes) {
      for (let index = 0; index < randomPerType; index++) {
        const sample = randomEvent(eventType, seed + index);
        yield { what: "a random event that is valid by its schema", delivery: asDelivery(sample) };
      }
    }
  },
});

export const absentOptionalFields: ReceiverCheck = accepts({
  id: "absent_optional_fields",
  holds: "an event is accepted without its optional fields: without all of them, and without any one",
  pointer: "/post/requestBody",
  *cases({ seed }) {
    for (const eventType of eventTypes) {
      const full = fullEvent(eventType, seed);
      const optional = full.fields.filter(({ isRequired }) => !isRequired).map(({ path }) => path);
      yield { what: "an event with required fields only", delivery: asDelivery(leaveOut(full, optional)) };
      for (const path of optional) {
        yield {
          what: `an event without the optional field ${path.join(".")}`,
          delivery: asDelivery(leaveOut(full, [path])),
        };
      }
    }
  },
});

export const listedValues: ReceiverCheck = accepts({
  id: "listed_values",
  holds: "every value that the contract lists for a field is accepted",
  pointer: "/post/requestBody",
  *cases({ seed }) {
    for (const eventType of eventTypes) {
      const full = fullEvent(eventType, seed);
      for (const { path, values } of full.fields) {
        for (const value of values) {
          yield {
            what: `an event with ${path.join(".")} ${JSON.stringify(value)}`,
            delivery: asDelivery(replace(full, path, value)),
          };
        }
      }
    }
  },
});

const unknownValues = [null, true, 0, -1.5, "", "text", [], [null], {}, { nested: [{ deeply: null }] }];

export const unknownFields: ReceiverCheck = accepts({
  id: "unknown_fields",
  holds: "an event with fields that the contract does not know, null ones among them, is accepted",
  pointer: "#/info/description",
  *cases() {
    for (const eventType of eventTypes) {
      const [sample] = examples(eventType);
      if (sample === undefined) continue;
      const inObjects = Object.fromEntries(
        Object.entries(sample.event).map(([name, value]) => [
          name,
          isObject(value) ? { ...value, added_later: null } : value,
        ]),
      );
      yield {
        what: "an event with an unknown null field in its objects",
        delivery: asDelivery(extend(sample, inObjects)),
      };
      yield {
        what: "an event with an unknown null field",
        delivery: asDelivery(extend(sample, { added_later: null })),
      };
    }
    for (const [index, value] of unknownValues.entries()) {
      const sample = extend(inTurn(index), { added_later: value });
      yield { what: `an event with the unknown field ${JSON.stringify(value)}`, delivery: asDelivery(sample) };
    }
  },
});

export const unknownEventTypes: ReceiverCheck = accepts({
  id: "unknown_event_types",
  holds: "an event of a type that the contract does not know is accepted",
  pointer: "#/info/description",
  *cases() {
    // Some that the upstream has, and one that nobody has.
    for (const eventType of [
      "message.opened",
      "message.received.spam",
      "calendar.event.created",
      "webhooks_contract.new",
    ]) {
      for (const payload of [{}, { [eventType.split(".")[0] ?? ""]: { id: "1", details: null } }]) {
        yield unknownEvent(eventType, payload);
      }
    }
  },
});

function unknownEvent(eventType: string, payload: object): Case {
  const id = freshId();
  const event = { type: "event", event_type: eventType, event_id: id, ...payload };
  return { what: "an event of an unknown type", delivery: asDelivery({ eventType, id, event }) };
}
