import { readFile } from "node:fs/promises";
import { WEBHOOKS_SPEC } from "@agent-webhooks/types/specs";
import { describe, expect, test, vi } from "vitest";
import { parse } from "yaml";
import { toFinding } from "../../src/receiver/check.ts";
import { receiverChecks } from "../../src/receiver/checks/index.ts";
import type { AttemptResult } from "../../src/receiver/send-request.ts";
import { NotRunError } from "../../src/run/errors.ts";
import { fakeTarget, isValid, respond, runAgainstFake, timedOut } from "./fake-target.ts";

const spec = parse(await readFile(WEBHOOKS_SPEC, "utf8"));
const atPointer = (pointer = "") =>
  pointer
    .split("/")
    .slice(1)
    .reduce((at, key) => at?.[key.replaceAll("~1", "/").replaceAll("~0", "~")], spec);

/** Checks that send several deliveries with the same id. */
const repeatsIds = (id: string) => /repeated|under|after/.test(id);

test("ids are unique names, and each check says what holds", () => {
  expect(new Set(receiverChecks.map(({ id }) => id)).size).toBe(receiverChecks.length);
  for (const { id, holds } of receiverChecks) {
    expect(id).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(holds).toMatch(/^[^.]{10,}[^.]$/);
  }
});

describe.each(receiverChecks)("$id", (check) => {
  test("has no finding for a correct receiver, and never repeats the id of a valid delivery", async () => {
    const { sent, findings } = await runAgainstFake(check);
    expect(findings).toEqual([]);
    expect(sent.length).toBeGreaterThan(0);
    const ids = sent.filter(({ request }) => isValid(request)).map(({ delivery }) => delivery.id);
    if (!repeatsIds(check.id)) expect(new Set(ids).size).toBe(ids.length);
  });

  test("has findings with everything needed for a receiver that does the opposite", async () => {
    const { sent, findings } = await runAgainstFake(check, (request) => respond(isValid(request) ? 403 : 204));
    expect(findings.length).toBeGreaterThan(0);
    for (const { operation, message, expected, got, pointer, curl } of findings) {
      const isInvalid = expected.startsWith("4xx within 15 s");
      if (!isInvalid) expect(expected).toBe("2xx within 15 s");
      expect(message).toMatch(isInvalid ? / was accepted$/ : / was not accepted$/);
      expect(got).toBe(isInvalid ? "204 No Content" : "403 Forbidden");
      expect(sent.map(({ delivery }) => delivery.eventType)).toContain(operation);
      const [file, path] = pointer?.split("#") ?? [];
      expect(file).toBe("specs/webhooks.yaml");
      if (path !== "/info/description") expect(path).toContain(`/webhooks/${operation}/post`);
      expect(atPointer(path), pointer).toBeDefined();
      if (/^(stale|future|malformed)_timestamp/.test(check.id)) expect(path).toMatch(/parameters\/1$/);
      if (/_signatures?$/.test(check.id)) expect(path).toMatch(/parameters\/2$/);
      expect(curl).toMatch(/curl -i .*http:\/\/127\.0\.0\.1:3000\/hooks/s);
    }
  });

  test("stops at the first delivery without a response, and reports it", async () => {
    const { findings } = await runAgainstFake(check, () => timedOut);
    expect(findings[0]).toMatchObject({
      message: expect.stringMatching(/ was not accepted$| got no response$/),
      got: "no response within 15 s",
    });
    // Checks that repeat ids go on with the next event.
    if (!repeatsIds(check.id)) expect(findings).toHaveLength(1);
  });

  test.each([302, 399, 500])("does not take %i for an acceptance or a rejection", async (status) => {
    const { findings } = await runAgainstFake(check, () => respond(status));
    expect(findings.length).toBeGreaterThan(0);
    for (const { message } of findings) expect(message).toMatch(/ was not (accepted|rejected with a 4xx status)$/);
  });

  test("does not run after the target was given up, unless it is the check that reports this", () => {
    const { target } = fakeTarget();
    expect(check.skipReason?.(target)).toBe(undefined);
    target.stopReason = "it is gone";
    expect(check.skipReason?.(target)).toBe(check.id === "event_acceptance" ? undefined : "it is gone");
  });
});

test.each<[AttemptResult, string]>([
  [respond(302, { headers: { location: "/login" } }), "302 Found, to /login"],
  [respond(200, { excerpt: "\n  all\n\n is   well " }), "200 OK: all is well"],
  [respond(302, { headers: { location: "/login" }, excerpt: "moved" }), "302 Found, to /login: moved"],
  [respond(599), "599"],
  [timedOut, "no response within 15 s"],
])("a finding describes the result %o as %s", async (result, text) => {
  const { target } = fakeTarget(() => result);
  const attempt = await target.deliver({ eventType: "message.sent", id: "evt_1", body: "{}" });
  expect(toFinding(target, attempt, { message: "m", expected: "2xx", pointer: "/post" })).toEqual({
    message: "m",
    cause: `2xx, not ${text}`,
    expected: "2xx within 15 s",
    pointer: "specs/webhooks.yaml#/webhooks/message.sent/post",
    operation: "message.sent",
    got: text,
    curl: expect.stringMatching(/^curl -i .* --data-raw .* http:\/\/127\.0\.0\.1:3000\/hooks$/),
  });
});

/** Findings of a check in a receiver that responds with one status to everything. */
async function findingsWith(id: string, status: number) {
  const check = receiverChecks.find((check) => check.id === id);
  if (check === undefined) throw new Error(`there is no check ${id}`);
  return (await runAgainstFake(check, () => respond(status))).findings;
}

test("the finding about a receiver that responds before it parses the body says what to do first", async () => {
  const [finding] = await findingsWith("malformed_json", 202);
  expect(finding).toMatchObject({
    message: 'the signed body "hello" was accepted',
    expected: expect.stringMatching(/^4xx within 15 s\. Verify the signature and parse the body before you respond\./),
    got: "202 Accepted",
  });
});

test("a GET may be rejected with any 4xx status, and the finding names two", async () => {
  for (const status of [400, 401, 404, 405]) expect(await findingsWith("unsupported_method", status)).toEqual([]);
  const [finding] = await findingsWith("unsupported_method", 200);
  expect(finding?.expected).toMatch(/^4xx within 15 s\. .* such as 405 or 404$/);
});

test("a rate limit is no rejection: the check is not run", async () => {
  for (const id of ["wrong_signature", "attack_under_accepted_id"]) {
    const check = receiverChecks.find((check) => check.id === id);
    const limited = check && runAgainstFake(check, (request) => respond(isValid(request) ? 200 : 429));
    await expect(limited).rejects.toThrow(NotRunError);
  }
  // The other cases may still have findings.
  const check = receiverChecks.find(({ id }) => id === "wrong_signature");
  const { target } = fakeTarget((_, index) => respond(index === 0 ? 429 : 200));
  const report = vi.fn();
  await expect(check?.run(target, report)).rejects.toThrow(NotRunError);
  expect(report).toHaveBeenCalled();
  // An event has to be accepted when it is sent again.
  expect(await findingsWith("timestamp_tolerance", 429)).toContainEqual(
    expect.objectContaining({ expected: "2xx within 15 s", got: "429 Too Many Requests" }),
  );
});
