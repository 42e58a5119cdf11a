/**
 * Packs the published packages, which have to be built, and prints the size of each tarball, and how to install them.
 *
 *   node .ci/pack.ts [FOLDER]    default: .tarballs. Earlier tarballs of ours are removed, other files are left alone
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";

interface Tarball {
  readonly name: string;
  readonly version: string;
  readonly filename: string;
  readonly size: number;
  readonly files: readonly unknown[];
}

const folder = resolve(process.argv[2] ?? ".tarballs");
const root = resolve(import.meta.dirname, "..");
const pnpm = (...args: string[]) =>
  JSON.parse(execFileSync("pnpm", args, { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 }));

mkdirSync(folder, { recursive: true });
for (const file of readdirSync(folder)) if (/^agent-webhooks-.*\.tgz$/.test(file)) rmSync(join(folder, file));

const projects: { name: string; private: boolean }[] = pnpm("list", "--recursive", "--depth=-1", "--json");
const filters = projects.filter((project) => !project.private).map(({ name }) => `--filter=${name}`);
// Everything is built. Without this, each package would build itself once more.
const withoutScripts = "--config.ignore-scripts=true";
const tarballs: Tarball[] = pnpm(...filters, "pack", withoutScripts, "--json", "--pack-destination", folder);

const kilobytes = (bytes: number) => `${Math.ceil(bytes / 1000).toLocaleString("en")} kB`;
const rows = tarballs
  .map(({ filename, size, files }) => {
    const unpacked = gunzipSync(readFileSync(filename)).byteLength;
    return [basename(filename), kilobytes(size), kilobytes(unpacked), `${files.length} files`] as const;
  })
  .sort();
console.log(`${"tarball".padEnd(44)}${"packed".padStart(10)}${"unpacked".padStart(12)}`);
for (const [file, packed, unpacked, files] of rows) {
  console.log(`${file.padEnd(44)}${packed.padStart(10)}${unpacked.padStart(12)}  ${files}`);
}

const files = tarballs.map(({ name, filename }) => [name, filename] as const).sort();
console.log(`
npm     npm install ${files.map(([, file]) => file).join(" ")}

pnpm    in pnpm-workspace.yaml:
overrides:
${files.map(([name, file]) => `  "${name}": file:${file}`).join("\n")}
allowBuilds:
  "@scarf/scarf": false # telemetry that Prism brings along`);
