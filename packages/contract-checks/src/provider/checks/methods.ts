import { type Operation, operations } from "@agent-webhooks/types";
import { errorFaults } from "../../exchange.ts";
import { pointer } from "../../spec/pointer.ts";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import type { Session } from "../client.ts";
import { expectStatus, expectThat, webhookOf } from "../expect.ts";
import type { Answer } from "../response.ts";

const said = pointer("info", "description");

/** Path templates of the contract, with their methods. */
const paths = new Map<string, string[]>();
for (const { path, method } of Object.values<Operation>(operations))
  paths.set(path, [...(paths.get(path) ?? []), method]);

/** Methods that a path may be without. HEAD and OPTIONS are free; TRACE and CONNECT seldom reach a service. */
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** Sends each method that a path does not have. */
async function unsupported(mine: Session): Promise<{ answer: Answer; method: string; known: readonly string[] }[]> {
  const { webhook_id: id } = webhookOf(await mine.create());
  const found: { answer: Answer; method: string; known: readonly string[] }[] = [];
  for (const [template, known] of paths) {
    const path = template.replace(/\{\w+\}/, encodeURIComponent(id));
    for (const method of methods.filter((method) => !known.includes(method))) {
      // Deleting a whole collection is asked for only where the provider has said that it does not do that.
      const isSafe =
        method !== "DELETE" || found.some(({ answer }) => answer.status === 405 && !allows(answer, method));
      if (!isSafe) continue;
      const rawBody = method === "GET" || method === "DELETE" ? {} : { rawBody: "{}" };
      found.push({ answer: await mine.call("getWebhook", { method, path, ...rawBody }), method, known });
    }
  }
  return found;
}

function allows({ headers }: Answer, method: string): boolean {
  return allowed(headers).includes(method);
}

function allowed(headers: Headers): string[] {
  return (headers.get("allow") ?? "").split(",").flatMap((name) => name.trim().toUpperCase() || []);
}

const unsupportedMethod: ProviderCheck = providerCheck({
  id: "unsupported_method",
  holds: "a method that a path does not have is refused with 405, in the shape of errors",
  async run({ mine, attempt, report }) {
    for (const { answer, method } of await unsupported(mine)) {
      await attempt(async () => {
        expectStatus(answer, 405, `the contract has no ${method} here`);
        for (const { message } of errorFaults(answer, said)) {
          report(answer.fault({ message: `405: ${message}`, expected: "{name, message} as JSON", pointer: said }));
        }
      });
    }
    // Without a token, 401 may come first.
    for (const path of paths.keys()) {
      await attempt(async () => {
        const call = { method: "PUT", path: path.replace(/\{\w+\}/, "wh_unknown"), rawBody: "{}" };
        const answer = await mine.call("getWebhook", { ...call, headers: { authorization: null } });
        expectStatus(answer, [405, 401], "the contract has no PUT here, and there is no token");
      });
    }
  },
});

const allowHeader: ProviderCheck = providerCheck({
  id: "allow_header_conformance",
  holds: "Allow of a 405 names every method that the path has in the contract, and none that it refuses",
  async run({ mine, attempt }) {
    for (const { answer, known } of await unsupported(mine)) {
      if (answer.status !== 405) continue;
      await attempt(async () => {
        const named = allowed(answer.headers);
        const extra = named.filter((method) => methods.includes(method) && !known.includes(method));
        const isRight = known.every((method) => named.includes(method)) && extra.length === 0;
        const expected = `Allow: ${known.join(", ")}, with or without HEAD and OPTIONS`;
        const got = `Allow: ${answer.headers.get("allow") ?? "(missing)"}`;
        expectThat(answer, isRight, "the Allow header does not say which methods the path has", expected, got);
      });
    }
  },
});

const unknownPath: ProviderCheck = providerCheck({
  id: "unknown_path",
  holds: "a path that the contract does not have answers 404, in the shape of errors",
  async run({ mine, attempt, report }) {
    const { webhook_id: id } = webhookOf(await mine.create());
    const collection = operations.listWebhooks.path;
    const unknown = [`${collection}x`, `${collection}/${encodeURIComponent(id)}/unknown`];
    for (const path of unknown) {
      await attempt(async () => {
        const answer = await mine.call("getWebhook", { method: "GET", path });
        expectStatus(answer, 404, "the contract has no such path");
        for (const { message } of errorFaults(answer, said)) {
          report(answer.fault({ message: `404: ${message}`, expected: "{name, message} as JSON", pointer: said }));
        }
        const anonymous = await mine.call("getWebhook", { method: "GET", path, headers: { authorization: null } });
        expectStatus(anonymous, [404, 401], "the contract has no such path, and there is no token");
      });
    }
  },
});

export const methodChecks: readonly ProviderCheck[] = [unsupportedMethod, allowHeader, unknownPath];
