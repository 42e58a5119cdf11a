import { describe, expect, test } from "vitest";
import { onDatabases, validationError } from "./support/service.ts";

const ids = (count: number, prefix = "i") => Array.from({ length: count }, (_, index) => `${prefix}${index}`);

onDatabases((under) => {
  describe("updating a webhook", () => {
    test("removes, then appends", async () => {
      const client = await under.client();
      const { webhook_id } = await client.create({ inbox_ids: ["a", "b", "c"], pod_ids: ["p"] });
      const response = await client.patch(webhook_id, {
        remove_inbox_ids: ["b"],
        add_inbox_ids: ["e", "d"],
        add_pod_ids: ["q"],
        remove_pod_ids: ["p"],
      });
      expect(response).toMatchObject({ status: 200, json: { inbox_ids: ["a", "c", "e", "d"], pod_ids: ["q"] } });
      expect(await client.get(webhook_id)).toEqual(response.json);
    });

    test("changes only the event filter and updated_at", async () => {
      const client = await under.client();
      const before = await client.create({ inbox_ids: ["a"], client_id: "c" });
      under.clock.advance(1);
      const { json } = await client.patch(before.webhook_id, { add_inbox_ids: ["b"] });
      expect(json).toEqual({ ...before, inbox_ids: ["a", "b"], updated_at: under.clock.now().toISOString() });
    });

    test("moves updated_at strictly later, though the clock stands still", async () => {
      const client = await under.client();
      const { webhook_id, created_at } = await client.create({ inbox_ids: ["a"] });
      await client.patch(webhook_id, { add_inbox_ids: ["b"] });
      const { updated_at } = await client.get(webhook_id);
      expect(Date.parse(updated_at)).toBe(Date.parse(created_at) + 1);
      await client.patch(webhook_id, { remove_inbox_ids: ["b"] });
      expect(Date.parse((await client.get(webhook_id)).updated_at)).toBe(Date.parse(updated_at) + 1);
    });

    test.each([
      ["an empty request", {}],
      ["empty lists", { add_inbox_ids: [], remove_pod_ids: [] }],
      ["adding what is there", { add_inbox_ids: ["a", "b"] }],
      ["removing what is not there", { remove_inbox_ids: ["x"], remove_pod_ids: ["y"] }],
    ])("leaves updated_at when nothing changes: %s", async (_, body) => {
      const client = await under.client();
      const before = await client.create({ inbox_ids: ["a", "b"] });
      under.clock.advance(5000);
      expect(await client.patch(before.webhook_id, body)).toMatchObject({ status: 200, json: before });
      expect(await client.get(before.webhook_id)).toEqual(before);
    });

    test("drops duplicate ids, keeping the first position", async () => {
      const client = await under.client();
      const { webhook_id } = await client.create({ inbox_ids: ["a"] });
      const response = await client.patch(webhook_id, { add_inbox_ids: ["c", "b", "c", "a", "b"] });
      expect(response.json).toMatchObject({ inbox_ids: ["a", "c", "b"] });
    });

    test("rejects an id that is both added and removed, also where neither would change anything", async () => {
      const client = await under.client();
      const { webhook_id } = await client.create({ inbox_ids: ["a"] });
      expect(
        await client.patch(webhook_id, {
          add_inbox_ids: ["x", "y"],
          remove_inbox_ids: ["z", "y"],
          add_pod_ids: ["p"],
          remove_pod_ids: ["p"],
        }),
      ).toMatchObject(
        validationError({
          "remove_inbox_ids.1": ["is also in add_inbox_ids"],
          "remove_pod_ids.0": ["is also in add_pod_ids"],
        }),
      );
    });

    test("accepts the same id as inbox and as pod", async () => {
      const client = await under.client();
      const { webhook_id } = await client.create({ inbox_ids: ["a"] });
      const response = await client.patch(webhook_id, { remove_inbox_ids: ["a"], add_pod_ids: ["a"] });
      expect(response).toMatchObject({ status: 200, json: { pod_ids: ["a"] } });
      expect(response.json).not.toHaveProperty("inbox_ids");
    });

    test("allows ten ids afterwards, and rejects eleven, changing nothing", async () => {
      const client = await under.client();
      const before = await client.create({ inbox_ids: ids(8), pod_ids: ids(10, "p") });
      expect(
        await client.patch(before.webhook_id, { add_inbox_ids: ["x", "y", "z"], remove_pod_ids: ["p0"] }),
      ).toMatchObject(validationError({ add_inbox_ids: ["would leave 11 inboxes; a webhook has at most 10"] }));
      expect(await client.patch(before.webhook_id, { add_pod_ids: ["q"] })).toMatchObject(
        validationError({ add_pod_ids: ["would leave 11 pods; a webhook has at most 10"] }),
      );
      expect(await client.get(before.webhook_id)).toEqual(before);
      const full = await client.patch(before.webhook_id, {
        add_inbox_ids: ["x", "y", "z"],
        remove_inbox_ids: ["i0"],
      });
      expect(full).toMatchObject({ status: 200, json: { inbox_ids: [...ids(8).slice(1), "x", "y", "z"] } });
    });

    test("rejects removing the last id, which would subscribe the webhook to everything", async () => {
      const client = await under.client();
      const before = await client.create({ inbox_ids: ["a"], pod_ids: ["p"] });
      const widened = [
        "removing the last inbox and pod would subscribe the webhook to everything; keep one, or delete the webhook",
      ];
      expect(await client.patch(before.webhook_id, { remove_inbox_ids: ["a"], remove_pod_ids: ["p"] })).toMatchObject(
        validationError({ body: widened }),
      );
      expect(await client.get(before.webhook_id)).toEqual(before);
      expect(await client.patch(before.webhook_id, { remove_pod_ids: ["p"] })).toMatchObject({ status: 200 });
      expect(await client.patch(before.webhook_id, { remove_inbox_ids: ["a"] })).toMatchObject(
        validationError({ body: widened }),
      );
    });

    test("leaves a webhook without a filter unchanged", async () => {
      const client = await under.client();
      const before = await client.create();
      expect(await client.patch(before.webhook_id, { remove_inbox_ids: ["a"] })).toMatchObject({
        status: 200,
        json: before,
      });
    });

    test.each<[string, object, Record<string, unknown>]>([
      ["an unknown field", { inbox_ids: ["a"] }, { inbox_ids: ["is not a known field"] }],
      ["eleven ids as sent", { add_inbox_ids: Array(11).fill("a") }, { add_inbox_ids: ["must have at most 10 items"] }],
      ["eleven ids to remove", { remove_pod_ids: ids(11) }, { remove_pod_ids: ["must have at most 10 items"] }],
      ["null", { remove_inbox_ids: null }, { remove_inbox_ids: ["must be an array, not null"] }],
      [
        "a control character",
        { add_pod_ids: ["\u0007"] },
        { "add_pod_ids.0": ["may not have control characters or byte order marks"] },
      ],
    ])("rejects %s", async (_, body, errors) => {
      const client = await under.client();
      const { webhook_id } = await client.create({ inbox_ids: ["a"] });
      expect(await client.patch(webhook_id, body)).toMatchObject(validationError(errors));
    });

    test("loses none of the updates that race", async () => {
      const client = await under.client();
      const { webhook_id, updated_at } = await client.create({ inbox_ids: ["a"] });
      const responses = await Promise.all(ids(9).map((id) => client.patch(webhook_id, { add_inbox_ids: [id] })));
      expect(responses.map(({ status }) => status)).toEqual(Array(9).fill(200));
      const after = await client.get(webhook_id);
      expect(after.inbox_ids?.toSorted()).toEqual(["a", ...ids(9)]);
      expect(Date.parse(after.updated_at)).toBe(Date.parse(updated_at) + 9);
    });

    test("never goes past ten when updates race", async () => {
      const client = await under.client();
      const { webhook_id } = await client.create({ inbox_ids: ids(8) });
      const responses = await Promise.all(ids(5, "new").map((id) => client.patch(webhook_id, { add_inbox_ids: [id] })));
      expect(responses.map(({ status }) => status).sort()).toEqual([200, 200, 400, 400, 400]);
      expect((await client.get(webhook_id)).inbox_ids).toHaveLength(10);
    });
  });
});
