import { readFile } from "node:fs/promises";
import { type Operation, operations } from "@agent-webhooks/types";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { WEBHOOKS_SPEC } from "../src/index.ts";
import { bodyCases } from "../src/provider/data/body-cases.ts";
import { queryCases } from "../src/provider/data/query-cases.ts";
import { operationPointer, parameterPointer, pointer, schemaPointer } from "../src/spec/pointer.ts";

test("pointers lead to something in the spec, as it is written", async () => {
  const spec: unknown = parse(await readFile(WEBHOOKS_SPEC, "utf8"));
  const all = Object.values<Operation>(operations).flatMap((operation) => [
    operationPointer(operation),
    ...Object.keys(operation.responses).map((status) => operationPointer(operation, "responses", status)),
    ...Object.keys({ ...operation.parameters.path, ...operation.parameters.query }).map((name) =>
      parameterPointer(operation, name),
    ),
    ...bodyCases(operation.id as keyof typeof operations, "https://example.com/x").map(({ pointer }) => pointer),
    ...queryCases(operation.id as keyof typeof operations).map(({ pointer }) => pointer),
  ]);
  const wide = schemaPointer("ListWebhooksResponse", [
    "properties",
    "webhooks",
    "items",
    "properties",
    "secret",
    "pattern",
  ]);
  expect(wide).toBe("specs/webhooks.yaml#/components/schemas/Secret/pattern");
  for (const one of new Set([...all, wide, pointer("info", "description")])) {
    expect(at(spec, one), one).toBeDefined();
  }
});

function at(spec: unknown, pointer: string): unknown {
  const [, path = ""] = pointer.split("#/");
  return path
    .split("/")
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>((value, segment) => (value as Record<string, unknown> | undefined)?.[segment], spec);
}
