import { type Command, defineApiCommand } from "../../command.ts";

export const revoke: Command = defineApiCommand({
  name: "revoke",
  describe: "Revoke a token: from now on it is refused",
  positionals: { token_id: { type: "string", demandOption: true, describe: "ID of the token" } },
  examples: [["$0 tokens revoke tok_01jhm6tq8zr3v5x7k9n2p4s6w8", "by its id, which list shows"]],
  async run({ token_id }, { delivery, print }) {
    await delivery.revokeToken(token_id);
    print.result({ token_id, revoked: true }, () => `Revoked ${token_id}.\n`);
  },
});
