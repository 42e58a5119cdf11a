/** Whether a run can start: said in one line, before anything is judged. */
import { operations } from "@agent-webhooks/types";
import { describe, expect, test } from "vitest";
import type { HttpRequest } from "../../src/provider/http.ts";
import { assertCanStart } from "../../src/provider/preflight.ts";
import type { ScriptedResponse } from "./support.ts";

const { path } = operations.listWebhooks;
const notFound = { status: 404, body: { name: "NotFoundError", message: "There is none." } };

/** Why it cannot start; `undefined`: it can. */
async function reason(
  response: (request: HttpRequest) => ScriptedResponse,
  options: { url?: string; token?: string; otherToken?: string; readToken?: string } = {},
): Promise<string | undefined> {
  const transport = async (request: HttpRequest) => {
    const { status = 200, body = "" } = response(request);
    return { status, headers: new Headers(), body: typeof body === "string" ? body : JSON.stringify(body) };
  };
  try {
    await assertCanStart({ url: "http://api.test", token: "a", transport, ...options });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return undefined;
}

describe("it starts where the list", () => {
  test.each([[{ webhooks: [], count: 0 }], [{ webhooks: "odd" }], [{ count: 0 }], [[]]])(
    "is %j: what is wrong with it is a finding",
    async (body) => {
      expect(await reason(() => ({ body }))).toBeUndefined();
    },
  );

  test.each([500, 400, 401, 403, 200, 418])(
    "is a %i, and an unknown webhook is refused as this API does",
    async (status) => {
      const response = ({ path: asked }: HttpRequest) => (asked.endsWith("/wh_unknown") ? notFound : { status });
      expect(await reason(response)).toBeUndefined();
    },
  );

  test("is rate-limited", async () => {
    const asked: string[] = [];
    expect(
      await reason((request) => {
        asked.push(request.path);
        return { status: 429 };
      }),
    ).toBeUndefined();
    expect(asked).toEqual([path]);
  });
});

describe("it does not start where", () => {
  test.each([
    [401, "http://api.test rejected the token (401)"],
    [403, "http://api.test rejected the token: it lacks the scope webhooks:read (403)"],
    [404, `http://api.test is not this API: GET http://api.test${path} returned 404, not a list of webhooks`],
    [200, `http://api.test is not this API: GET http://api.test${path} returned 200, not a list of webhooks`],
    [302, `http://api.test is not this API: GET http://api.test${path} returned 302, not a list of webhooks`],
  ])("everything is a %i", async (status, words) => {
    expect(await reason(() => ({ status }))).toBe(words);
  });

  test.each([404, 302])("an unknown webhook alone looks like this API: the list is a %i", async (status) => {
    const response = ({ path: asked }: HttpRequest) => (asked.endsWith("/wh_unknown") ? notFound : { status });
    expect(await reason(response)).toContain("is not this API");
  });

  test.each([
    [{ status: 200, body: notFound.body }],
    [{ status: 404, body: [] }],
    [{ status: 404, body: "null" }],
    [{ status: 404, body: { name: "NotFoundError" } }],
    [{ status: 404, body: { message: "There is none." } }],
  ])("an unknown webhook is returned with %j", async (unknown) => {
    const response = ({ path: asked }: HttpRequest) => (asked.endsWith("/wh_unknown") ? unknown : { status: 500 });
    expect(await reason(response)).toContain("is not this API");
  });

  test.each(["", "api.test", "ftp://api.test", "file:///etc"])("the URL is %j", async (url) => {
    expect(await reason(() => ({}), { url })).toBe(
      `--url ${JSON.stringify(url)} is not an http or https URL, such as http://127.0.0.1:8787`,
    );
  });

  test("two tokens are one", async () => {
    expect(await reason(() => ({ body: [] }), { otherToken: "a" })).toContain("--other-token is the same as --token");
    expect(await reason(() => ({ body: [] }), { readToken: "a" })).toContain("--read-token is the same as --token");
  });

  test.each([
    ["otherToken", "--other-token"],
    ["readToken", "--read-token"],
  ])("the %s is refused", async (name, option) => {
    const response = ({ headers }: HttpRequest) =>
      headers.authorization === "Bearer x" ? { status: 401 } : { body: [] };
    expect(await reason(response, { [name]: "x" })).toBe(`http://api.test rejected ${option} (401)`);
    expect(await reason(() => ({ body: [] }), { [name]: "x" })).toBeUndefined();
  });

  test("nothing answers", async () => {
    const response = () => {
      throw new Error("connect ECONNREFUSED");
    };
    expect(await reason(response)).toBe("no response from http://api.test: connect ECONNREFUSED");
  });

  test.each([new TypeError("no"), Object.assign(new Error("no"), { code: "UND_ERR_INVALID_ARG" })])(
    "the token cannot be sent: %s",
    async (error) => {
      const response = () => {
        throw error;
      };
      expect(await reason(response)).toBe("a token has characters that are not allowed in an HTTP header: no");
    },
  );
});

test("what stands before the API in its URL stays there", async () => {
  const asked: string[] = [];
  const response = (request: HttpRequest) => {
    asked.push(request.path);
    return { body: [] };
  };
  await reason(response, { url: "http://api.test/v1//", otherToken: "b" });
  expect(asked).toEqual([`/v1${path}`, `/v1${path}`]);
});
