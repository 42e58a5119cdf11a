import { spawn } from "node:child_process";
import { once } from "node:events";
import { access } from "node:fs/promises";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { startPostgres } from "../src/testing/postgres.ts";
import { query } from "./support/postgres.ts";

const module = fileURLToPath(new URL("../src/testing/postgres.ts", import.meta.url));

const dataDirectoryOf = async (url: string) => String((await query(url, "show data_directory"))[0]?.data_directory);
/** Whether anybody takes a connection; not whether it is served: who asks in the last moment may get no response. */
const listens = async (url: string) => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};
const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

test("databases are empty and each of its own, and gone with their data after close", async () => {
  const postgres = await startPostgres();
  const urls = [await postgres.createDatabase(), await postgres.createDatabase()];
  expect(new Set(urls).size).toBe(2);
  const [url = ""] = urls;
  const directory = await dataDirectoryOf(url);
  await query(url, "create table a (b int)");
  expect(await query(urls[1] ?? "", "select to_regclass('a') as a")).toEqual([{ a: null }]);
  await postgres.close();
  expect(await listens(url)).toBe(false);
  expect(await isThere(directory)).toBe(false);
});

test("Postgres and its data go when the process that started it is killed", async () => {
  const script = `
    import { startPostgres } from ${JSON.stringify(module)};
    const postgres = await startPostgres();
    process.stdout.write(await postgres.createDatabase());
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [url] = await once(child.stdout.setEncoding("utf8"), "data");
  const directory = await dataDirectoryOf(url);
  child.kill("SIGKILL");
  await expect.poll(() => listens(url), { timeout: 60_000 }).toBe(false);
  await expect.poll(() => isThere(directory), { timeout: 75_000 }).toBe(false);
}, 150_000);

test("the process that starts Postgres keeps its exit code", async () => {
  const script = `
    import { startPostgres } from ${JSON.stringify(module)};
    const postgres = await startPostgres();
    process.exitCode = 3;
    await postgres.close();
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "inherit" });
  const [code] = await once(child, "exit");
  expect(code).toBe(3);
});
