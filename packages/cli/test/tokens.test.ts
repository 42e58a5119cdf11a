import type { CreatedToken, Token } from "@agent-webhooks/types/delivery";
import { beforeAll, describe, expect, test } from "vitest";
import { User } from "./support/cli.ts";
import { newToken, theService, useService } from "./support/service.ts";

useService();
let operator: User;
beforeAll(() => {
  operator = new User(theService().token);
});

describe("tokens create", () => {
  test("shows the token once, and it works for what it may do", async () => {
    const argv = ["tokens", "create", "--organization-id", "acme", "--scope", "webhooks:read,events:publish"];
    const { code, stdout, stderr } = await operator.run(argv);
    expect(stdout).toMatch(/^token_id {9}tok_\S+$/m);
    expect(stdout).toMatch(/^organization_id {2}acme$/m);
    expect(stdout).toMatch(/^scopes {11}webhooks:read, events:publish$/m);
    expect(stdout).toMatch(/^expires_at {7}never$/m);
    expect(stderr).toBe("Keep the token now: only its hash is stored.\n");
    expect(code).toBe(0);
    const token = /^token {12}(awt_\S+)$/m.exec(stdout)?.[1] ?? "";
    expect(await new User(token).json("webhooks", "list")).toEqual([]);
    expect(await new User(token).run(["tokens", "list"])).toMatchObject({
      code: 1,
      stderr: "The token lacks the scope tokens:write.\n",
    });
  });

  test("with --json prints nothing but JSON", async () => {
    const argv = [
      "tokens",
      "create",
      "--organization-id",
      "acme",
      "--scope",
      "webhooks:read",
      "--scope",
      "webhooks:write",
    ];
    const expires = ["--expires-at", "2031-01-16T08:00:00Z"];
    const { stdout, stderr } = await operator.run([...argv, ...expires, "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      organization_id: "acme",
      scopes: ["webhooks:read", "webhooks:write"],
      expires_at: "2031-01-16T08:00:00.000Z",
    });
    expect(stderr).toBe("");
  });

  test("says what the service does not like", async () => {
    const argv = ["tokens", "create", "--organization-id", "acme", "--scope", "webhooks:read", "--expires-at", "soon"];
    expect(await operator.run(argv)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^The service refused this: expires_at /),
    });
  });
});

test("tokens list shows who may do what, never a token", async () => {
  const token = await newToken({ organization: "globex", scopes: ["webhooks:read"] });
  const printed = await operator.print("tokens", "list", "--all");
  expect(printed).toMatch(/^token_id +organization_id +created_at +(expires_at +)?scopes\n/);
  expect(printed).toMatch(/^tok_\S+ +globex +\S+ .*webhooks:read$/m);
  const json = await operator.json<Token[]>("tokens", "list");
  expect(json[0]).toMatchObject({ organization_id: "globex", scopes: ["webhooks:read"] });
  expect(printed + JSON.stringify(json)).not.toContain(token);
});

test("tokens revoke ends a token", async () => {
  const { token_id, token } = await operator.json<CreatedToken>(
    ...["tokens", "create", "--organization-id", "acme", "--scope", "webhooks:read"],
  );
  expect(await operator.print("tokens", "revoke", token_id)).toBe(`Revoked ${token_id}.\n`);
  expect(await new User(token).run(["webhooks", "list"])).toMatchObject({ code: 1 });
  expect(await operator.run(["tokens", "revoke", "tok_none"])).toMatchObject({ code: 1, stderr: "Token not found.\n" });
});
