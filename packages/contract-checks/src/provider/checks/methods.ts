import type { Operation } from "@agent-webhooks/types";
import { errorIssues } from "../../response-conformance.ts";
import { type AnyOperationId, allOperations } from "../../spec/operations.ts";
import { pointer } from "../../spec/pointer.ts";
import { type CheckContext, type ProviderCheck, providerCheck } from "../check-context.ts";
import type { ProviderClient } from "../client.ts";
import { createPathIds, type PathIds, pathIdOf, pathOf, unknownIdOf } from "../data/valid-calls.ts";
import { expectStatus, expectThat } from "../expect.ts";
import type { TargetResponse } from "../response.ts";

/** The spec describes unknown paths and methods in its text. */
const description = pointer("info", "description");

/** The operations of each path template. */
function operationsByPath(operations: readonly AnyOperationId[]): Map<string, AnyOperationId[]> {
  return Map.groupBy(operations, (id) => allOperations[id].path);
}

/** The methods of all path templates that a path matches. */
const methodsAt = (path: string): string[] =>
  Object.values<Operation>(allOperations)
    .filter((operation) => new RegExp(`^${operation.path.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(path))
    .map(({ method }) => method);

/** Methods that are tried. HEAD and OPTIONS are not part of the contract; TRACE and CONNECT seldom reach a service. */
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

interface UnsupportedCall {
  readonly response: TargetResponse;
  readonly method: string;
  /** Methods that the path has. */
  readonly supported: readonly string[];
  /** Methods of other paths that this one matches: `/events/batch` is also the path of an event. */
  readonly alsoMatched: readonly string[];
}

/** Calls each path with each method that it does not have. */
async function callUnsupported(
  client: ProviderClient,
  operations: readonly AnyOperationId[],
): Promise<UnsupportedCall[]> {
  const ids: PathIds = await createPathIds(client, operations);
  const calls: UnsupportedCall[] = [];
  for (const [first, ...others] of operationsByPath(operations).values()) {
    if (first === undefined) continue;
    const path = pathOf(first, pathIdOf(first, ids));
    const supported = [first, ...others].map((id) => allOperations[id].method as string);
    const alsoMatched = methodsAt(path).filter((method) => !supported.includes(method));
    const unsupported = methods.filter((method) => !supported.includes(method) && !alsoMatched.includes(method));
    for (const method of unsupported) {
      // A collection is deleted only where the provider has said that it does not support that.
      const isOfPath = (call: UnsupportedCall) => call.supported === supported;
      const isSafe =
        method !== "DELETE" || calls.some((call) => isOfPath(call) && excludesMethod(call.response, method));
      if (!isSafe) continue;
      const rawBody = method === "GET" || method === "DELETE" ? {} : { rawBody: "{}" };
      calls.push({
        response: await client.call("getWebhook", { method, path, ...rawBody }),
        method,
        supported,
        alsoMatched,
      });
    }
  }
  return calls;
}

function allowedBy({ headers }: TargetResponse): string[] {
  return (headers.get("allow") ?? "").split(",").flatMap((name) => name.trim().toUpperCase() || []);
}

/** Whether a response is a 405 with an `Allow` that lists other methods. */
function excludesMethod(response: TargetResponse, method: string): boolean {
  const allowed = allowedBy(response);
  return response.status === 405 && allowed.length > 0 && !allowed.includes(method);
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
    const { target, client, verifyEach } = context;
    await verifyEach(await callUnsupported(client, target.operations), async ({ response, method }) => {
      expectStatus(response, 405, `the contract has no ${method} here`);
      reportShape(context, response);
    });
    // Without a token, 401 may come first.
    await verifyEach(operationsByPath(target.operations).values(), async ([first]) => {
      if (first === undefined) return;
      const call = { method: "PUT", path: pathOf(first, unknownIdOf(first)), rawBody: "{}" };
      const response = await client.call("getWebhook", { ...call, headers: { authorization: null } });
      expectStatus(response, [405, 401], "the contract has no PUT here, and there is no token");
    });
  },
});

const allowHeader: ProviderCheck = providerCheck({
  id: "allow_header_conformance",
  holds: "Allow of a 405 lists every method that the path has in the contract, and no other",
  async run({ target, client, verify }) {
    for (const { response, supported, alsoMatched } of await callUnsupported(client, target.operations)) {
      if (response.status !== 405) continue;
      await verify(async () => {
        const allowed = allowedBy(response);
        const mayAllow = [...supported, ...alsoMatched];
        const extra = allowed.filter((method) => methods.includes(method) && !mayAllow.includes(method));
        const isRight = supported.every((method) => allowed.includes(method)) && extra.length === 0;
        const expected = `Allow: ${supported.join(", ")}, with or without HEAD and OPTIONS`;
        const got = `Allow: ${response.headers.get("allow") ?? "(missing)"}`;
        expectThat(response, isRight, "Allow does not list the methods of the path", expected, got);
      });
    }
  },
});

/** For each list, paths beside it and below its items. */
function unknownPaths(operations: readonly AnyOperationId[], ids: PathIds): string[] {
  const items = operations.filter((id) => /\{\w+\}$/.test(allOperations[id].path));
  const paths = items.map((id) => {
    const [list, item] = [pathOf(id).slice(0, -1), pathOf(id, pathIdOf(id, ids))];
    return [`${list}x`, `${item}/unknown`, `${list}/`, `${item}/`, list.toUpperCase()];
  });
  return [...new Set(paths.flat())];
}

const unknownPath: ProviderCheck = providerCheck({
  id: "unknown_path",
  holds: "a path that the contract does not have returns 404, with a body in the shape of errors",
  async run(context) {
    const { target, client, verifyEach } = context;
    const ids: PathIds = await createPathIds(client, target.operations);
    await verifyEach(unknownPaths(target.operations, ids), async (path) => {
      const response = await client.call("getWebhook", { method: "GET", path });
      expectStatus(response, 404, "the contract has no such path");
      reportShape(context, response);
      const anonymous = await client.call("getWebhook", { method: "GET", path, headers: { authorization: null } });
      expectStatus(anonymous, [404, 401], "the contract has no such path, and there is no token");
    });
  },
});

export const methodChecks: readonly ProviderCheck[] = [unsupportedMethod, allowHeader, unknownPath];
