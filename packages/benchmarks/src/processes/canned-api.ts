/** Answers each of the five operations with the spec's example, at once. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { answerTo, type OperationId } from "../support/callers.ts";
import { serve } from "./process.ts";

const ofOne: Readonly<Record<string, OperationId>> = {
  GET: "getWebhook",
  PATCH: "updateWebhook",
  DELETE: "deleteWebhook",
};
const ofAll: Readonly<Record<string, OperationId>> = { GET: "listWebhooks", POST: "createWebhook" };

const server = createServer((request, response) => {
  const isOne = request.url?.includes("/wh_") === true;
  const operation = (isOne ? ofOne : ofAll)[request.method ?? ""] ?? "getWebhook";
  const body = answerTo(operation);
  request.resume().once("end", () => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    response.writeHead(200, headers).end(body);
  });
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
serve({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }, () => ({}));
