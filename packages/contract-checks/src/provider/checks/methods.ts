import { type Operation, operations } from "@agent-webhooks/types";
import { errorIssues } from "../../response-conformance.ts";
import { pointer } from "../../spec/pointer.ts";
import { type CheckContext, type ProviderCheck, providerCheck } from "../check-context.ts";
import type { ProviderClient } from "../client.ts";
import { expectStatus, expectThat, webhookOf } from "../expect.ts";
import type { TargetResponse } from "../response.ts";

/** The spec describes unknown paths and methods in its text. */
const description = pointer("info", "description");

/** Methods of the contract, by path template. */
const methodsByPath = new Map<string, string[]>();
for (const { path, method } of Object.values<Operation>(operations)) {
  methodsByPath.set(path, [...(methodsByPath.get(path) ?? []), method]);
}

/** Methods that are tried. HEAD and OPTIONS are not part of the contract; TRACE and CONNECT seldom reach a service. */
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

interface UnsupportedCall {
  readonly response: TargetResponse;
  readonly method: string;
  /** Methods that the path has. */
  readonly supported: readonly string[];
}

/** Calls each path with each method that it does not have. */
async function callUnsupported(client: ProviderClient): Promise<UnsupportedCall[]> {
  const { webhook_id: id } = webhookOf(await client.create());
  const calls: UnsupportedCall[] = [];
  for (const [template, supported] of methodsByPath) {
    const path = template.replace(/\{\w+\}/, encodeURIComponent(id));
    for (const method of methods.filter((method) => !supported.includes(method))) {
      // A collection is deleted only where the provider has said that it does not support that.
      const isSafe =
        method !== "DELETE" ||
        calls.some(({ response }) => response.status === 405 && !allowedBy(response).includes(method));
      if (!isSafe) continue;
      const rawBody = method === "GET" || method === "DELETE" ? {} : { rawBody: "{}" };
      calls.push({ response: await client.call("getWebhook", { method, path, ...rawBody }), method, supported });
    }
  }
  return calls;
}

function allowedBy({ headers }: TargetResponse): string[] {
  return (headers.get("allow") ?? "").split(",").flatMap((name) => name.trim().toUpperCase() || []);
}

/** Reports where an error that no operation documents does not have the shape of errors. */
function reportShape({ report }: CheckContext, response: TargetResponse): void {
  for (const { message } of errorIssues(response, description)) {
    const expected = "{name, message} as JSON";
    report(response.finding({ message: `${response.status}: ${message}`, expected, pointer: description }));
  }
}

const unsupportedMethod: ProviderCheck = providerCheck({
  id: "unsupported_method",
  holds: "a method that a path does not have returns 405, with a body in the shape of errors",
  async run(context) {
    const { client, verifyEach } = context;
    await verifyEach(await callUnsupported(client), async ({ response, method }) => {
      expectStatus(response, 405, `the contract has no ${method} here`);
      reportShape(context, response);
    });
    // Without a token, 401 may come first.
    await verifyEach(methodsByPath.keys(), async (path) => {
      const call = { method: "PUT", path: path.replace(/\{\w+\}/, "wh_unknown"), rawBody: "{}" };
      const response = await client.call("getWebhook", { ...call, headers: { authorization: null } });
      expectStatus(response, [405, 401], "the contract has no PUT here, and there is no token");
    });
  },
});

const allowHeader: ProviderCheck = providerCheck({
  id: "allow_header_conformance",
  holds: "Allow of a 405 lists every method that the path has in the contract, and no other",
  async run({ client, verify }) {
    for (const { response, supported } of await callUnsupported(client)) {
      if (response.status !== 405) continue;
      await verify(async () => {
        const allowed = allowedBy(response);
        const extra = allowed.filter((method) => methods.includes(method) && !supported.includes(method));
        const isRight = supported.every((method) => allowed.includes(method)) && extra.length === 0;
        const expected = `Allow: ${supported.join(", ")}, with or without HEAD and OPTIONS`;
        const got = `Allow: ${response.headers.get("allow") ?? "(missing)"}`;
        expectThat(response, isRight, "Allow does not list the methods of the path", expected, got);
      });
    }
  },
});

const unknownPath: ProviderCheck = providerCheck({
  id: "unknown_path",
  holds: "a path that the contract does not have returns 404, with a body in the shape of errors",
  async run(context) {
    const { client, verifyEach } = context;
    const { webhook_id: id } = webhookOf(await client.create());
    const collection = operations.listWebhooks.path;
    await verifyEach([`${collection}x`, `${collection}/${encodeURIComponent(id)}/unknown`], async (path) => {
      const response = await client.call("getWebhook", { method: "GET", path });
      expectStatus(response, 404, "the contract has no such path");
      reportShape(context, response);
      const anonymous = await client.call("getWebhook", { method: "GET", path, headers: { authorization: null } });
      expectStatus(anonymous, [404, 401], "the contract has no such path, and there is no token");
    });
  },
});

export const methodChecks: readonly ProviderCheck[] = [unsupportedMethod, allowHeader, unknownPath];
