import { randomUUID } from "node:crypto";
import type { Webhook } from "@agent-webhooks/types";
import type { RotatedSecret } from "@agent-webhooks/types/delivery";
import { beforeAll, describe, expect, test } from "vitest";
import { User } from "./support/cli.ts";
import { newToken, useService } from "./support/service.ts";

useService();
let user: User;
beforeAll(async () => {
  user = await User.new();
});

const url = "https://example.com/hooks";
const create = (...more: string[]) =>
  user.json<Webhook>(
    "webhooks",
    "create",
    url,
    "--event-type",
    "message.received",
    "--client-id",
    randomUUID(),
    ...more,
  );

describe("webhooks create", () => {
  test("shows the webhook, field by field, with its secret", async () => {
    const printed = await user.print(
      ...[
        "webhooks",
        "create",
        url,
        "--event-type",
        "message.received,message.sent",
        "--event-types",
        "message.bounced",
      ],
      ...["--inbox-id", "support@agents.example.com", "--inbox-id", "with, comma", "--pod-id", "pod_eu"],
    );
    expect(printed).toMatch(/^webhook_id {3}wh_\S+$/m);
    expect(printed).toMatch(/^url {10}https:\/\/example\.com\/hooks$/m);
    expect(printed).toMatch(/^enabled {6}yes$/m);
    expect(printed).toMatch(/^event_types {2}message\.received, message\.sent, message\.bounced$/m);
    expect(printed).toMatch(/^inbox_ids {4}support@agents\.example\.com, with, comma$/m);
    expect(printed).toMatch(/^pod_ids {6}pod_eu$/m);
    expect(printed).toMatch(/^secret {7}whsec_\S+$/m);
  });

  test("gives the same webhook for the same --client-id", async () => {
    const argv = ["webhooks", "create", url, "--event-type", "message.sent", "--client-id", "desk"];
    const first = await user.json(...argv);
    const second = await user.json(...argv);
    expect(second).toEqual(first);
  });

  test("says what the service does not like, in its words", async () => {
    const same = ["--event-type", "message.sent,message.sent"];
    const { code, stdout, stderr } = await user.run(["webhooks", "create", url, ...same]);
    expect(stderr).toMatch(/^The service refused this: event_types.* .*\.\n$/);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  });

  test("sends nothing that the spec's limits do not allow", async () => {
    const inboxes = Array.from({ length: 11 }, (_, index) => ["--inbox-id", `inbox_${index}`]).flat();
    const { code, stderr } = await user.run(["webhooks", "create", url, "--event-type", "message.sent", ...inboxes]);
    expect(stderr).toMatch(/^Nothing was sent: inbox_ids must have at most 10 items\.\n\nUsage: /);
    expect(code).toBe(2);
  });
});

describe("webhooks list", () => {
  test("says so when there are none", async () => {
    const empty = await User.new();
    expect(await empty.print("webhooks", "list")).toBe("There are no webhooks.\n");
    expect(await empty.json("webhooks", "list")).toEqual([]);
  });

  test("is a table, newest first, without secrets and without columns that are empty", async () => {
    const someone = await User.new();
    for (const type of ["message.sent", "message.bounced"]) {
      await someone.print("webhooks", "create", url, "--event-type", type);
    }
    const [heading = "", ...rows] = (await someone.print("webhooks", "list")).trimEnd().split("\n");
    expect(heading.split(/ {2,}/)).toEqual(["webhook_id", "enabled", "url", "event_types"]);
    expect(rows.map((row) => row.split(/ {2,}/).slice(1))).toEqual([
      ["yes", url, "message.bounced"],
      ["yes", url, "message.sent"],
    ]);
    expect(await someone.print("webhooks", "list", "--show-secrets")).toMatch(/ secret\n.* whsec_\S+\n.* whsec_\S+\n$/);
    const oldestFirst = await someone.json<Webhook[]>("webhooks", "list", "--ascending");
    expect(oldestFirst.map(({ event_types = [] }) => event_types[0])).toEqual(["message.sent", "message.bounced"]);
    expect(oldestFirst[0]?.secret).toMatch(/^whsec_/);
  });

  test("stops at --limit and says that there are more; --all has them, over many pages", async () => {
    const someone = await User.new();
    for (let number = 0; number < 5; number++) {
      await someone.print("webhooks", "create", url, "--event-type", "message.sent", "--client-id", `w${number}`);
    }
    const { stdout, stderr } = await someone.run(["webhooks", "list", "--limit", "2", "--json"]);
    expect(JSON.parse(stdout).map(({ client_id }: { client_id: string }) => client_id)).toEqual(["w4", "w3"]);
    expect(stderr).toBe("There are more: use a larger --limit, or --all.\n");
    const exactly = await someone.run(["webhooks", "list", "--limit", "5", "--json"]);
    expect(JSON.parse(exactly.stdout)).toHaveLength(5);
    expect(exactly.stderr).toBe("");
    expect(await someone.json("webhooks", "list", "--all")).toHaveLength(5);
  });
});

describe("webhooks get", () => {
  test("hides the secret from people until they ask for it", async () => {
    const { webhook_id, secret } = await create();
    const printed = await user.print("webhooks", "get", webhook_id);
    expect(printed).toContain("secret       hidden; --show-secrets shows it\n");
    expect(printed).not.toContain(secret);
    expect(await user.print("webhooks", "get", webhook_id, "--show-secrets")).toContain(secret);
    expect(await user.json("webhooks", "get", webhook_id)).toMatchObject({ webhook_id, secret });
  });

  test("does not find what is not there, or is another organization's", async () => {
    const { webhook_id } = await create();
    const notFound = { code: 1, stdout: "", stderr: "Webhook not found.\n" };
    expect(await user.run(["webhooks", "get", "wh_none"])).toEqual(notFound);
    expect(await (await User.new()).run(["webhooks", "get", webhook_id])).toEqual(notFound);
  });

  test("sends nothing for an id that would lead elsewhere", async () => {
    expect(await user.run(["webhooks", "get", ".."])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^Nothing was sent: webhook_id must not be empty or dots\.\n/),
    });
  });
});

test("webhooks update adds and removes inboxes and pods", async () => {
  const { webhook_id } = await create("--inbox-id", "a", "--pod-id", "p");
  const update = (...change: string[]) => user.json("webhooks", "update", webhook_id, ...change);
  expect(await update("--add-inbox-id", "b", "--add-inbox-ids", "c", "--remove-pod-id", "p")).toMatchObject({
    inbox_ids: ["a", "b", "c"],
  });
  expect(await update("--remove-inbox-id", "a", "--add-pod-id", "q")).toMatchObject({
    inbox_ids: ["b", "c"],
    pod_ids: ["q"],
  });
  const both = await user.run(["webhooks", "update", webhook_id, "--add-inbox-id", "x", "--remove-inbox-id", "x"]);
  expect(both).toMatchObject({ code: 1, stderr: expect.stringMatching(/^The service refused this: .*inbox_ids/) });
  expect(await user.print("webhooks", "update", webhook_id, "--add-pod-id", "r")).toMatch(/^pod_ids {6}q, r$/m);
});

test("webhooks delete deletes", async () => {
  const { webhook_id } = await create();
  expect(await user.print("webhooks", "delete", webhook_id)).toBe(`Deleted ${webhook_id}.\n`);
  expect(await user.run(["webhooks", "delete", webhook_id])).toMatchObject({ code: 1, stderr: "Webhook not found.\n" });
  const { webhook_id: another } = await create();
  expect(await user.json("webhooks", "delete", another)).toEqual({ webhook_id: another, deleted: true });
});

test("webhooks disable and enable", async () => {
  const { webhook_id } = await create();
  expect(await user.print("webhooks", "disable", webhook_id)).toMatch(/^enabled {6}no$/m);
  expect(await user.run(["webhooks", "test", webhook_id, "--event-type", "message.sent"])).toMatchObject({
    code: 1,
    stderr: "The webhook is disabled. Enable it first.\n",
  });
  expect(await user.json("webhooks", "enable", webhook_id)).toMatchObject({ webhook_id, enabled: true });
});

test("webhooks rotate-secret shows the new secret", async () => {
  const { webhook_id, secret } = await create();
  const printed = await user.print("webhooks", "rotate-secret", webhook_id);
  const [, rotated] = /^secret {15}(whsec_\S+)$/m.exec(printed) ?? [];
  expect(rotated).not.toBe(secret);
  expect(await user.json("webhooks", "get", webhook_id)).toMatchObject({ secret: rotated });
  const { previous_expires_at } = await user.json<RotatedSecret>(
    "webhooks",
    "rotate-secret",
    webhook_id,
    "--overlap-seconds",
    "0",
  );
  expect(Date.parse(previous_expires_at)).toBeLessThanOrEqual(Date.now() + 60_000);
});

test("webhooks recover says how many go out again, and takes times only", async () => {
  const { webhook_id } = await create();
  const since = ["--since", "2026-01-01T00:00:00Z"];
  expect(await user.print("webhooks", "recover", webhook_id, ...since)).toBe("Nothing failed in that time.\n");
  expect(await user.json("webhooks", "recover", webhook_id, ...since)).toEqual({ count: 0 });
  expect(await user.run(["webhooks", "recover", webhook_id, "--since", "yesterday"])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^The service refused this: since /),
  });
});

test("a token that may only read lists, and changes nothing", async () => {
  const reader = new User(await newToken({ scopes: ["webhooks:read"] }));
  expect(await reader.json("webhooks", "list")).toEqual([]);
  expect(await reader.run(["webhooks", "create", url, "--event-type", "message.sent"])).toMatchObject({
    code: 1,
    stderr: "The token lacks the scope webhooks:write.\n",
  });
});
