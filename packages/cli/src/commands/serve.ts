import { setFlagsFromString } from "node:v8";
import { type Command, defineCommand } from "../command.ts";

export const serve: Command = defineCommand({
  name: "serve",
  describe: "Run the service until Ctrl-C; environment variables configure it",
  examples: [
    ["$0 serve", "Run on http://127.0.0.1:8787 with an embedded database in .data"],
    ["PORT=9000 DATA_DIR=/var/lib/hooks $0 serve", "Run on another port with another data directory"],
    ["DATABASE_URL=postgres://db/hooks ENCRYPTION_KEY=… $0 serve", "Run with Postgres"],
  ],
  async run(_, io) {
    io.ignoreOutputErrors();
    setNewSpaceGrowth(1);
    // Imported here because no other command needs the server.
    const { runServer } = await import("@agent-webhooks/server");
    await runServer({ onStarted: () => setNewSpaceGrowth(defaultGrowth) });
  },
});

const defaultGrowth = 2;

/**
 * By what factor V8 enlarges the space for new objects. At a start it would grow to what the texts of all modules fill, and an
 * idle service would keep that.
 */
function setNewSpaceGrowth(factor: number): void {
  setFlagsFromString(`--semi-space-growth-factor=${factor}`);
}
