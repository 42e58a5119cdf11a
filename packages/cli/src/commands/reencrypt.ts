import { type Command, defineCommand } from "../command.ts";
import { CommandError } from "../errors.ts";
import { formatCount } from "../output/text.ts";

export const reencrypt: Command = defineCommand({
  name: "reencrypt",
  describe:
    "Re-encrypt all secrets with the first key in ENCRYPTION_KEYS; uses the same environment variables as serve",
  examples: [
    ["$0 reencrypt", "Re-encrypt the embedded database (stop the service first)"],
    [
      "DATABASE_URL=postgres://db/hooks ENCRYPTION_KEYS=<new>,<old> $0 reencrypt",
      "Re-encrypt a Postgres database while services are running",
    ],
  ],
  async run(_, io) {
    // Imported here because few commands need the server.
    const { readSettings, reencrypt, StartError } = await import("@agent-webhooks/server");
    try {
      const { secrets } = await reencrypt(readSettings(io.env));
      io.stdout.write(`Encrypted ${formatCount(secrets, "secret")} with the new key.\n`);
    } catch (error) {
      throw error instanceof StartError ? new CommandError(error.lines.join("\n"), { cause: error }) : error;
    }
  },
});
