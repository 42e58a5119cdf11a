import { type Command, defineCommand } from "../command.ts";
import { Failure } from "../errors.ts";

export const reencrypt: Command = defineCommand({
  name: "reencrypt",
  describe: "Encrypt every secret again with the newest of ENCRYPTION_KEYS, with the settings of serve",
  examples: [
    ["$0 reencrypt", "the embedded database in .data, while the service is stopped"],
    ["DATABASE_URL=postgres://db/hooks ENCRYPTION_KEYS=<new>,<old> $0 reencrypt", "Postgres, beside running services"],
  ],
  async run(_, io) {
    // Not before: no other command needs the service.
    const { readSettings, reencrypt, StartError } = await import("@agent-webhooks/server");
    try {
      const { secrets } = await reencrypt(readSettings(io.env));
      io.stdout.write(`Encrypted ${secrets} ${secrets === 1 ? "secret" : "secrets"} again with the newest key.\n`);
    } catch (error) {
      throw error instanceof StartError ? new Failure(error.lines.join("\n"), { cause: error }) : error;
    }
  },
});
