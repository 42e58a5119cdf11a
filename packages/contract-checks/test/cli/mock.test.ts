import { once } from "node:events";
import { operations } from "@agent-webhooks/types";
import { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { expect, onTestFinished, test } from "vitest";
import { runCommand, startProgram } from "../command.ts";

test("serves both APIs until a signal, and says what to do about a port in use", async () => {
  const { child, ended } = startProgram("mock", "--port", "0");
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = await once(child.stdout ?? child, "data");
  const [, url = ""] =
    /^Serving the examples of the spec at (\S+)\. Press Ctrl-C to stop\.\n$/.exec(String(line)) ?? [];
  for (const { path } of [operations.listWebhooks, deliveryOperations.listDeliveries]) {
    const response = await fetch(url + path, { headers: { authorization: "Bearer any" } });
    expect(response.status).toBe(200);
    // A client that reads all pages comes to an end.
    expect(await response.json()).not.toHaveProperty("next_page_token");
  }
  const { port } = new URL(url);
  expect(await runCommand("mock", "--port", port)).toEqual({
    code: 2,
    stdout: "",
    stderr: `webhooks-contract: cannot listen on 127.0.0.1:${port}: the port is in use; pass another --port\n`,
  });
  child.kill("SIGTERM");
  expect(await ended).toMatchObject({ code: 0, stderr: "" });
});

test("with --stateful, what is created can be listed", async () => {
  const { child, ended } = startProgram("mock", "--stateful", "--port", "0");
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = await once(child.stdout ?? child, "data");
  const [, token = "", url = ""] = /^Serving a stateful mock \(token (\S+)\) at (\S+)\. /.exec(String(line)) ?? [];
  const { path } = operations.createWebhook;
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const body = JSON.stringify({ url: "https://example.com/", event_types: ["message.sent"] });
  expect((await fetch(url + path, { method: "POST", headers, body })).status).toBe(200);
  const list = await fetch(url + path, { headers });
  expect(await list.json()).toMatchObject({ count: 1 });
  child.kill("SIGTERM");
  expect(await ended).toMatchObject({ code: 0, stderr: "" });
});

test.each(["65536", "-1", "1.5", "http"])("rejects the port %s", async (port) => {
  expect(await runCommand("mock", `--port=${port}`)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--port must be a whole number from 0 to 65535"),
  });
});
