/** CONTRIBUTING's recipes: the changes are made on a copy of the repository, and the compiler reports the files of each list. */
import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../../", import.meta.url));
/** Without hidden folders: other tests create temporary ones meanwhile. */
const isSource = (path: string) => !/\/(node_modules|dist|\.[^/]+)(\/|$)/.test(path);

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
  edit(specs: Specs): Specs;
  /** What errors of the compiler mention, though not all of them. */
  readonly name: string;
}

const recipes: Readonly<Record<string, Recipe>> = {
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
  const [, list = ""] = /the compiler reports errors in:\n\n([\s\S]*?)\n\n/.exec(await readRecipe(title)) ?? [];
  return pathsIn(list);
}

/** The part of CONTRIBUTING under a heading. */
async function readRecipe(title: string): Promise<string> {
  const text = await readFile(join(root, "CONTRIBUTING.md"), "utf8");
  return new RegExp(`^### ${title}\n([\\s\\S]*?)(?=^##|$(?![\\s\\S]))`, "m").exec(text)?.[1] ?? "";
}

const pathsIn = (text: string) => [...text.matchAll(/`(packages\/[\w./-]+)`/g)].map(([, path = ""]) => path);

interface CompilerError {
  readonly file: string;
  readonly text: string;
}

let copy: string;
/** Of a copy with the changes of all recipes: compiling takes long. */
let errors: readonly CompilerError[];
beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), "contributing-"));
  for (const entry of ["specs", "tsconfig.base.json", "package.json"]) {
    await cp(join(root, entry), join(copy, entry), { recursive: true });
  }
  await symlink(join(root, "node_modules"), join(copy, "node_modules"));
  for (const name of await readdir(join(root, "packages"))) {
    const [from, to] = [join(root, "packages", name), join(copy, "packages", name)];
    await cp(from, to, { recursive: true, filter: (path) => isSource(path.slice(root.length)) });
    // The links of a package lead to its neighbours, here to those of the copy.
    await cp(join(from, "node_modules"), join(to, "node_modules"), { recursive: true, verbatimSymlinks: true });
  }
  const pathOf = (name: keyof Specs) => join(copy, `specs/${name}.yaml`);
  const specs = {
    webhooks: await readFile(pathOf("webhooks"), "utf8"),
    delivery: await readFile(pathOf("delivery"), "utf8"),
  };
  const { webhooks, delivery } = Object.values(recipes).reduce((edited, { edit }) => edit(edited), specs);
  await Promise.all([writeFile(pathOf("webhooks"), webhooks), writeFile(pathOf("delivery"), delivery)]);
  const generator = ["--conditions=@agent-webhooks/source", join(copy, "packages/generator/src/main.ts")];
  const output = join(copy, "packages/types/src/generated");
  await run(process.execPath, [...generator, "--spec", join(copy, "specs"), "--out", output]);
  errors = await findTypeErrors();
});
afterAll(() => rm(copy, { recursive: true, force: true }));

/** The type errors of all packages. One program for all is several times faster than one for each. */
async function findTypeErrors(): Promise<CompilerError[]> {
  const include = ["src", "test", "mutants", "scripts", "demo", "contract", "examples", "client-checks"];
  const config = {
    extends: "./tsconfig.base.json",
    compilerOptions: { noEmit: true, types: ["node"], typeRoots: ["packages/server/node_modules/@types"] },
    include: include.map((folder) => `packages/*/${folder}`),
    // Declares the module that other packages have the types of.
    exclude: ["packages/receiver/test/express.d.ts", "packages/receiver/test/frameworks.test.ts"],
  };
  await writeFile(join(copy, "tsconfig.json"), JSON.stringify(config));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const output = await run(process.execPath, [tsc, "-p", "tsconfig.json", "--pretty", "false"], { cwd: copy }).then(
    () => "",
    ({ stdout }: { stdout: string }) => stdout,
  );
  return [...output.matchAll(/^(\S+)\(\d+,\d+\): error.*(?:\n .*)*/gm)].map(([text, file = ""]) => ({ file, text }));
}

describe("the recipes of CONTRIBUTING", () => {
  test("together list the files that the compiler reports", async () => {
    const lists = await Promise.all(Object.keys(recipes).map(listedFiles));
    const files = new Set(errors.map(({ file }) => file));
    expect([...files].sort()).toEqual(lists.flat().sort());
  });

  test.each(Object.entries(recipes))("%s: the list has the files whose errors mention it", async (title, { name }) => {
    const files = errors.filter(({ text }) => text.includes(name)).map(({ file }) => file);
    expect(files.length).toBeGreaterThan(0);
    expect(await listedFiles(title)).toEqual(expect.arrayContaining(files));
  });

  test("name only files and folders that exist", async () => {
    const paths = pathsIn(await readFile(join(root, "CONTRIBUTING.md"), "utf8"));
    expect(paths.length).toBeGreaterThan(10);
    const missing: string[] = [];
    for (const path of paths)
      await readdir(join(root, path)).catch(({ code }) => code === "ENOENT" && missing.push(path));
    expect(missing).toEqual([]);
  });
});
