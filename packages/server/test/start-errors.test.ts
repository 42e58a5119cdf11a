import { chmod, mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createDatabase } from "./support/postgres.ts";
import { type Exit, newDirectory, Program, postgresEnvironment } from "./support/program.ts";
import { WebhooksClient } from "./support/service.ts";

const encryptionKey = Buffer.alloc(32, 9).toString("base64");
const isRoot = process.getuid?.() === 0;

/** One line that says what to do, no stack, exit code 1. */
function expectOneLine({ code, stdout, stderr }: Exit, line: RegExp): void {
  expect(stderr).toMatch(line);
  expect(stderr.split("\n")).toHaveLength(2);
  expect(stderr).not.toMatch(/^ *at /m);
  expect(stdout).toBe("");
  expect(code).toBe(1);
}

test("a port in use", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const address = other.address();
  const port = typeof address === "object" ? String(address?.port) : "";
  try {
    const exit = await new Program({ ...(await postgresEnvironment()), PORT: port }).exited;
    expectOneLine(
      exit,
      new RegExp(`^Cannot listen on 127\\.0\\.0\\.1:${port}: the port is in use\\. Stop what uses it, or set PORT`),
    );
  } finally {
    other.close();
  }
});

test("an address that this machine does not have", async () => {
  const exit = await new Program({ ...(await postgresEnvironment()), HOST: "192.0.2.1" }).exited;
  expectOneLine(exit, /^Cannot listen on 192\.0\.2\.1:0: .* Set HOST/);
});

test("a bad setting", async () => {
  expectOneLine(await new Program({ PORT: "http" }).exited, /^PORT must be a whole number from 0 to 65535\.$/m);
});

test("several bad settings get a line each", async () => {
  const { code, stderr } = await new Program({ PORT: "http", ALLOW_HTTP: "maybe", DATABASE_URL: "mysql://db" }).exited;
  expect(
    stderr
      .trimEnd()
      .split("\n")
      .map((line) => line.split(" ")[0])
      .sort(),
  ).toEqual(["ALLOW_HTTP", "DATABASE_URL", "ENCRYPTION_KEY", "PORT"]);
  expect(code).toBe(1);
});

test("a DATA_DIR that is a file", async () => {
  const file = join(await newDirectory(), "file");
  await writeFile(file, "");
  const programs = [file, join(file, "below")].map((dataDir) => new Program({ DATA_DIR: dataDir }));
  for (const { exited } of programs) {
    expectOneLine(await exited, /^Cannot use .*file.*: .*Set DATA_DIR to a directory that can be read and written\./);
  }
});

test.runIf(process.getuid !== undefined)("a DATA_DIR that may not be read", async () => {
  const dataDir = await newDirectory();
  await chmod(dataDir, 0);
  // Root may read everything.
  const options = isRoot ? { uid: 65_534 } : {};
  expectOneLine(
    await new Program({ DATA_DIR: dataDir }, options).exited,
    /^Cannot use .*: permission denied\. Set DATA_DIR/,
  );
});

test.each([
  ["empty", "\n"],
  ["damaged", "awt_\0\0\0\0\0\0\0\0\0\0\0\0\n"],
])("a bootstrap-token that is %s", async (_, text) => {
  const dataDir = await newDirectory();
  await writeFile(join(dataDir, "bootstrap-token"), text);
  expectOneLine(
    await new Program({ DATA_DIR: dataDir }).exited,
    /^\S+bootstrap-token must contain a token: 16 to 256 characters .*\. Restore it from a backup, or delete it/,
  );
});

test("a database directory that is damaged", async () => {
  const dataDir = await newDirectory();
  await mkdir(join(dataDir, "database"));
  await writeFile(join(dataDir, "database", "PG_VERSION"), "nonsense");
  await writeFile(join(dataDir, "database.complete"), "");
  expectOneLine(
    await new Program({ DATA_DIR: dataDir }).exited,
    /^Cannot open the database in .*Restore it from a backup, or set DATA_DIR/,
  );
});

test("a database that does not let us in, or does not exist", async () => {
  const url = new URL(await createDatabase());
  url.pathname = "/not_there";
  const unknown = new Program({ DATABASE_URL: url.href, ENCRYPTION_KEY: encryptionKey });
  url.password = "wrong";
  const stranger = new Program({ DATABASE_URL: url.href, ENCRYPTION_KEY: encryptionKey });
  expectOneLine(await unknown.exited, /: database "not_there" does not exist\. Check DATABASE_URL\./);
  expectOneLine(await stranger.exited, /: password authentication failed for user "postgres"\. Check DATABASE_URL\./);
});

test("a second process on the same DATA_DIR, which leaves the first alone; and another ENCRYPTION_KEY than the first's", async () => {
  const env = { DATA_DIR: await newDirectory() };
  const first = await new Program(env).ready();
  expectOneLine(
    await new Program(env).exited,
    /^DATA_DIR .* is in use by another process\. Stop it, or set another DATA_DIR/,
  );
  expect(await new WebhooksClient(first.url, "default", first.token).list()).toMatchObject({ count: 0 });
  await first.kill("SIGTERM");
  expectOneLine(
    await new Program({ ...env, ENCRYPTION_KEY: encryptionKey }).exited,
    /^ENCRYPTION_KEY is not the key that encrypted the data .* Set that key, or add it after the new one in ENCRYPTION_KEYS\./,
  );
});

test("of two processes that start at once on the same DATA_DIR one comes up", async () => {
  const env = { DATA_DIR: await newDirectory() };
  const programs = [new Program(env), new Program(env)];
  const results = await Promise.allSettled(programs.map((program) => program.ready()));
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});
