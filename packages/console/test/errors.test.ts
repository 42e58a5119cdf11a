import { PermissionError } from "@agent-webhooks/client";
import { expect, test } from "vitest";
import { describeError } from "../src/api/errors.ts";

test.each<[message: string, advice: string | undefined]>([
  ["The token lacks the scope webhooks:write.", "Sign in with a token that has this scope."],
  ["The token lacks the scopes webhooks:read, webhooks:write.", "Sign in with a token that has this scope."],
  ["The organization has reached its maximum of 100 webhooks. Delete one first.", undefined],
])("the advice about a 403 fits its message: %s", (message, advice) => {
  const request = { method: "POST", url: "/agent/v0/webhooks" };
  const error = new PermissionError("returned 403", { status: 403, request, body: { message } });
  expect(describeError(error)).toEqual({ title: message, details: [], advice });
});
