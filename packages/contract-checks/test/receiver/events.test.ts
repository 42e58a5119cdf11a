import { eventTypes } from "@agent-webhooks/types";
import { eventExamples } from "@agent-webhooks/types/examples";
import { eventSchemas, schemas } from "@agent-webhooks/types/schemas";
import { describe, expect, test } from "vitest";
import { receiverChecks } from "../../src/receiver/checks/index.ts";
import * as events from "../../src/receiver/data/events.ts";
import type { NewFinding } from "../../src/run/check.ts";
import { schemaFaults } from "../../src/schemas.ts";
import { answered, observer } from "./observer.ts";

const nameOf = (eventType: keyof typeof eventSchemas): string =>
  Object.entries<object>(schemas).find(([, schema]) => schema === eventSchemas[eventType])?.[0] ?? "";

describe.each(eventTypes)("an event %s", (eventType) => {
  test("is each example of the spec, under an id of its own", () => {
    const examples = events.examples(eventType);
    const ids = examples.map(({ id }) => id);
    expect(examples.map(({ event }) => event)).toEqual(
      Object.values<object>(eventExamples[eventType]).map((event, index) => ({ ...event, event_id: ids[index] })),
    );
    expect(examples.every((sample) => sample.eventType === eventType && /^evt_[0-9a-f]{32}$/.test(sample.id))).toBe(
      true,
    );
    expect(new Set([...ids, ...events.examples(eventType).map(({ id }) => id)]).size).toBe(2 * ids.length);
    expect(events.example(eventType).event).toEqual({ ...examples[0]?.event, event_id: expect.any(String) });
  });

  test("is at random what its schema allows: the same for a seed but for its id, other ones for others", () => {
    const [first, again, ...others] = [7, 7, 8, 9, 10, 11].map((seed) => events.randomEvent(eventType, seed));
    expect(first?.id).not.toBe(again?.id);
    expect(again?.event).toEqual({ ...first?.event, event_id: again?.id });
    for (const sample of [first, ...others]) expect(schemaFaults(nameOf(eventType), sample?.event)).toEqual([]);
    const texts = [first, ...others].map((sample) => JSON.stringify({ ...sample?.event, event_id: "" }));
    expect(new Set(texts).size).toBe(texts.length);
    // Optional fields come and go, where there are any.
    const hasOptional = events.fullEvent(eventType, 7).fields.some(({ isRequired }) => !isRequired);
    expect(new Set([first, ...others].map((sample) => paths(sample?.event))).size).toBeGreaterThan(hasOptional ? 1 : 0);
  });

  test("has every field that the spec knows, when it is a full one", () => {
    const full = events.fullEvent(eventType, 3);
    expect(schemaFaults(nameOf(eventType), full.event)).toEqual([]);
    // The first example of each type is a full one, too. Which headers there are is not said.
    for (const path of paths(events.example(eventType).event).split(" ")) {
      if (!path.includes(".headers.")) expect(paths(full.event).split(" ")).toContain(path);
    }
    expect(full.fields.map(({ path }) => path.join(".").replaceAll("0", "*")).join(" ")).toBe(paths(full.event));
  });
});

/** Paths to all fields of an event, in the order of its schema. */
function paths(value: unknown, path: readonly string[] = []): string {
  if (Array.isArray(value)) return paths(value[0], [...path, "*"]);
  if (typeof value !== "object" || value === null) return "";
  return Object.entries(value)
    .flatMap(([name, field]) => [[...path, name].join("."), paths(field, [...path, name])])
    .filter((text) => text !== "")
    .join(" ");
}

describe("a sample", () => {
  test("is short, and of each type in turn", () => {
    const samples = [...eventTypes, ...eventTypes].map((_, index) => events.inTurn(index));
    expect(samples.map(({ eventType }) => eventType)).toEqual([...eventTypes, ...eventTypes]);
    for (const { eventType, event } of samples) {
      const sizes = events.examples(eventType).map((other) => JSON.stringify(other.event).length);
      expect(JSON.stringify(event).length).toBe(Math.min(...sizes));
    }
  });

  test("of a type that the contract does not have is none", () => {
    expect(() => events.example("message.unheard_of")).toThrow();
  });

  test("that is another than it was has another id", () => {
    const sample = events.inTurn(0);
    for (const other of [
      events.leaveOut(sample, [["event_type"]]),
      events.replace(sample, ["event_type"], "other"),
      events.extend(sample, { added: 1 }),
    ]) {
      expect(other.eventType).toBe(sample.eventType);
      expect(other.id).not.toBe(sample.id);
      expect(other.event.event_id).toBe(other.id);
    }
    expect(events.leaveOut(sample, [["event_type"]]).event).not.toHaveProperty("event_type");
    expect(events.replace(sample, ["event_type"], "other").event.event_type).toBe("other");
    expect(events.extend(sample, { added: 1 }).event).toMatchObject({ ...sample.event, event_id: /./, added: 1 });
  });
});

describe("what is sent of each type and field", () => {
  const sentBy = async (id: string) => {
    const { target, sent } = observer();
    const check = receiverChecks.find((check) => check.id === id);
    await check?.run(target, (fault) => expect.fail(fault.message));
    return sent.map(({ delivery }) => ({ type: delivery.eventType, event: JSON.parse(delivery.body) }));
  };
  const fullOf = (type: string) => events.fullEvent(type, 1);

  test("are all examples", async () => {
    const all = eventTypes.flatMap((type) => Object.values<object>(eventExamples[type]));
    expect((await sentBy("event_acceptance")).map(({ event }) => ({ ...event, event_id: "" }))).toEqual(
      all.map((event) => ({ ...event, event_id: "" })),
    );
  });

  test("are three random events of each type, other ones for another seed", async () => {
    const sent = await sentBy("random_event_acceptance");
    expect(sent.map(({ type }) => type)).toEqual(eventTypes.flatMap((type) => [type, type, type]));
    for (const [index, { type, event }] of sent.entries()) {
      expect({ ...event, event_id: "" }).toEqual({ ...events.randomEvent(type, 1 + (index % 3)).event, event_id: "" });
    }
  });

  test("are events without all optional fields, and without any one", async () => {
    const sent = await sentBy("absent_optional_fields");
    for (const type of eventTypes) {
      const { event, fields } = fullOf(type);
      const optional = fields.filter(({ isRequired }) => !isRequired).map(({ path }) => path);
      const expected = [optional, ...optional.map((path) => [path])].map(
        (paths) => events.leaveOut({ eventType: type, id: "", event }, paths).event,
      );
      const mine = sent.filter((one) => one.type === type).map((one) => one.event);
      expect(mine.map((one) => paths(one))).toEqual(expected.map((one) => paths(one)));
      for (const one of mine) expect(schemaFaults(nameOf(type), one)).toEqual([]);
    }
  });

  test("are events with each value that is listed", async () => {
    const sent = await sentBy("listed_values");
    const expected = eventTypes.flatMap((type) =>
      fullOf(type).fields.flatMap(({ path, values }) => values.map((value) => `${type} ${path.join(".")} ${value}`)),
    );
    expect(sent).toHaveLength(expected.length);
    expect(expected.length).toBeGreaterThan(0);
    for (const [index, { type, event }] of sent.entries()) {
      const [, path = "", value] = expected[index]?.split(" ") ?? [];
      expect(type).toBe(expected[index]?.split(" ")[0]);
      expect(String(path.split(".").reduce((at, key) => at[key], event))).toBe(value);
    }
  });

  test("are bodies of exactly as many bytes as may come, of one byte or two for a character", async () => {
    const { target, sent } = observer();
    await receiverChecks.find(({ id }) => id === "large_bodies")?.run(target, () => {});
    expect(sent.map(({ request }) => request.body.length)).toEqual([102_401, 102_401, 1_048_576, 1_048_576]);
    const texts = sent.map(({ delivery }) => JSON.parse(delivery.body).message.text);
    expect(texts.map((text) => text.slice(-2))).toEqual(["xx", "éé", "xx", "éé"]);
  });
});

describe("a receiver that accepts none of the events", () => {
  const acceptance = receiverChecks.find(({ id }) => id === "event_acceptance");
  const findingOf = async (answerTo: (index: number) => ReturnType<typeof answered>) => {
    const { target } = observer();
    const deliveries = eventTypes.map((type) => events.asDelivery(events.example(type)));
    const outcomes = deliveries.map(async (delivery, index) => ({
      ...(await target.deliver(delivery)),
      answer: answerTo(index),
    }));
    target.refusals = await Promise.all(outcomes);
    const faults: NewFinding[] = [];
    await acceptance?.run(target, (fault) => void faults.push(fault));
    expect(faults).toHaveLength(1);
    return faults[0];
  };

  test("has one finding, with the event that is the shortest to send again", async () => {
    const fault = await findingOf(() => answered(401));
    const sizes = eventTypes.map((type) => JSON.stringify(events.example(type).event).length);
    const shortest = eventTypes[sizes.indexOf(Math.min(...sizes))];
    expect(fault).toMatchObject({
      operation: shortest,
      message: "none of the events is accepted: is this the URL of the receiver, and the secret that it knows?",
      expected: "2xx within 15 s",
      got: "401 Unauthorized",
      pointer: `specs/webhooks.yaml#/webhooks/${shortest}/post/responses/2XX`,
      curl: expect.stringContaining("curl -i"),
    });
  });

  test("has the one that got no answer, where there is one", async () => {
    const late = { status: undefined, failure: "late", reason: "no answer within 15 s" } as const;
    const fault = await findingOf((index) => (index === 2 ? late : answered(401)));
    expect(fault).toMatchObject({
      operation: eventTypes[2],
      message: "none of the events is accepted",
      got: "no answer within 15 s",
    });
  });
});
