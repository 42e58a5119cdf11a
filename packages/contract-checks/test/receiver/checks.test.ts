import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { judgeReceiver } from "../../mutants/receiver/matrix.ts";
import { receiver } from "../../mutants/receiver/reference.ts";
import { WEBHOOKS_SPEC } from "../../src/mock.ts";
import { receiverChecks } from "../../src/receiver/checks/index.ts";
import type { Finding } from "../../src/run/check.ts";

describe("the checks of a receiver", () => {
  test("have ids like names, each its own, and say what holds", () => {
    expect(new Set(receiverChecks.map(({ id }) => id)).size).toBe(receiverChecks.length);
    for (const { id, holds } of receiverChecks) {
      expect(id).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(holds).toMatch(/^[^.]{10,}[^.]$/);
    }
  });
});

describe("the findings of a receiver that does everything wrong", () => {
  let judgement: Promise<Finding[]> | undefined;
  /** Judged once, by the first test that asks. */
  const judged = (): Promise<Finding[]> => {
    // Accepts whatever is not signed, and after the first event fails at everything that is.
    let accepted = 0;
    judgement ??= judgeReceiver(
      receiver({
        method: () => undefined,
        contentType: () => undefined,
        isComplete: () => true,
        isFresh: () => true,
        matches: (expected, signature) => !signature.includes(expected) || accepted++ < 1,
        refusal: { headers: 200, signature: 503, json: 200 },
      }),
    );
    return judgement;
  };

  test("are of every check", async () => {
    const found = new Set((await judged()).map(({ check }) => check));
    expect(receiverChecks.filter(({ id }) => !found.has(id)).map(({ id }) => id)).toEqual([]);
  });

  test("point to a place that the spec has", async () => {
    const spec = parse(await readFile(WEBHOOKS_SPEC, "utf8"));
    for (const pointer of new Set((await judged()).map((finding) => finding.pointer))) {
      const [file, path = ""] = pointer?.split("#") ?? [];
      expect(file).toBe("specs/webhooks.yaml");
      const place = path
        .split("/")
        .slice(1)
        .reduce((at, key) => at?.[key.replaceAll("~1", "/").replaceAll("~0", "~")], spec);
      expect(place, pointer).toBeDefined();
    }
  });

  test("point to the header that they are about", async () => {
    const parameters: Readonly<Record<string, string>> = {
      stale_timestamp: "/post/parameters/1",
      wrong_signature: "/post/parameters/2",
    };
    for (const { check, pointer } of await judged())
      if (parameters[check]) expect(pointer).toContain(parameters[check]);
  });

  test("say what was sent, of what type, and how to send it again", async () => {
    for (const { operation, message, curl, got } of await judged()) {
      expect(operation).toMatch(/^[a-z_.]+$/);
      expect(message).toMatch(/(accepted|answered|refused with a 4xx)$/);
      expect(curl).toContain("curl -i ");
      expect(got).toMatch(/^\d{3} /);
    }
  });
});
