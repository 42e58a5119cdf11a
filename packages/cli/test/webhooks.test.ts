import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Webhook } from "@agent-webhooks/types";
import type { RecoveredWebhook, RecoverWebhookRequest, Recovery, RotatedSecret } from "@agent-webhooks/types/delivery";
import { WebhookSchema } from "@agent-webhooks/types/schemas";
import { beforeAll, describe, expect, test } from "vitest";
import { respondWithJson, startEndpoint } from "../../server/test/support/endpoint.ts";
import { User, useService } from "./support/cli.ts";

useService();
let user: User;
beforeAll(async () => {
  user = await User.create();
});

const url = "https://example.com/hooks";
const create = (options = "") =>
  user.json<Webhook>(`webhooks create ${url} --event-type message.received --client-id ${randomUUID()} ${options}`);

describe("webhooks create", () => {
  test("prints the webhook with its secret", async () => {
    const types = "--event-type message.received,message.sent --event-types message.bounced".split(" ");
    const filter = ["--inbox-id", "support@agents.example.com", "--inbox-id", "with, comma", "--pod-id", "pod_eu"];
    expect(await user.print(["webhooks", "create", url, ...types, ...filter])).toMatch(
      /^event_types {2}message\.received, message\.sent, message\.bounced\ninbox_ids {4}support@agents\.example\.com, with, comma\npod_ids {6}pod_eu\nclient_id .*\nsecret {7}whsec_\S+$/m,
    );
  });

  test("prints why the service rejects it", async () => {
    const command = `webhooks create ${url} --event-type message.sent,message.sent`;
    expect(await user.run(command)).toEqual({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(/^The service rejected the request: event_types.* .*\.\n$/),
    });
  });

  test("rejects what the spec's limits do not allow", async () => {
    const inboxes = Array.from({ length: 11 }, (_, index) => `--inbox-id inbox_${index}`).join(" ");
    expect(await user.run(`webhooks create ${url} --event-type message.sent ${inboxes}`)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^Invalid request: inbox_ids must have at most 10 items\.\n\nUsage: /),
    });
  });
});

describe("webhooks list", () => {
  test("prints a table, newest first, without secrets and without empty columns", async () => {
    const other = await User.create();
    expect(await other.print("webhooks list")).toBe("No webhooks found.\n");
    expect(await other.json("webhooks list")).toEqual([]);
    for (const type of ["message.sent", "message.bounced"]) {
      await other.print(`webhooks create ${url} --event-type ${type}`);
    }
    const [heading = "", ...rows] = (await other.print("webhooks list")).trimEnd().split("\n");
    expect(heading.split(/ {2,}/)).toEqual(["webhook_id", "enabled", "url", "event_types"]);
    expect(rows.map((row) => row.split(/ {2,}/).slice(1))).toEqual([
      ["yes", url, "message.bounced"],
      ["yes", url, "message.sent"],
    ]);
    expect(await other.print("webhooks list --show-secrets")).toMatch(/ secret\n.* whsec_\S+\n.* whsec_\S+\n$/);
    const oldestFirst = await other.json<Webhook[]>("webhooks list --ascending");
    expect(oldestFirst.map(({ event_types = [] }) => event_types[0])).toEqual(["message.sent", "message.bounced"]);
    expect(oldestFirst[0]?.secret).toMatch(/^whsec_/);
  });

  test("stops at --limit and notes that there are more; --all prints every page", async () => {
    const other = await User.create();
    for (let number = 0; number < 5; number++) {
      await other.print(`webhooks create ${url} --event-type message.sent --client-id w${number}`);
    }
    const { stdout, stderr } = await other.run("webhooks list --limit 2 --json");
    expect(JSON.parse(stdout).map(({ client_id }: Webhook) => client_id)).toEqual(["w4", "w3"]);
    expect(stderr).toBe("There are more: pass a larger --limit, or --all.\n");
    const exact = await other.run("webhooks list --limit 5 --json");
    expect(JSON.parse(exact.stdout)).toHaveLength(5);
    expect(exact.stderr).toBe("");
    expect(await other.json("webhooks list --all")).toHaveLength(5);
  });
});

describe("webhooks get", () => {
  test("hides the secret unless --show-secrets or --json is given", async () => {
    const { webhook_id, secret } = await create();
    const printed = await user.print(`webhooks get ${webhook_id}`);
    expect(printed).toContain("secret       hidden; --show-secrets shows it\n");
    expect(printed).not.toContain(secret);
    expect(await user.print(`webhooks get ${webhook_id} --show-secrets`)).toContain(secret);
    expect(await user.json(`webhooks get ${webhook_id}`)).toMatchObject({ webhook_id, secret });
  });

  test("shows every field of the spec, the most important ones first", async () => {
    const fields = Object.keys(WebhookSchema.properties);
    const webhook = Object.fromEntries(fields.map((field) => [field, ["a value"]]));
    const { origin } = await startEndpoint(respondWithJson(200, webhook));
    const printed = await new User("awt_any", origin).print("webhooks get wh_1");
    const names = printed.split("\n").flatMap((line) => /^\w+/.exec(line)?.[0] ?? []);
    expect(names.toSorted()).toEqual(fields.toSorted());
    expect(names.slice(0, 3)).toEqual(["webhook_id", "url", "enabled"]);
  });

  test("fails for an unknown ID", async () => {
    expect(await user.run("webhooks get wh_none")).toEqual({ code: 1, stdout: "", stderr: "Webhook not found.\n" });
  });

  test("rejects an ID that would change the path", async () => {
    expect(await user.run("webhooks get ..")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^Invalid request: webhook_id is invalid\.\n/),
    });
  });
});

test("webhooks update adds and removes inboxes and pods", async () => {
  const { webhook_id } = await create("--inbox-id a --pod-id p");
  const update = `webhooks update ${webhook_id}`;
  expect(await user.json(`${update} --add-inbox-id b --add-inbox-ids c --remove-pod-id p`)).toMatchObject({
    inbox_ids: ["a", "b", "c"],
  });
  expect(await user.json(`${update} --remove-inbox-id a --add-pod-id q`)).toMatchObject({
    inbox_ids: ["b", "c"],
    pod_ids: ["q"],
  });
  expect(await user.run(`${update} --add-inbox-id x --remove-inbox-id x`)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^The service rejected the request: .*inbox_ids/),
  });
  expect(await user.print(`${update} --add-pod-id r`)).toMatch(/^pod_ids {6}q, r$/m);
});

test("webhooks delete deletes the webhook", async () => {
  const [{ webhook_id }, { webhook_id: other }] = [await create(), await create()];
  expect(await user.print(`webhooks delete ${webhook_id}`)).toBe(`Deleted ${webhook_id}.\n`);
  expect(await user.run(`webhooks delete ${webhook_id}`)).toMatchObject({ code: 1, stderr: "Webhook not found.\n" });
  expect(await user.json(`webhooks delete ${other}`)).toEqual({ webhook_id: other, deleted: true });
});

test("webhooks disable and enable", async () => {
  const { webhook_id } = await create();
  expect(await user.print(`webhooks disable ${webhook_id}`)).toMatch(/^enabled {6}no$/m);
  expect(await user.run(`webhooks test ${webhook_id} --event-type message.sent`)).toMatchObject({
    code: 1,
    stderr: "The webhook is disabled. Enable it first.\n",
  });
  expect(await user.json(`webhooks enable ${webhook_id}`)).toMatchObject({ webhook_id, enabled: true });
});

test.each([
  ["update", "--add-inbox-id b"],
  ["disable", ""],
  ["enable", ""],
])("webhooks %s hides the secret unless --show-secrets is given", async (name, options) => {
  const { webhook_id, secret } = await create("--inbox-id a");
  const command = `webhooks ${name} ${webhook_id} ${options}`;
  expect(await user.print(command)).toContain("secret       hidden; --show-secrets shows it\n");
  expect(await user.print(`${command} --show-secrets`)).toContain(secret);
});

test("webhooks rotate-secret prints the new secret", async () => {
  const { webhook_id, secret } = await create();
  const printed = await user.print(`webhooks rotate-secret ${webhook_id}`);
  const [, rotated] = /^secret {15}(whsec_\S+)$/m.exec(printed) ?? [];
  expect(rotated).not.toBe(secret);
  expect(await user.json(`webhooks get ${webhook_id}`)).toMatchObject({ secret: rotated });
  const again = await user.json<RotatedSecret>(`webhooks rotate-secret ${webhook_id} --overlap-seconds 0`);
  expect(Date.parse(again.previous_expires_at)).toBeLessThanOrEqual(Date.now() + 60_000);
});

test("webhooks settings shows, sets and removes limits", async () => {
  const { webhook_id } = await create();
  const command = `webhooks settings ${webhook_id}`;
  expect(await user.json(command)).toEqual({});
  expect(await user.print(command)).toContain("max_in_flight   none; ");
  expect(await user.print(`${command} --max-in-flight 2 --max-per-second 50`)).toBe(
    "max_in_flight   2\nmax_per_second  50\n",
  );
  expect(await user.json(`${command} --max-in-flight none`)).toEqual({ max_per_second: 50 });
  expect(await user.run(`${command} --max-per-second 0`)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^--max-per-second must be a whole number from 1 to 10000\./),
  });
  expect(await user.json(command)).toEqual({ max_per_second: 50 });
});

describe("webhooks recover", () => {
  const past = "2026-01-01T00:00:00Z";
  const since = `--since ${past}`;

  test("accepts only times, and counts", async () => {
    const { webhook_id } = await create();
    const recover = `webhooks recover ${webhook_id}`;
    expect(await user.print(`${recover} ${since}`)).toBe("Nothing to recover in this time range.\n");
    expect(await user.json(`${recover} ${since}`)).toEqual({ count: 0, failed: 0, missed: 0 });
    expect(await user.run(`${recover} --since yesterday`)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^The service rejected the request: since /),
    });
  });

  /** A service that has counted this, sends it or something else, and needs two looks at the recovery to finish it. */
  async function startRecovering(
    counted: RecoveredWebhook,
    { sent = counted, onProgress }: { sent?: RecoveredWebhook; onProgress?: (response: ServerResponse) => void } = {},
  ): Promise<{ user: User; recovered: () => number }> {
    const recovery = { ...counted, since: past, until: past, recovered_until: past, started_at: past };
    const statuses: Recovery["status"][] = ["running"];
    let recovered = 0;
    const { origin } = await startEndpoint((response, request) => {
      const isGet = request.method === "GET";
      if (isGet && onProgress) return onProgress(response);
      const isDryRun = !isGet && (JSON.parse(request.body.toString()) as RecoverWebhookRequest).dry_run === true;
      if (!isGet && !isDryRun) recovered++;
      const result = isDryRun ? counted : sent;
      const body = isGet ? ({ ...recovery, status: statuses.pop() ?? "finished" } satisfies Recovery) : result;
      response.writeHead(isGet ? 200 : 202, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
    return { user: new User("awt_token", origin), recovered: () => recovered };
  }

  test("asks before more than 1,000 deliveries, in a terminal only, and shows progress there", async () => {
    const { user: other, recovered } = await startRecovering({ count: 1_001, failed: 0, missed: 1_001 });
    const recover = `webhooks recover wh_1 ${since}`;
    expect(await other.print(`${recover} --dry-run`)).toBe("1,001 missed events in this time range.\n");
    expect(await other.run(recover)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^1,001 missed events\. Send all of them\? Pass --yes to confirm\.$/m),
    });
    const declined = await other.run(recover, { columns: 100, stdin: "\n" });
    expect(declined).toMatchObject({ code: 0, stdout: "" });
    expect(declined.stderr).toBe("1,001 missed events. Send all of them? [y/N] Nothing was sent.\n");
    expect(await other.json(`${recover} --yes --dry-run`)).toMatchObject({ count: 1_001 });
    expect(recovered()).toBe(0);
    const confirmed = await other.run(recover, { columns: 100, stdin: "y\n", stop: new AbortController().signal });
    expect(confirmed).toMatchObject({ code: 0, stdout: "Sending: 1,001 missed events.\n" });
    expect(confirmed.stderr).toContain("Queued 1,001 deliveries of 1,001, published before ");
    expect(await other.json(`${recover} --yes`)).toMatchObject({ missed: 1_001 });
    expect(recovered()).toBe(2);
  });

  test.each([
    [
      "an error of its progress",
      (response: ServerResponse) => response.writeHead(404).end(),
      /^Cannot show the progress: .*404/m,
    ],
    ["Ctrl-C while its progress is requested", (_: ServerResponse, stop: AbortController) => stop.abort(), /^/],
  ])("prints what is sent despite %s", async (_, onProgress, stderr) => {
    const stop = new AbortController();
    const { user: other } = await startRecovering(
      { count: 1_001, failed: 0, missed: 1_001 },
      { onProgress: (response) => onProgress(response, stop) },
    );
    const result = await other.run(`webhooks recover wh_1 ${since} --yes`, { columns: 100, stop: stop.signal });
    expect(result).toMatchObject({ code: 0, stdout: "Sending: 1,001 missed events.\n" });
    expect(result.stderr).toMatch(stderr);
    expect(result.stderr).toMatch(/The recovery goes on in the service\.\n$/);
  });

  test("asks, and shows no total, when the service could not count everything in time", async () => {
    const { user: other } = await startRecovering({ count: 500, failed: 0, missed: 500, more: true });
    expect(await other.run(`webhooks recover wh_1 ${since}`)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^At least 500 missed events\. Send all of them\? /m),
    });
    const stop = new AbortController().signal;
    const { stderr } = await other.run(`webhooks recover wh_1 ${since} --yes`, { columns: 100, stop });
    expect(stderr).toContain("Queued 500 deliveries, published before ");
  });

  test("shows no progress of an earlier recovery when the service has queued everything itself", async () => {
    const { user: other } = await startRecovering(
      { count: 500, failed: 0, missed: 500, more: true },
      { sent: { count: 800, failed: 0, missed: 800 } },
    );
    const stop = new AbortController().signal;
    expect(await other.run(`webhooks recover wh_1 ${since} --yes`, { columns: 100, stop })).toEqual({
      code: 0,
      stdout: "Sending: 800 missed events.\n",
      stderr: "",
    });
  });
});
