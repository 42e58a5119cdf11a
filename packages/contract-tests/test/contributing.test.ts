/**
 * CONTRIBUTING's recipes: the changes are made on a copy of the repository, and the compiler reports the files of each list.
 * `pnpm recipes` applies whole recipes, and leaves out each of their additions.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { additionsOf, applyAddition, readRecipe, readTitles } from "../recipes/recipe.ts";
import { type CompilerError, RepositoryCopy, root } from "../recipes/repository-copy.ts";

const clickedEvent = {
  path: `
  message.clicked:
    post:
      operationId: messageClicked
      summary: A link was followed
      description: A recipient followed a link of a message.
      tags: [Events]
      security: []
      parameters: *deliveryHeaders
      requestBody:
        required: true
        description: The event.
        content:
          application/json:
            schema: { $ref: "#/components/schemas/MessageClickedEvent" }
            examples:
              invoice:
                summary: The link to an invoice
                value:
                  type: event
                  event_type: message.clicked
                  event_id: evt_01jhmfk0n2q4s6v8x0z2b4d6f8
                  click:
                    inbox_id: support@agents.example.com
                    thread_id: thd_01jhm7b2c3e5g7j9k1n3p5r7t9
                    message_id: <01jhm9d4@agents.example.com>
                    timestamp: "2026-01-16T14:00:00Z"
      responses: *deliveryResponses
`,
  schema: `
    MessageClickedEvent:
      type: object
      description: A recipient followed a link.
      required: [type, event_type, event_id, click]
      properties:
        type: { $ref: "#/components/schemas/EventKind" }
        event_type: { type: string, description: Type of the event., const: message.clicked }
        event_id: { $ref: "#/components/schemas/EventId" }
        click: { $ref: "#/components/schemas/MessageReference" }
`,
};

const getToken = `
    get:
      operationId: getToken
      summary: Get Token
      description: Returns the token without its secret.
      tags: [Tokens]
      security: [{ bearerAuth: ["tokens:write"] }]
      responses:
        "200":
          description: The token.
          content:
            application/json:
              schema: { $ref: "#/components/schemas/Token" }
              example:
                token_id: tok_01jhm6tq8zr3v5x7k9n2p4s6w8
                organization_id: org_acme
                scopes: ["webhooks:read"]
                created_at: "2026-01-16T08:00:00.000Z"
        "401": { $ref: "webhooks.yaml#/components/responses/Unauthorized" }
        "404": { $ref: "#/components/responses/TokenNotFound" }
`;

type Specs = Record<"webhooks" | "delivery", string>;

/** Inserts `text` before the first match of `pattern`. */
function insertBefore(spec: string, pattern: RegExp, text: string): string {
  const changed = spec.replace(pattern, (match) => text + match);
  if (changed === spec) throw new Error(`nothing in the spec matches ${pattern}`);
  return changed;
}

interface Recipe {
  edit(specs: Specs): Specs | Promise<Specs>;
  /** What errors of the compiler mention, though not all of them. */
  readonly name: string;
}

const recipes: Readonly<Record<string, Recipe>> = {
  "Add a field": {
    async edit({ webhooks, delivery }) {
      const additions = additionsOf(await readRecipe("Add a field"));
      const ofSpec = additions.filter(({ file }) => file === "specs/webhooks.yaml");
      return { webhooks: ofSpec.reduce((text, addition) => applyAddition(addition, text), webhooks), delivery };
    },
    name: "description",
  },
  "Add an event type": {
    edit({ webhooks, delivery }) {
      const withEvent = insertBefore(webhooks, /\ncomponents:\n/, clickedEvent.path);
      return {
        webhooks:
          insertBefore(withEvent, / +- domain\.verified\n/, "        - message.clicked\n") + clickedEvent.schema,
        delivery: insertBefore(
          delivery,
          / +- \$ref: "webhooks\.yaml#\/components\/schemas\/DomainVerifiedEvent"\n/,
          '        - $ref: "webhooks.yaml#/components/schemas/MessageClickedEvent"\n',
        ),
      };
    },
    name: "message.clicked",
  },
  "Add an operation": {
    edit: ({ webhooks, delivery }) => ({
      webhooks,
      delivery: insertBefore(
        delivery,
        /(?<=\{token_id\}:\n[\s\S]*)\n {4}delete:\n {6}operationId: revokeToken/,
        getToken.trimEnd(),
      ),
    }),
    name: "getToken",
  },
};

/** The files in which the compiler reports errors, as a recipe says. */
async function listedFiles(title: string): Promise<string[]> {
  const [, list = ""] = /the compiler reports errors in:\n\n([\s\S]*?)\n\n/i.exec(await readRecipe(title)) ?? [];
  return pathsIn(list);
}

/** The files that a text names, in code or as those of a diff. */
const pathsIn = (text: string) =>
  [...text.matchAll(/(?:`|^ *--- )(packages\/[\w./-]+)/gm)].map(([, path = ""]) => path);

let copy: RepositoryCopy;
/** Of a copy with the changes of all recipes: compiling takes long. */
let errors: readonly CompilerError[];
beforeAll(async () => {
  copy = await RepositoryCopy.create();
  let specs = { webhooks: await copy.read("specs/webhooks.yaml"), delivery: await copy.read("specs/delivery.yaml") };
  for (const { edit } of Object.values(recipes)) specs = await edit(specs);
  for (const [name, text] of Object.entries(specs)) await copy.write(`specs/${name}.yaml`, text);
  expect(await copy.generate()).toMatchObject({ isSuccess: true, output: expect.any(String) });
  errors = await copy.findTypeErrors();
  await copy.reset();
}, 300_000);
afterAll(() => copy[Symbol.asyncDispose]());

describe("the recipes of CONTRIBUTING", () => {
  test("together list the files that the compiler reports", async () => {
    const lists = await Promise.all(Object.keys(recipes).map(listedFiles));
    const files = new Set(errors.map(({ file }) => file));
    expect([...files].sort()).toEqual([...new Set(lists.flat())].sort());
  });

  test.each(Object.entries(recipes))("%s: the list has the files whose errors mention it", async (title, { name }) => {
    // An error about a field prints types with event types in them.
    const mentions = ({ text }: CompilerError) =>
      Object.values(recipes).flatMap((recipe) => (text.includes(recipe.name) ? [recipe.name] : []));
    const files = errors.filter((error) => mentions(error).join() === name).map(({ file }) => file);
    expect(files.length).toBeGreaterThan(0);
    expect(await listedFiles(title)).toEqual(expect.arrayContaining(files));
  });

  test("compile together", async () => {
    const titles = await readTitles();
    expect(titles.length).toBeGreaterThan(3);
    for (const title of titles) await copy.apply(additionsOf(await readRecipe(title)));
    expect(await copy.generate()).toMatchObject({ isSuccess: true, output: expect.any(String) });
    expect(await copy.findTypeErrors()).toEqual([]);
    await copy.reset();
  }, 300_000);

  test("name only files and folders that exist", async () => {
    const paths = pathsIn(await readFile(join(root, "CONTRIBUTING.md"), "utf8"));
    expect(paths.length).toBeGreaterThan(10);
    const missing: string[] = [];
    for (const path of paths)
      await readdir(join(root, path)).catch(({ code }) => code === "ENOENT" && missing.push(path));
    expect(missing).toEqual([]);
  });
});
