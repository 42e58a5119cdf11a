import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Addition, applyAddition } from "./recipe.ts";

const run = promisify(execFile);

export const root: string = fileURLToPath(new URL("../../../", import.meta.url));

/** Without hidden folders: other tests create temporary ones meanwhile. */
const isSource = (path: string) => !/\/(node_modules|dist|\.[^/]+)(\/|$)/.test(path);

/** Caches of tools, which change meanwhile. */
const isCache = (path: string) => /\/node_modules\/\.(?!bin$|bin\/)[^/]+$/.test(path);

export interface CompilerError {
  readonly file: string;
  readonly text: string;
}

/** How a command ended. */
export interface Ended {
  readonly isSuccess: boolean;
  readonly output: string;
}

const failedTests = /Tests .*\d+ failed/;

/** The sources of this repository in another folder, with the same dependencies. Remove it, or hold it with `await using`. */
export class RepositoryCopy implements AsyncDisposable {
  readonly folder: string;
  /** The files that were changed, as they were; `undefined` for new ones. */
  readonly #originals = new Map<string, string | undefined>();
  #generatedFrom = "";

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<RepositoryCopy> {
    const folder = await mkdtemp(join(tmpdir(), "contributing-"));
    for (const entry of ["specs", "tsconfig.base.json", "package.json", "README.md", "CONTRIBUTING.md"]) {
      await cp(join(root, entry), join(folder, entry), { recursive: true });
    }
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    for (const name of await readdir(join(root, "packages"))) {
      const [from, to] = [join(root, "packages", name), join(folder, "packages", name)];
      // Services of others beside ours have rules of their own.
      if (!(await readFile(join(from, "package.json"), "utf8").catch(() => "")).includes('"name": "@agent-webhooks/'))
        continue;
      await cp(from, to, { recursive: true, filter: (path) => isSource(path.slice(root.length)) });
      // The links of a package lead to its neighbours, here to those of the copy.
      await cp(join(from, "node_modules"), join(to, "node_modules"), {
        recursive: true,
        verbatimSymlinks: true,
        filter: (path) => !isCache(path),
      });
    }
    // The service serves the build of the console.
    await symlink(join(root, "packages/console/dist"), join(folder, "packages/console/dist"));
    return new RepositoryCopy(folder);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  read(file: string): Promise<string> {
    return readFile(join(this.folder, file), "utf8");
  }

  async write(file: string, text: string): Promise<void> {
    const path = join(this.folder, file);
    if (!this.#originals.has(file)) {
      this.#originals.set(file, await readFile(path, "utf8").catch(() => undefined));
    }
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }

  /** Makes the additions of a recipe. */
  async apply(additions: readonly Addition[]): Promise<void> {
    for (const addition of additions) {
      const { file, anchors, lines } = addition;
      await this.write(
        file,
        anchors.length > 0 ? applyAddition(addition, await this.read(file)) : `${lines.join("\n")}\n`,
      );
    }
  }

  /** Undoes all changes. Generated files stay. */
  async reset(): Promise<void> {
    for (const [file, text] of this.#originals) {
      if (text === undefined) await rm(join(this.folder, file));
      else await writeFile(join(this.folder, file), text);
    }
    this.#originals.clear();
  }

  /** Generates the types, unless the specs are those of the last time. */
  async generate(): Promise<Ended> {
    const specs = await Promise.all(["webhooks", "delivery"].map((name) => this.read(`specs/${name}.yaml`)));
    if (this.#generatedFrom === specs.join("")) return { isSuccess: true, output: "" };
    const generator = ["--conditions=@agent-webhooks/source", join(this.folder, "packages/generator/src/main.ts")];
    const output = join(this.folder, "packages/types/src/generated");
    const ended = await this.#run([...generator, "--spec", join(this.folder, "specs"), "--out", output]);
    this.#generatedFrom = ended.isSuccess ? specs.join("") : "";
    return ended;
  }

  /** The type errors of all packages. One program for all is several times faster than one for each. */
  async findTypeErrors(): Promise<CompilerError[]> {
    const include = [
      "src",
      "test",
      "mutants",
      "scripts",
      "demo",
      "contract",
      "examples",
      "client-checks",
      "recipes",
    ].map((folder) => `packages/*/${folder}`);
    const config = {
      extends: "./tsconfig.base.json",
      compilerOptions: {
        noEmit: true,
        incremental: true,
        tsBuildInfoFile: "tsconfig.tsbuildinfo",
        types: ["node"],
        typeRoots: ["packages/server/node_modules/@types"],
      },
      include,
      // Declares the module that other packages have the types of.
      exclude: [
        "packages/receiver/test/express.d.ts",
        "packages/receiver/test/frameworks.test.ts",
        // Of a browser, so it is compiled for itself.
        "packages/console",
      ],
    };
    await writeFile(join(this.folder, "tsconfig.json"), JSON.stringify(config));
    const projects = ["tsconfig.json", "packages/console/tsconfig.json"];
    const errors = await Promise.all(projects.map((project) => this.#compile(project)));
    return errors.flat();
  }

  async #compile(project: string): Promise<CompilerError[]> {
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const { isSuccess, output } = await this.#run([tsc, "-p", project, "--pretty", "false"]);
    const errors = [...output.matchAll(/^(\S+)\(\d+,\d+\): error.*(?:\n .*)*/gm)];
    if (isSuccess !== (errors.length === 0)) throw new Error(`tsc failed: ${output}`);
    return errors.map(([text, file = ""]) => ({ file, text }));
  }

  /** Runs tests of a package: `contract-checks test/coverage.test.ts -t name`. @throws Error when none could run */
  async test(line: string): Promise<Ended> {
    const [name = "", ...args] = line.match(/"[^"]*"|\S+/g)?.map((word) => word.replaceAll('"', "")) ?? [];
    const cwd = join(this.folder, "packages", name);
    const ended = await this.#run([join(cwd, "node_modules/vitest/vitest.mjs"), "run", ...args], cwd);
    if (!ended.isSuccess && !failedTests.test(ended.output)) throw new Error(`${line}: no test ran\n${ended.output}`);
    return ended;
  }

  async #run(args: readonly string[], cwd = this.folder): Promise<Ended> {
    const options = { cwd, timeout: 300_000, maxBuffer: 100_000_000, env: { ...process.env, CI: "true" } };
    return run(process.execPath, args, options).then(
      ({ stdout }) => ({ isSuccess: true, output: stdout }),
      ({ stdout = "", stderr = "", message }) => ({ isSuccess: false, output: `${stdout}${stderr}` || message }),
    );
  }
}
