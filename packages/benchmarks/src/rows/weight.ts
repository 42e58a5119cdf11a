import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { interleave } from "../measure.ts";
import type { Line, Row, Samples } from "../row.ts";

const run = promisify(execFile);

/** Alternatives: the packages to import, and the files of `uses/` that use them. */
const pairs = [
  { what: "client", ours: ["client"], theirs: ["agentmail"] },
  { what: "receiver", ours: ["receiver"], theirs: ["svix"] },
  { what: "both", ours: ["client", "receiver"], theirs: ["agentmail", "svix"] },
] as const;

type Uses = (typeof pairs)[number]["ours" | "theirs"];

const packages = { client: "@agent-webhooks/client", receiver: "@agent-webhooks/receiver" };
const packageOf = (use: Uses[number]) => (use in packages ? packages[use as keyof typeof packages] : use);

/** The cost of a package before it does anything. */
export const weight: Row = {
  id: "weight",
  title: "import time and bundle size",
  bar: "≥ 8 × smaller and ≥ 5 × faster to import than agentmail and svix",
  async run({ quick }) {
    const lines: Line[] = [];
    for (const { what, ours, theirs: uses } of quick ? pairs.slice(0, 2) : pairs) {
      const theirs = uses.join(" + ");
      const compare = (measure: (uses: Uses) => Promise<number>, rounds: number): Promise<Samples> =>
        interleave({ ours: () => measure(ours), [theirs]: () => measure(uses) }, { rounds: quick ? 1 : rounds });
      lines.push({
        what: `${what}: import`,
        unit: "ms",
        samples: await compare(importMilliseconds, 11),
        bars: [{ against: [theirs], timesLess: 5 }],
        bound: "Each module is a file, and the types package is loaded too; svix has only a few files.",
      });
      lines.push({
        what: `${what}: minified and gzipped, with what it needs`,
        unit: "B",
        samples: await compare(bundleBytes, 1),
        bars: [{ against: [theirs], timesLess: 8 }],
        bound: "After tree shaking, svix 2 is only a few KB; a client includes openapi-fetch.",
      });
    }
    return lines;
  },
};

/** In a process of its own, without the start of Node. */
async function importMilliseconds(uses: Uses): Promise<number> {
  const imports = uses.map((use) => `await import(${JSON.stringify(packageOf(use))});`).join(" ");
  const code = `const start = performance.now(); ${imports} console.log(performance.now() - start)`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", code], { cwd: import.meta.dirname });
  return Number(stdout);
}

/** The size of a bundle of these files. */
async function bundleBytes(uses: Uses): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: uses.map((use) => `import "./${use}.ts";`).join("\n"), resolveDir: usesDirectory },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "es2023",
    // Optional dependencies of agentmail that are not installed.
    external: ["@x402/*"],
    write: false,
    logLevel: "silent",
  });
  return gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).byteLength;
}

const usesDirectory = join(import.meta.dirname, "../uses");
