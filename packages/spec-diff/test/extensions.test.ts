import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { isIgnoredExtension } from "../src/schema/extensions.ts";
import type { Json } from "../src/spec/json.ts";
import { parseYaml } from "../src/spec/parse-yaml.ts";

/** Extensions that are no rules of the API: texts of errors. */
const texts = new Set(["x-pattern-message"]);

function* extensionsIn(value: Json): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (key.startsWith("x-")) yield key;
    yield* extensionsIn(child);
  }
}

test("every extension of the specs is compared, unless it is a text", async () => {
  const names = ["webhooks", "delivery"];
  const extensions = await Promise.all(
    names.map(async (name) => {
      const path = new URL(`../../../specs/${name}.yaml`, import.meta.url);
      return [...extensionsIn(parseYaml(await readFile(path, "utf8"), name))];
    }),
  );
  const rules = [...new Set(extensions.flat())].filter((name) => !texts.has(name));
  expect(rules).toContain("x-max-bytes");
  expect(rules.filter(isIgnoredExtension)).toEqual([]);
});
