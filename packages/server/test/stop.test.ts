import { expect, test } from "vitest";
import { DeliveryClient } from "./support/delivery.ts";
import { respondWith, startEndpoint } from "./support/endpoint.ts";
import { newDirectory, Program, postgresEnvironment } from "./support/program.ts";

test.each([
  ["the embedded database", async () => ({ DATA_DIR: await newDirectory() })],
  ["Postgres", postgresEnvironment],
])("a stop finishes requests in flight and starts no others, on %s", async (_, database) => {
  const token = "a-token-of-the-stop";
  const env: Record<string, string> = { ALLOW_HTTP: "true", ALLOW_PRIVATE_NETWORK: "true", ...(await database()) };
  const start = async () => {
    const program = await new Program({ ...env, BOOTSTRAP_TOKEN: token }).ready();
    return { program, client: new DeliveryClient(program.url, "default", token) };
  };
  const before = await start();
  let finish = () => {};
  const endpoint = await startEndpoint((response) => {
    finish = () => response.writeHead(204).end();
  });
  await before.client.addWebhook(endpoint.url);
  const inFlight = await before.client.publishMessage();
  await endpoint.waitForRequests(1);
  const waiting = await before.client.publishMessage();
  before.program.process.kill("SIGTERM");
  setTimeout(() => finish(), 500);
  expect(await before.program.exited).toMatchObject({ code: 0, stderr: "" });
  expect(endpoint.received).toHaveLength(1);

  endpoint.respond = respondWith(204);
  const { client } = await start();
  // Neither sent a second time nor only after the end of its lease.
  expect(await client.deliveryOf(inFlight)).toMatchObject({ status: "succeeded", attempts: [{ attempt: 1 }] });
  expect(await client.settled(waiting)).toMatchObject({ status: "succeeded" });
  expect(endpoint.eventIds).toEqual([inFlight.event_id, waiting.event_id]);
});
