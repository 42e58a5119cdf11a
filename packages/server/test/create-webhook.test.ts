import { eventTypes, type Webhook } from "@agent-webhooks/types";
import { operationExamples } from "@agent-webhooks/types/examples";
import { describe, expect, test } from "vitest";
import { exampleUrl, onDatabases, validationError } from "./support/service.ts";

const valid = { url: exampleUrl, event_types: ["message.received"] };

onDatabases((under) => {
  describe("creating a webhook", () => {
    test("returns it, enabled, with an id, a secret and its times", async () => {
      const client = await under.client();
      const webhook = await client.create({
        ...valid,
        inbox_ids: ["inbox_1"],
        pod_ids: ["pod_1"],
        client_id: "c",
      });
      expect(webhook).toEqual({
        ...valid,
        inbox_ids: ["inbox_1"],
        pod_ids: ["pod_1"],
        client_id: "c",
        webhook_id: expect.stringMatching(/^wh_[0-9a-z]{26}$/),
        secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
        enabled: true,
        created_at: under.clock.now().toISOString(),
        updated_at: under.clock.now().toISOString(),
      });
      expect(await client.get(webhook.webhook_id)).toEqual(webhook);
    });

    test("omits unset fields", async () => {
      const client = await under.client();
      const webhook = await client.create({ ...valid, inbox_ids: [], pod_ids: [] });
      expect(Object.keys(webhook).sort()).toEqual(
        ["created_at", "enabled", "event_types", "secret", "updated_at", "url", "webhook_id"].sort(),
      );
    });

    test.each(Object.entries(operationExamples.createWebhook.request))(
      "accepts the example of the spec: %s",
      async (_, body) => {
        const client = await under.client();
        expect(await client.post(body)).toMatchObject({ status: 200, json: body });
      },
    );

    test.each([
      ["upper case", "https://EXAMPLE.com"],
      ["escapes", "HTTPS://example.com/%7e?q=%C3%BC&&a#fragment"],
      ["what a parser would normalize", "https://example.com:443/a/../b/./c//"],
      ["the longest", `https://example.com/${"a".repeat(2048 - 20)}`],
    ])("echoes the URL byte for byte: %s", async (_, url) => {
      const client = await under.client();
      const { webhook_id } = await client.create({ ...valid, url });
      expect((await client.get(webhook_id)).url).toBe(url);
    });

    test("keeps the order of event types and takes every one of them", async () => {
      const client = await under.client();
      const event_types = [...eventTypes].reverse();
      const { webhook_id } = await client.create({ ...valid, event_types });
      expect((await client.get(webhook_id)).event_types).toEqual(event_types);
    });

    test("drops duplicate ids, keeping the first position, and keeps odd characters", async () => {
      const client = await under.client();
      const odd = [`a"b\\c`, "a,{}", "null", "ü☃😀", " x ", "x".repeat(256)];
      const { webhook_id } = await client.create({
        ...valid,
        inbox_ids: ["b", "a", "b", "c", "a"],
        pod_ids: [...odd, ...odd.slice(0, 4)],
      });
      expect(await client.get(webhook_id)).toMatchObject({ inbox_ids: ["b", "a", "c"], pod_ids: odd });
    });

    test("gives every webhook its own id and secret", async () => {
      const client = await under.client();
      const webhooks = await Promise.all(Array.from({ length: 20 }, () => client.create(valid)));
      expect(new Set(webhooks.map(({ webhook_id }) => webhook_id)).size).toBe(20);
      expect(new Set(webhooks.map(({ secret }) => secret)).size).toBe(20);
    });
  });

  describe("a client_id", () => {
    test("that exists returns the existing webhook, unchanged, whatever else is requested", async () => {
      const client = await under.client();
      const first = await client.create({ ...valid, client_id: "known" });
      under.clock.advance(1000);
      const again = await client.create({
        url: "https://other.example",
        event_types: ["domain.verified"],
        client_id: "known",
      });
      expect(again).toEqual(first);
      expect((await client.list()).count).toBe(1);
    });

    test("that exists does not make an invalid request valid", async () => {
      const client = await under.client();
      await client.create({ ...valid, client_id: "known" });
      expect(await client.post({ ...valid, event_types: [], client_id: "known" })).toMatchObject(
        validationError({ event_types: ["must have at least 1 item"] }),
      );
      expect(await client.post({ ...valid, url: "https://10.0.0.1", client_id: "known" })).toMatchObject({
        status: 400,
      });
    });

    test("creates one webhook when requests race", async () => {
      const client = await under.client();
      const raced = await Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          client.create({ ...valid, url: `${exampleUrl}/${index}`, client_id: "raced" }),
        ),
      );
      const [winner] = (await client.list()).webhooks;
      for (const webhook of raced) expect(webhook).toEqual(winner);
      expect((await client.list()).count).toBe(1);
    });

    test("never fails when creates and deletes of it race", async () => {
      const client = await under.client();
      const round = async () => {
        const { webhook_id } = await client.create({ ...valid, client_id: "contested" });
        const { status } = await client.request("DELETE", `/agent/v0/webhooks/${webhook_id}`);
        return status;
      };
      const statuses = await Promise.all(Array.from({ length: 20 }, round));
      expect(statuses).toContain(200);
      expect(statuses.filter((status) => status !== 200 && status !== 404)).toEqual([]);
    });

    test("is available again after delete", async () => {
      const client = await under.client();
      const first = await client.create({ ...valid, client_id: "freed" });
      await client.delete(first.webhook_id);
      const second = await client.create({ ...valid, client_id: "freed" });
      expect(second.webhook_id).not.toBe(first.webhook_id);
      expect(second.secret).not.toBe(first.secret);
    });

    test("belongs to its organization", async () => {
      const [one, other] = [await under.client(), await under.client()];
      const mine = await one.create({ ...valid, client_id: "shared" });
      const theirs = await other.create({ ...valid, client_id: "shared" });
      expect(theirs.webhook_id).not.toBe(mine.webhook_id);
    });

    test("is case-sensitive", async () => {
      const client = await under.client();
      const lower = await client.create({ ...valid, client_id: "a.b_c~d-e" });
      const upper = await client.create({ ...valid, client_id: "A.b_c~d-e" });
      expect(upper.webhook_id).not.toBe(lower.webhook_id);
    });
  });

  describe("an invalid webhook is rejected", () => {
    const message = eventTypes.join(", ");
    const url = "must be an absolute https URL without credentials, or http if the service allows it";
    test.each<[string, object, Record<string, string[]>]>([
      [
        "without anything",
        { url: undefined, event_types: undefined },
        { url: ["is required"], event_types: ["is required"] },
      ],
      ["with null for a field", { inbox_ids: null }, { inbox_ids: ["must be an array, not null"] }],
      ["with a mistyped field", { inbox_id: "a" }, { inbox_id: ["is not a known field"] }],
      ["with a field of the response", { enabled: true }, { enabled: ["is not a known field"] }],
      ["with a field named constructor", { constructor: 1 }, { constructor: ["is not a known field"] }],
      ["with no event type", { event_types: [] }, { event_types: ["must have at least 1 item"] }],
      [
        "with an unknown event type",
        { event_types: ["message.received", "x"] },
        { "event_types.1": [`must be one of ${message}`] },
      ],
      [
        "with an event type twice",
        { event_types: ["message.sent", "message.sent"] },
        { event_types: ["must not have an item twice: items 0 and 1 are equal"] },
      ],
      ["with a text for a list", { event_types: "message.sent" }, { event_types: ["must be an array"] }],
      ["with eleven inboxes", { inbox_ids: Array(11).fill("same") }, { inbox_ids: ["must have at most 10 items"] }],
      ["with eleven pods", { pod_ids: Array(11).fill("same") }, { pod_ids: ["must have at most 10 items"] }],
      ["with an empty id", { inbox_ids: ["a", ""] }, { "inbox_ids.1": ["must not be empty"] }],
      ["with a long id", { inbox_ids: ["x".repeat(257)] }, { "inbox_ids.0": ["must have at most 256 characters"] }],
      [
        "with NUL in an id",
        { pod_ids: ["a\u0000"] },
        { "pod_ids.0": ["may not have control characters or byte order marks"] },
      ],
      [
        "with half a surrogate pair in an id",
        { pod_ids: ["\ud800"] },
        { "pod_ids.0": ["may not have control characters or byte order marks"] },
      ],
      ["with an empty client_id", { client_id: "" }, { client_id: ["must not be empty"] }],
      ["with a long client_id", { client_id: "x".repeat(257) }, { client_id: ["must have at most 256 characters"] }],
      ["with a space in client_id", { client_id: "a b" }, { client_id: ["may have only A-Z a-z 0-9 . _ ~ -"] }],
      ["with a number for client_id", { client_id: 5 }, { client_id: ["must be a string"] }],
      ["with a relative URL", { url: "/hooks" }, { url: [url] }],
      ["with another scheme", { url: "ftp://example.com" }, { url: [url] }],
      ["with credentials in the URL", { url: "https://user:password@example.com" }, { url: [url] }],
      ["with plain http", { url: "http://example.com" }, { url: ["must use https"] }],
      [
        "with a URL that is too long",
        { url: `https://example.com/${"a".repeat(2048 - 19)}` },
        { url: ["must have at most 2048 characters"] },
      ],
      [
        "with an invalid port",
        { url: "https://example.com:65536" },
        { url: ["must be an absolute URL with a valid host and port"] },
      ],
      ["with a space in the URL", { url: "https://example.com/a b" }, { url: ["must be an absolute URL"] }],
      [
        "with several issues at once",
        { url: 1, client_id: "ü", x: 1, event_types: undefined },
        {
          url: ["must be a string"],
          client_id: ["may have only A-Z a-z 0-9 . _ ~ -"],
          x: ["is not a known field"],
          event_types: ["is required"],
        },
      ],
    ])("%s", async (_, fields, errors) => {
      const body = { ...valid, ...fields };
      const client = await under.client();
      const { status, json } = await client.post(body);
      expect({ status, json }).toEqual(validationError(errors));
      expect((await client.list()).count).toBe(0);
    });

    test("with a field named __proto__", async () => {
      const client = await under.client();
      const response = await client.post(
        `{"url":"${exampleUrl}","event_types":["message.sent"],"__proto__":{"inbox_ids":["a"]}}`,
      );
      expect(response.status).toBe(400);
      expect(response.text).toContain(`{"__proto__":["is not a known field"]}`);
    });

    test.each([
      ["an array", []],
      ["a text", `"text"`],
      ["null", "null"],
      ["a number", "1"],
    ])("that is %s", async (_, body) => {
      const client = await under.client();
      expect(await client.post(body)).toMatchObject(
        validationError({ body: [expect.stringContaining("must be an object")] }),
      );
    });
  });

  describe("deleting a webhook", () => {
    test("returns 200 with nothing, and the webhook is gone", async () => {
      const client = await under.client();
      const { webhook_id } = await client.create();
      const response = await client.request("DELETE", `/agent/v0/webhooks/${webhook_id}`);
      expect(response).toMatchObject({ status: 200, text: "" });
      expect(response.headers.get("content-type")).toBeNull();
      expect(response.headers.get("content-length")).toBe("0");
      for (const method of ["GET", "PATCH", "DELETE"]) {
        const gone = await client.request(
          method,
          `/agent/v0/webhooks/${webhook_id}`,
          method === "PATCH" ? { body: {} } : {},
        );
        expect(gone).toMatchObject({ status: 404, json: { name: "NotFoundError", message: "Webhook not found." } });
      }
      expect((await client.list()).webhooks).toEqual([]);
    });

    test("succeeds once when requests race", async () => {
      const client = await under.client();
      const { webhook_id } = await client.create();
      const responses = await Promise.all(
        Array.from({ length: 8 }, () => client.request("DELETE", `/agent/v0/webhooks/${webhook_id}`)),
      );
      expect(responses.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(404)]);
    });
  });

  describe("webhooks of another organization", () => {
    test("do not exist for any operation", async () => {
      const [one, other] = [await under.client(), await under.client()];
      const webhook: Webhook = await one.create({ ...valid, inbox_ids: ["a"] });
      const path = `/agent/v0/webhooks/${webhook.webhook_id}`;
      expect(await other.request("GET", path)).toMatchObject({ status: 404 });
      expect(await other.patch(webhook.webhook_id, { add_inbox_ids: ["b"] })).toMatchObject({ status: 404 });
      expect(await other.request("DELETE", path)).toMatchObject({ status: 404 });
      expect((await other.list()).webhooks).toEqual([]);
      expect(await one.get(webhook.webhook_id)).toEqual(webhook);
    });
  });
});
