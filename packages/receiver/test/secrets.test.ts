import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { createReceiver, InvalidSecretError, VerificationError } from "../src/index.ts";
import { secret } from "./support.ts";

const creating = (secrets: unknown): InvalidSecretError => {
  try {
    createReceiver({ secrets: secrets as string });
  } catch (error) {
    if (error instanceof InvalidSecretError) return error;
    throw error;
  }
  throw new Error("it was accepted");
};

describe("a secret that cannot be one is refused when the receiver is made", () => {
  test.each([
    ["empty", ""],
    ["only the prefix", "whsec_"],
    ["not base64", "whsec_this is not base64!"],
    ["base64 for URLs", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2L-La_w"],
    ["of an impossible length", "whsec_MfKQ9"],
    ["padded in the middle", "whsec_MfKQ=9r8"],
    ["of another kind", "whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    ["an unset variable", undefined],
    ["null", null],
    ["a number", 1234],
    ["an object", {}],
  ])("%s", (_, wrong) => {
    expect(creating([wrong])).toMatchObject({
      code: "invalid_secret",
      index: 0,
      status: 500,
      name: "InvalidSecretError",
    });
    expect(creating([secret, wrong])).toMatchObject({ index: 1 });
  });

  test("none at all", () => {
    expect(creating([])).toMatchObject({ index: 0 });
    expect(creating("")).toMatchObject({ index: 0 });
  });

  test("without showing it", () => {
    const failure = creating([secret, "whsec_hunter2!"]);
    expect(inspect(failure, { depth: 9, showHidden: true })).not.toMatch(/hunter2|MfKQ/);
    expect(failure.message).toContain("secrets[1]");
    expect(failure).not.toBeInstanceOf(VerificationError);
  });
});
