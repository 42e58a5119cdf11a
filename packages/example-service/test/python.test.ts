/** A receiver and a provider in Python, checked by the commands that their authors would run. */
import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";

/** Runs a program that must succeed, and returns what it prints. */
const run = (file: string, args: readonly string[]): Promise<string> =>
  promisify(execFile)(file, args).then(
    ({ stdout }) => stdout,
    ({ stdout, message }) => expect.unreachable(`${message}\n${stdout}`),
  );
const folder = fileURLToPath(new URL("../python/", import.meta.url));
const webhooksContract = fileURLToPath(new URL("../../contract-checks/bin/webhooks-contract.js", import.meta.url));

const { status, stdout } = spawnSync("python3", ["-c", "import sys; print(sys.version_info >= (3, 9))"], {
  encoding: "utf8",
});
const hasPython = status === 0 && stdout === "True\n";
if (!hasPython) {
  if (process.env.REQUIRE_PYTHON === "1")
    throw new Error("REQUIRE_PYTHON is set, but there is no python3 of 3.9 or newer");
  console.warn("The receiver and the provider in Python were NOT checked: there is no python3 of 3.9 or newer");
}

/** Starts a program on a free port and returns its URL. It is stopped at the end of the test. */
async function startPython(file: string, ...args: readonly string[]): Promise<string> {
  const program = spawn("python3", [file, "0", ...args], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(program, "exit");
  onTestFinished(async () => {
    program.kill();
    await exited;
  });
  const lines = createInterface({ input: program.stdout });
  const [line] = await Promise.race([once(lines, "line"), exited.then(() => [""])]);
  // Read on, so that the program never waits for a reader.
  lines.on("line", () => {});
  return / at (\S+)$/.exec(line)?.[1] ?? "";
}

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

describe.skipIf(!hasPython)("in Python", () => {
  test("the receiver passes every check", async () => {
    const url = await startPython("receiver.py", secret);
    const printed = await run(webhooksContract, ["receiver", "--url", url, "--secret", secret, "--seed", "1"]);
    expect(printed).toMatch(/^\d+ passed, 0 failed receiver /m);
  });

  test.each([
    ["a negative length", "Content-Length: -1\r\n\r\n"],
    ["a large chunk", "Transfer-Encoding: chunked\r\n\r\nffffffff\r\n"],
  ])("the receiver rejects a body that is too large before it reads it: %s", async (_, rest) => {
    const { hostname, port } = new URL(await startPython("receiver.py", secret));
    const socket = connect(Number(port), hostname);
    onTestFinished(() => void socket.destroy());
    socket.write(`POST / HTTP/1.1\r\nHost: receiver\r\n${rest}`);
    const [response] = await once(socket, "data");
    expect(String(response)).toMatch(/^HTTP\/1\.1 413 /);
  });

  test("the provider, which allows private networks, passes every other check", async () => {
    const url = await startPython("provider.py", "token=a", "other=b", "reader=a:read", "writer=a:write");
    const tokens = ["--token", "token", "--other-token", "other", "--read-token", "reader", "--write-token", "writer"];
    const printed = await run(webhooksContract, ["provider", "--url", url, ...tokens, "--seed", "1"]);
    expect(printed).toMatch(/^not run: private_networks /m);
    expect(printed).toMatch(/^\d+ passed, 0 failed, 1 not run provider /m);
  });
});
