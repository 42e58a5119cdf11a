import type { CreatedToken, Token } from "@agent-webhooks/types/delivery";
import { beforeAll, describe, expect, test } from "vitest";
import { respondWith, respondWithJson, startEndpoint } from "../../server/test/support/endpoint.ts";
import { theService, User, useService } from "./support/cli.ts";

useService();
let operator: User;
beforeAll(() => {
  operator = new User(theService().token);
});

const create = "tokens create --organization-id acme --scope webhooks:read";

describe("tokens create", () => {
  test("prints a token that works", async () => {
    const { stdout, stderr } = await operator.run(`${create},events:publish`);
    expect(stdout).toMatch(/^scopes {11}webhooks:read, events:publish\ncreated_at .*\nexpires_at {7}never$/m);
    expect(stderr).toBe("Save the token now: the service stores only its hash.\n");
    const [, token = ""] = /^token {12}(awt_\S+)$/m.exec(stdout) ?? [];
    expect(await new User(token).json("webhooks list")).toEqual([]);
  });

  test("with --json prints only JSON", async () => {
    const { stdout, stderr } = await operator.run(
      `${create} --scope webhooks:write --expires-at 2031-01-16T08:00:00Z --json`,
    );
    expect(JSON.parse(stdout)).toMatchObject({
      organization_id: "acme",
      scopes: ["webhooks:read", "webhooks:write"],
      expires_at: "2031-01-16T08:00:00.000Z",
    });
    expect(stderr).toBe("");
  });

  test("prints why the service rejects it", async () => {
    expect(await operator.run(`${create} --expires-at soon`)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^The service rejected the request: expires_at /),
    });
  });
});

test("tokens list prints tokens without their values", async () => {
  const { token } = await operator.json<CreatedToken>("tokens create --organization-id globex --scope webhooks:read");
  const printed = await operator.print("tokens list --all");
  expect(printed).toMatch(/^token_id +organization_id +created_at +(expires_at +)?scopes\n/);
  expect(printed).toMatch(/^tok_\S+ +globex +\S+ .*webhooks:read$/m);
  const tokens = await operator.json<Token[]>("tokens list");
  expect(tokens[0]).toMatchObject({ organization_id: "globex", scopes: ["webhooks:read"] });
  expect(printed + JSON.stringify(tokens)).not.toContain(token);
});

test("tokens revoke makes a token invalid", async () => {
  const { token_id, token } = await operator.json<CreatedToken>(create);
  expect(await operator.print(`tokens revoke ${token_id}`)).toBe(`Revoked ${token_id}.\n`);
  expect(await new User(token).run("webhooks list")).toMatchObject({ code: 1 });
  expect(await operator.run("tokens revoke tok_none")).toMatchObject({ code: 1, stderr: "Token not found.\n" });
});

test("tokens revoke says that a retried request may have revoked the token before", async () => {
  const service = await startEndpoint(respondWith(503, { "retry-after": "1" }));
  const onOutput = () => {
    service.respond = respondWithJson(404, { message: "Token not found." });
  };
  const user = new User("awt_token", service.origin);
  const { code, stderr } = await user.run("tokens revoke tok_1", { onOutput });
  expect(stderr).toMatch(/^Token not found\. An earlier attempt may have done it: the request was retried\.$/m);
  expect(code).toBe(1);
});
