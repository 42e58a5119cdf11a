import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterEach, describe, expect, test } from "vitest";
import { operationExamples as deliveryExamples } from "../src/delivery/examples.ts";
import { schemas as deliverySchemas } from "../src/delivery/schemas.ts";
import { operations as deliveryOperations } from "../src/delivery.ts";
import { eventExamples, operationExamples } from "../src/examples.ts";
import { eventTypes, type Operation, operations } from "../src/index.ts";
import * as routes from "../src/routes.ts";
import { EventTypeSchema, eventSchemas, schemas } from "../src/schemas.ts";

const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, validateFormats: true });
addFormats.default(ajv);
ajv.addVocabulary(["x-pattern-message", "x-served-maximum"]);

const table: Operation[] = Object.values(operations);

/** What is true of every spec. */
const specs = [
  { spec: "webhooks.yaml", table, schemas, examples: operationExamples },
  {
    spec: "delivery.yaml",
    table: Object.values<Operation>(deliveryOperations),
    schemas: deliverySchemas,
    examples: deliveryExamples,
  },
];

describe.each(specs)("the schemas of $spec", ({ schemas }) => {
  test.each(Object.entries<{ $schema: string }>(schemas))("%s compiles as strict JSON Schema 2020-12", (_, schema) => {
    expect(schema.$schema).toBe("https://json-schema.org/draft/2020-12/schema");
    expect(() => ajv.compile(schema)).not.toThrow();
  });
});

describe("the schema of a new webhook", () => {
  test("refuses what the contract refuses", () => {
    const isCreate = ajv.compile(schemas.CreateWebhookRequest);
    const valid = { url: "https://example.com/hooks", event_types: ["message.received"] };
    expect(isCreate(valid)).toBe(true);
    for (const change of [
      { inbox_id: "inbox_1" },
      { inbox_ids: null },
      { inbox_ids: [""] },
      { inbox_ids: ["a\u0000b"] },
      { inbox_ids: Array.from({ length: 11 }, (_, index) => `inbox_${index}`) },
      { event_types: [] },
      { event_types: ["message.received", "message.received"] },
      { event_types: ["message.unknown"] },
      { url: "ftp://example.com" },
      { url: "https://user:password@example.com/" },
      { url: "/hooks" },
      { url: `https://example.com/${"a".repeat(2048)}` },
      { client_id: "" },
      { client_id: "has space" },
      { client_id: "a".repeat(257) },
    ]) {
      expect(isCreate({ ...valid, ...change }), JSON.stringify(change).slice(0, 80)).toBe(false);
    }
  });
});

describe.each(specs)("the examples of $spec", ({ table, schemas, examples }) => {
  test("are valid by the schema of their request, parameter or response", () => {
    for (const operation of table) {
      const { parameters, request, responses } = examplesOf(operation.id);
      const facts = { ...operation.parameters.path, ...operation.parameters.query };
      for (const [name, value] of Object.entries(parameters)) {
        expectValid(facts[name]?.schema ?? false, value, `${operation.id} ${name}`);
      }
      for (const [name, value] of Object.entries(request)) {
        expectValid(named(operation.requestBody?.schema), value, `${operation.id} ${name}`);
      }
      for (const [status, byName] of Object.entries(responses)) {
        const { schema } = operation.responses[Number(status)] ?? {};
        const values = Object.entries(byName);
        expect(values.length > 0, `${operation.id} ${status} has an example`).toBe(schema !== undefined);
        for (const [name, value] of values) expectValid(named(schema), value, `${operation.id} ${status} ${name}`);
      }
    }
  });

  function examplesOf(id: string): Examples {
    const found = Object.entries<Examples>(examples).find(([key]) => key === id)?.[1];
    if (found === undefined) throw new Error(`no examples of ${id}`);
    return found;
  }

  function named(name: string | undefined): object {
    const schema = Object.entries<object>(schemas).find(([key]) => key === name)?.[1];
    if (schema === undefined) throw new Error(`no schema ${name}`);
    return schema;
  }
});

interface Examples {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly request: Readonly<Record<string, unknown>>;
  readonly responses: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

function expectValid(schema: object | boolean, value: unknown, label: string) {
  ajv.validate(schema, value);
  expect(ajv.errors ?? [], label).toEqual([]);
}

describe("the examples of events", () => {
  test("are valid by the schema of their type and say its type", () => {
    expect(Object.keys(eventExamples)).toEqual([...eventTypes]);
    for (const type of eventTypes) {
      const examples = Object.entries(eventExamples[type]);
      expect(examples.length).toBeGreaterThan(0);
      for (const [name, example] of examples) {
        expectValid(eventSchemas[type], example, `${type} ${name}`);
        expect(example).toMatchObject({ type: "event", event_type: type });
      }
    }
  });
});

describe("the operation table", () => {
  test("has the operations of the contract", () => {
    expect(table.map(({ id, method, path }) => `${id}: ${method} ${path}`)).toEqual([
      "listWebhooks: GET /agent/v0/webhooks",
      "createWebhook: POST /agent/v0/webhooks",
      "getWebhook: GET /agent/v0/webhooks/{webhook_id}",
      "updateWebhook: PATCH /agent/v0/webhooks/{webhook_id}",
      "deleteWebhook: DELETE /agent/v0/webhooks/{webhook_id}",
    ]);
  });

  test("says what may be repeated, and how", () => {
    expect(table.filter(({ safe }) => safe).map(({ id }) => id)).toEqual(["listWebhooks", "getWebhook"]);
    expect(table.filter(({ idempotent }) => !idempotent).map(({ id }) => id)).toEqual(["createWebhook"]);
    expect(operations.createWebhook.idempotencyField).toBe("client_id");
  });

  test("says which operations have pages", () => {
    expect(table.filter(({ pagination }) => pagination !== null).map(({ id }) => id)).toEqual(["listWebhooks"]);
    expect(operations.listWebhooks.pagination).toEqual({
      items: "webhooks",
      token: "page_token",
      next: "next_page_token",
    });
  });

  test("has 413 and 415 exactly where there is a body, 404 exactly where there is an id", () => {
    for (const { id, errors, requestBody, parameters } of specs.flatMap((spec) => spec.table)) {
      expect(errors.includes(413) && errors.includes(415), id).toBe(requestBody !== null);
      expect(errors.includes(404), id).toBe(Object.keys(parameters.path).length > 0);
      expect(errors, id).toEqual(expect.arrayContaining([401, 403, 429, 500, 503]));
    }
  });
});

describe("the routes", () => {
  test("are those of every operation", () => {
    const ofCallers = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;
    expect(routes.routes.map(ofCallers)).toEqual(Object.values(operations).map(ofCallers));
  });

  test("hold the limits of each field, length and pattern in one expression", () => {
    const { limits } = routes.createWebhook;
    expect(limits).toMatchObject({ inbox_ids: 10, pod_ids: 10 });
    const clientId = new RegExp(limits.client_id, "u");
    expect(["a", "A-b_c.d~1", "a".repeat(256)].filter((id) => !clientId.test(id))).toEqual([]);
    expect(["", "a b", "é", "a\n", "a".repeat(257)].filter((id) => clientId.test(id))).toEqual([]);
    const url = new RegExp(limits.url, "u");
    expect(url.test(`https://example.com/${"a".repeat(2028)}`)).toBe(true);
    expect(url.test(`https://example.com/${"a".repeat(2029)}`)).toBe(false);
  });

  test("say which operation answers nothing", () => {
    expect(
      Object.entries(routes)
        .filter(([, route]) => "empty" in route)
        .map(([id]) => id),
    ).toEqual(["deleteWebhook"]);
  });
});

test("the enum of event types and the events under `webhooks` are the same list", () => {
  expect([...eventTypes]).toEqual([...EventTypeSchema.enum]);
});

// Each starts processes, which take their time on a busy machine.
describe("generate", { timeout: 60_000 }, () => {
  const run = promisify(execFile);
  const here = fileURLToPath(new URL("..", import.meta.url));
  let copy: string;

  /** A copy of what the script reads and writes, so that the real files stay as they are. */
  async function checkout() {
    copy = await mkdtemp(join(tmpdir(), "agent-webhooks-types-"));
    const to = join(copy, "packages/types");
    await cp(join(here, "../../specs"), join(copy, "specs"), { recursive: true });
    for (const part of ["package.json", "scripts", "src"])
      await cp(join(here, part), join(to, part), { recursive: true });
    await symlink(join(here, "node_modules"), join(to, "node_modules"));
    return to;
  }

  afterEach(() => rm(copy, { recursive: true, force: true }));

  test("--check passes on the committed files, and writing them again changes nothing", async () => {
    const cwd = await checkout();
    await run("node", ["scripts/generate.ts"], { cwd });
    await expect(run("node", ["scripts/generate.ts", "--check"], { cwd })).resolves.toMatchObject({
      stdout: expect.stringContaining("are what the specs say"),
    });
    for (const file of ["openapi", "operations", "routes", "schemas", "examples"]) {
      const path = `src/generated/webhooks/${file}.ts`;
      expect(await readFile(join(cwd, path), "utf8")).toBe(await readFile(join(here, path), "utf8"));
    }
  });

  test("--check fails when a spec has changed, names the files and says what to run", async () => {
    const cwd = await checkout();
    const spec = join(copy, "specs/webhooks.yaml");
    await writeFile(spec, (await readFile(spec, "utf8")).replaceAll("client_id", "customer_id"));
    await writeFile(join(cwd, "src/generated/left-over.ts"), "");
    const failure = await run("node", ["scripts/generate.ts", "--check"], { cwd }).catch((error) => error);
    expect(failure.code).toBe(1);
    expect(failure.stderr).toContain("webhooks/openapi.ts is not what its spec says");
    expect(failure.stderr).toContain("left-over.ts has no spec any more");
    expect(failure.stderr).toContain("Run: npx -y pnpm@12 generate");
  });
});
