import type { Webhook } from "@agent-webhooks/types";
import { expect, test } from "vitest";
import { createDirectory } from "./support/cli.ts";
import { CliProcess, startServe } from "./support/process.ts";

const createWebhook = "webhooks create http://127.0.0.1:9/ --event-type message.sent";
const key = (byte: number) => Buffer.alloc(32, byte).toString("base64");

test("serve runs the service until a signal, and keeps its data", async () => {
  const env = { DATA_DIR: await createDirectory() };
  const first = await startServe(env);
  const { webhook_id } = await first.operator.json<Webhook>(createWebhook);
  expect(await first.serve.kill("SIGINT")).toMatchObject({ code: 0, stderr: "" });

  const second = await startServe(env);
  expect(await second.operator.json("webhooks list")).toMatchObject([{ webhook_id }]);
  expect(await second.serve.kill("SIGTERM")).toMatchObject({ code: 0, stderr: "" });
});

test("serve goes on when nobody reads its output any more", async () => {
  const { serve, operator } = await startServe({ DATA_DIR: await createDirectory(), LOG_LEVEL: "info" });
  serve.child.stdout?.destroy();
  serve.child.stderr?.destroy();
  for (let count = 1; count <= 3; count++) {
    await operator.json(createWebhook);
    expect(await operator.json("webhooks list")).toHaveLength(count);
  }
  expect(await serve.kill("SIGTERM")).toMatchObject({ code: 0 });
});

test("reencrypt moves the secrets of a stopped service to the new key", async () => {
  const DATA_DIR = await createDirectory();
  const first = await startServe({ DATA_DIR, ENCRYPTION_KEY: key(1) });
  const { secret } = await first.operator.json<Webhook>(createWebhook);
  await first.serve.kill("SIGTERM");
  for (const count of ["1 secret", "0 secrets"]) {
    const reencrypt = new CliProcess("reencrypt", { DATA_DIR, ENCRYPTION_KEYS: `${key(2)},${key(1)}` });
    const stdout = `Encrypted ${count} with the new key.\n`;
    expect(await reencrypt.exited).toEqual({ code: 0, stdout, stderr: "" });
  }
  const { operator } = await startServe({ DATA_DIR, ENCRYPTION_KEY: key(2) });
  expect(await operator.json("webhooks list")).toMatchObject([{ secret }]);
});

test.each([
  ["serve", { PORT: "http" }, 1, /^PORT must .*\n$/],
  ["serve --port 9000", {}, 2, /^Unknown option --port\.\n\nUsage: agent-webhooks serve \[options\]\n/],
  ["reencrypt", { ENCRYPTION_KEYS: "short" }, 1, /^ENCRYPTION_KEYS must .*\n$/],
] as const)("%s fails with %j, and prints why", async (command, env, code, message) => {
  const stderr = expect.stringMatching(message);
  expect(await new CliProcess(command, env).exited).toEqual({ code, stdout: "", stderr });
});
