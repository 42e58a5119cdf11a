import { spawn } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdir, readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { acquireLock } from "../src/database/lock.ts";
import { newDirectory } from "./support/program.ts";

test("a lock is held once, and free after release", async () => {
  const directory = await newDirectory();
  const file = join(directory, "lock");
  const release = await acquireLock(file);
  expect(release).toBeDefined();
  expect(await acquireLock(file)).toBeUndefined();
  await release?.();
  expect(await readdir(directory)).toEqual([]);
  expect(await acquireLock(file)).toBeDefined();
});

test.each([
  ["a process that is gone", "4194303 1"],
  ["an earlier process with the pid of this one", `${process.pid} 1`],
  ["an earlier process with the pid of one that runs", `${process.ppid} 1`],
  ["no process", ""],
  ["an invalid pid", "-1 x"],
])("a lock left by %s is taken over", async (_, content) => {
  const directory = await newDirectory();
  const file = join(directory, "lock");
  await writeFile(file, content);
  const release = await acquireLock(file);
  expect(release).toBeDefined();
  expect(await readdir(directory)).toEqual(["lock"]);
  await release?.();
});

test.runIf(process.platform === "linux")("a lock of a zombie is taken over", async () => {
  const file = join(await newDirectory(), "lock");
  // The shell becomes a process that never asks how its child ended. The child waits for that, as a shell would ask.
  const child = '(until [ "$(cat /proc/$$/comm)" = sleep ]; do :; done)';
  const parent = spawn("sh", ["-c", `${child} & echo $!; exec sleep 60`], { stdio: ["ignore", "pipe", "ignore"] });
  onTestFinished(() => void parent.kill());
  const [output] = await once(parent.stdout, "data");
  const stat = () => readFile(`/proc/${Number(output)}/stat`, "utf8").then((text) => text.split(") ")[1]?.split(" "));
  await expect.poll(async () => (await stat())?.[0]).toBe("Z");
  await writeFile(file, `${Number(output)} ${(await stat())?.[19]}`);
  expect(await acquireLock(file)).toBeDefined();
});

test.each(Array.from({ length: 20 }, (_, round) => round))(
  "of many concurrent takeovers of a stale lock one succeeds (%i)",
  async () => {
    const directory = await newDirectory();
    const file = join(directory, "lock");
    await writeFile(file, "4194303 1");
    const releases = await Promise.all(Array.from({ length: 20 }, () => acquireLock(file)));
    expect(releases.filter((release) => release !== undefined)).toHaveLength(1);
    expect(await readdir(directory)).toEqual(["lock"]);
  },
);

test("an interrupted takeover is completed by the next", async () => {
  const directory = await newDirectory();
  const file = join(directory, "lock");
  await writeFile(file, "4194303 1");
  const takeover = `lock.${createHash("sha256").update("4194303 1").digest("hex").slice(0, 16)}`;
  await writeFile(join(directory, takeover), "4194302 1");
  expect(await acquireLock(file)).toBeDefined();
  expect(await readdir(directory)).toEqual(["lock"]);
});

const elsewhere = `1 1 ${randomUUID()} another-boot:pid:[1]`;

test("a lock of another container or machine is left alone while it has a heartbeat", async () => {
  const file = join(await newDirectory(), "lock");
  await writeFile(file, elsewhere);
  const heartbeat = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => undefined), 5);
  onTestFinished(() => clearInterval(heartbeat));
  expect(await acquireLock(file, { heartbeatMs: 20 })).toBeUndefined();
  expect(await readFile(file, "utf8")).toBe(elsewhere);
});

test("a lock of another container or machine is taken over when it has no heartbeat", async () => {
  const file = join(await newDirectory(), "lock");
  await writeFile(file, elsewhere);
  const release = await acquireLock(file, { heartbeatMs: 5 });
  const written = (await stat(file)).mtimeMs;
  await expect.poll(async () => (await stat(file)).mtimeMs).toBeGreaterThan(written);
  await release?.();
});

test("a lock that was taken over, while its owner was suspended, is lost, and a release leaves it alone", async () => {
  const file = join(await newDirectory(), "lock");
  const onLost = vi.fn();
  const release = await acquireLock(file, { heartbeatMs: 5, onLost });
  await writeFile(file, elsewhere);
  await expect.poll(() => onLost.mock.calls).toEqual([[expect.objectContaining({ message: expect.any(String) })]]);
  await release?.();
  expect(await readFile(file, "utf8")).toBe(elsewhere);
});

test("a lock that cannot be read is an error", async () => {
  const file = join(await newDirectory(), "lock");
  await mkdir(file);
  await expect(acquireLock(file)).rejects.toThrow("EISDIR");
});
