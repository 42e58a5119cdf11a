import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runCommand } from "../command.ts";
import { startReference } from "../provider/serve-reference.ts";

test("--write-baseline keeps what was added to the entries of the file", async () => {
  await using provider = await startReference({
    transform: (response, _, operation) =>
      operation === "deleteWebhook" && response.status === 200 ? { ...response, status: 204 } : response,
  });
  const folder = await mkdtemp(join(tmpdir(), "contract-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "known.json");
  const args = ["provider", "--url", provider.url, "--token", "a-token", "--only", "use_after_free"];
  expect(await runCommand(...args, "--write-baseline", file)).toMatchObject({ code: 1 });
  const { findings } = JSON.parse(await readFile(file, "utf8"));
  expect(findings).toMatchObject([{ check: "use_after_free", operation: "deleteWebhook" }]);

  const known = { findings: [{ ...findings[0], until: "2099-12-31", because: "204 is planned to go" }] };
  await writeFile(file, JSON.stringify(known));
  expect(await runCommand(...args, "--write-baseline", file)).toMatchObject({ code: 1, stderr: "" });
  expect(JSON.parse(await readFile(file, "utf8"))).toEqual(known);

  await writeFile(file, JSON.stringify({ findings: [{ ...findings[0], until: "2026-01-01" }] }));
  const { stderr } = await runCommand(...args, "--write-baseline", file);
  expect(stderr).toContain(`of the entries of ${file}, 1 that match have expired: set another until`);
});

test("--write-baseline leaves the file as it is when the run is interrupted", async () => {
  await using provider = await startReference({
    transform: (response, _, operation) => {
      // As SIGINT does, in the middle of the check.
      if (operation === "deleteWebhook") process.emit("SIGINT", "SIGINT");
      return response;
    },
  });
  const folder = await mkdtemp(join(tmpdir(), "contract-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "known.json");
  const known = JSON.stringify({ findings: [{ check: "use_after_free", until: "2099-12-31" }] });
  await writeFile(file, known);
  const args = ["provider", "--url", provider.url, "--token", "a-token", "--only", "use_after_free,echo"];
  const { code, stderr } = await runCommand(...args, "--write-baseline", file);
  expect({ code, stderr }).toEqual({ code: 130, stderr: expect.stringContaining(`${file} was not written`) });
  expect(await readFile(file, "utf8")).toBe(known);
});
