import { createServer, type ServerResponse } from "node:http";
import type { CreateWebhookRequest } from "@agent-webhooks/types";
import { expect, test } from "vitest";
import { startEndpoint } from "../../server/test/support/endpoint.ts";
import { User } from "./support/cli.ts";

/** A service that creates webhooks and fails before it responds, and whose lists have this response. */
async function startService(
  respondToList: (response: ServerResponse, clientId: string | undefined) => void,
  { endsAfterCreate = false } = {},
) {
  let clientId: string | undefined;
  const server = createServer();
  const { received, origin } = await startEndpoint((response, { method, body }) => {
    if (method === "GET") respondToList(response, clientId);
    else if (method === "DELETE") response.end();
    else {
      clientId = (JSON.parse(body.toString()) as CreateWebhookRequest).client_id;
      response.writeHead(500, { "retry-after": "0", ...(endsAfterCreate && { connection: "close" }) }).end();
      if (endsAfterCreate) server.close();
    }
  }, server);
  return { received, clientId: () => clientId, user: new User("awt_token", origin) };
}

test("listen deletes a webhook whose creation it got no response to", async () => {
  const { received, user } = await startService((response, client_id) => {
    const others = [{ webhook_id: "wh_other", client_id: "other" }, { webhook_id: "wh_without" }];
    response.end(JSON.stringify({ count: 3, webhooks: [...others, { webhook_id: "wh_lost", client_id }] }));
  });
  const { code, stderr } = await user.run("listen");
  const deleted = received.filter(({ method }) => method === "DELETE").map(({ path }) => path);
  expect(deleted).toEqual(["/agent/v0/webhooks/wh_lost"]);
  expect(stderr).toMatch(/^Deleted the webhook wh_lost\.\n.* returned 500: /);
  expect(code).toBe(1);
});

test("listen says which webhook may be left if it cannot look for it", async () => {
  const { clientId, user } = await startService((response) => response.writeHead(503).end());
  const { code, stderr } = await user.run("listen");
  expect(stderr).toContain(`A webhook with the client_id ${clientId()} may be left. Find it with: agent-webhooks `);
  expect(clientId()).toMatch(/^agent-webhooks-listen-/);
  expect(code).toBe(1);
});

test("listen says which webhook may be left if a retry does not reach the service any more", async () => {
  const { clientId, user } = await startService(() => {}, { endsAfterCreate: true });
  const { stderr } = await user.run("listen");
  expect(stderr).toContain(`A webhook with the client_id ${clientId()} may be left.`);
});

test("listen does not speak of a webhook if no request reached the service", async () => {
  const { code, stderr } = await new User("awt_token", "http://127.0.0.1:2").run("listen");
  expect(stderr).toMatch(/^Cannot reach the service at /);
  expect(code).toBe(1);
});
