/** Runs `reencrypt` as a program: settings from the environment, one line of what was done. */
import { reencrypt } from "./reencrypt.ts";
import { readSettings } from "./settings.ts";
import { StartError } from "./start-error.ts";

try {
  const { secrets } = await reencrypt(readSettings(process.env));
  process.stdout.write(`Encrypted ${secrets} secret${secrets === 1 ? "" : "s"} again with the newest key.\n`);
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  for (const line of error.lines) process.stderr.write(`${line}\n`);
  process.exitCode = 1;
}
