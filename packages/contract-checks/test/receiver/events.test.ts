import { eventTypes } from "@agent-webhooks/types";
import { eventExamples } from "@agent-webhooks/types/examples";
import { eventSchemas, schemas } from "@agent-webhooks/types/schemas";
import { describe, expect, test } from "vitest";
import { receiverChecks } from "../../src/receiver/checks/index.ts";
import * as events from "../../src/receiver/data/events.ts";
import type { AttemptResult } from "../../src/receiver/send-request.ts";
import { NotRunError } from "../../src/run/errors.ts";
import { schemaIssues } from "../../src/schemas.ts";
import { fakeTarget, respond, runAgainstFake, timedOut } from "./fake-target.ts";

const checkById = (id: string) => {
  const check = receiverChecks.find((check) => check.id === id);
  if (check === undefined) throw new Error(`no check ${id}`);
  return check;
};

function expectValid(eventType: keyof typeof eventSchemas, event: unknown): void {
  const name = Object.entries<object>(schemas).find(([, schema]) => schema === eventSchemas[eventType])?.[0] ?? "";
  expect(schemaIssues(name, event)).toEqual([]);
}

const withoutId = (event: object = {}) => ({ ...event, event_id: "" });

/** Paths of all fields of an event, in the order of its schema. */
function paths(value: unknown, path: readonly string[] = []): string[] {
  if (Array.isArray(value)) return paths(value[0], [...path, "*"]);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, field]) => [
    [...path, name].join("."),
    ...paths(field, [...path, name]),
  ]);
}

describe.each(eventTypes)("%s", (eventType) => {
  test("examples are those of the spec, with new ids", () => {
    const examples = events.examples(eventType);
    expect(examples.map(({ event }) => withoutId(event))).toEqual(
      Object.values<object>(eventExamples[eventType]).map(withoutId),
    );
    for (const example of examples) {
      expect(example).toMatchObject({ eventType, id: expect.stringMatching(/^evt_[0-9a-f]{32}$/) });
      expect(example.event.event_id).toBe(example.id);
    }
    const ids = [...examples, ...events.examples(eventType)].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(withoutId(events.firstExample(eventType).event)).toEqual(withoutId(examples[0]?.event));
  });

  test("random events are valid, and equal for the same seed except for the id", () => {
    const [first, same, ...others] = [7, 7, 8, 9, 10, 11].map((seed) => events.randomEvent(eventType, seed));
    expect(first?.id).not.toBe(same?.id);
    expect(withoutId(same?.event)).toEqual(withoutId(first?.event));
    const different = [first, ...others].map((sample) => sample?.event);
    for (const event of different) expectValid(eventType, event);
    expect(new Set(different.map((event) => JSON.stringify(withoutId(event)))).size).toBe(different.length);
    // Optional fields are sometimes absent.
    const hasOptional = events.fullEvent(eventType, 7).fields.some(({ isRequired }) => !isRequired);
    expect(new Set(different.map((event) => paths(event).join())).size).toBeGreaterThan(hasOptional ? 1 : 0);
  });

  test("a full event has every field of the schema", () => {
    const full = events.fullEvent(eventType, 3);
    expectValid(eventType, full.event);
    // The first example has all fields, too. The names within `headers` are not in the schema.
    const known = paths(events.firstExample(eventType).event).filter((path) => !path.includes(".headers."));
    expect(paths(full.event)).toEqual(expect.arrayContaining(known));
    expect(full.fields.map(({ path }) => path.join(".").replaceAll("0", "*"))).toEqual(paths(full.event));
  });
});

test("short events are the shortest examples of each type in turn", () => {
  const types = [...eventTypes, ...eventTypes];
  const shortEvents = types.map((_, index) => events.nthShortEvent(index));
  expect(shortEvents.map(({ eventType }) => eventType)).toEqual(types);
  for (const { eventType, event } of shortEvents) {
    const sizes = events.examples(eventType).map((other) => JSON.stringify(other.event).length);
    expect(JSON.stringify(event).length).toBe(Math.min(...sizes));
  }
});

test("there is no example of an unknown type", () => {
  expect(() => events.firstExample("message.unheard_of")).toThrow();
});

test("a changed copy of an event has a new id", () => {
  const original = events.nthShortEvent(0);
  const copies = {
    without: events.withoutFields(original, [["event_type"]]),
    replaced: events.withFieldValue(original, ["event_type"], "other"),
    added: events.withFields(original, { added: 1 }),
  };
  for (const { eventType, id, event } of Object.values(copies)) {
    expect(eventType).toBe(original.eventType);
    expect(id).not.toBe(original.id);
    expect(event.event_id).toBe(id);
  }
  expect(copies.without.event).not.toHaveProperty("event_type");
  expect(copies.replaced.event.event_type).toBe("other");
  expect(copies.added.event).toMatchObject({ ...original.event, event_id: /./, added: 1 });
});

describe("the check", () => {
  const sentBy = async (id: string) =>
    (await runAgainstFake(checkById(id))).sent.map(({ delivery: { eventType, body } }) => ({
      type: eventType as keyof typeof eventSchemas,
      event: JSON.parse(body),
    }));

  test("event_acceptance sends all examples", async () => {
    const all = eventTypes.flatMap((type) => Object.values<object>(eventExamples[type]));
    expect((await sentBy("event_acceptance")).map(({ event }) => withoutId(event))).toEqual(all.map(withoutId));
  });

  test("random_event_acceptance sends three random events of each type", async () => {
    const expected = eventTypes.flatMap((type) => [1, 2, 3].map((seed) => events.randomEvent(type, seed)));
    const sent = await sentBy("random_event_acceptance");
    expect(sent.map(({ event }) => withoutId(event))).toEqual(expected.map(({ event }) => withoutId(event)));
  });

  test("absent_optional_fields sends events without all optional fields, and without each one", async () => {
    const sent = await sentBy("absent_optional_fields");
    for (const type of eventTypes) {
      const full = events.fullEvent(type, 1);
      const optional = full.fields.filter(({ isRequired }) => !isRequired).map(({ path }) => path);
      const expected = [optional, ...optional.map((path) => [path])].map(
        (omitted) => events.withoutFields(full, omitted).event,
      );
      const ofType = sent.filter((one) => one.type === type).map(({ event }) => event);
      expect(ofType.map((event) => paths(event))).toEqual(expected.map((event) => paths(event)));
      for (const event of ofType) expectValid(type, event);
    }
  });

  test("listed_values sends each enum value", async () => {
    const sent = await sentBy("listed_values");
    const expected = eventTypes.flatMap((type) =>
      events.fullEvent(type, 1).fields.flatMap(({ path, values }) => values.map((value) => ({ type, path, value }))),
    );
    expect(expected.length).toBeGreaterThan(0);
    expect(sent).toHaveLength(expected.length);
    for (const [index, { type, path, value }] of expected.entries()) {
      expect(sent[index]?.type).toBe(type);
      expect(path.reduce((at, key) => at[key], sent[index]?.event)).toBe(value);
    }
  });

  test("large_bodies sends bodies of exactly these sizes, with characters of one and of two bytes", async () => {
    const { sent } = await runAgainstFake(checkById("large_bodies"));
    expect(sent.map(({ request }) => request.body.length)).toEqual([102_401, 102_401, 1_048_576, 1_048_576]);
    const texts = sent.map(({ delivery }) => JSON.parse(delivery.body).message.text);
    expect(texts.map((text) => text.slice(-2))).toEqual(["xx", "éé", "xx", "éé"]);
  });
});

describe("an endpoint that accepts no event has one finding", () => {
  const findingOf = async (resultOf: (index: number) => AttemptResult) => {
    const { target } = fakeTarget((_, index) => resultOf(index));
    const deliveries = eventTypes.map((type) => events.toDelivery(events.firstExample(type)));
    target.rejectedProbes = await Promise.all(deliveries.map((delivery) => target.deliver(delivery)));
    const findings: unknown[] = [];
    const run = checkById("event_acceptance").run(target, (finding) => void findings.push(finding));
    await expect(run).rejects.toThrow(NotRunError);
    expect(findings).toHaveLength(1);
    return findings[0];
  };

  test("with the event that has the shortest command line", async () => {
    const sizes = eventTypes.map((type) => JSON.stringify(events.firstExample(type).event).length);
    const shortest = eventTypes[sizes.indexOf(Math.min(...sizes))];
    expect(await findingOf(() => respond(401))).toMatchObject({
      operation: shortest,
      message: "no event was accepted: check the URL, and that the endpoint uses this secret",
      expected: "2xx within 15 s",
      got: "401 Unauthorized",
      pointer: `specs/webhooks.yaml#/webhooks/${shortest}/post/responses/2XX`,
      curl: expect.stringContaining("curl -i"),
    });
  });

  test("with the first event that got no response, if there is one", async () => {
    expect(await findingOf((index) => (index === 2 ? timedOut : respond(401)))).toMatchObject({
      operation: eventTypes[2],
      message: "no event was accepted",
      got: "no response within 15 s",
    });
  });
});
