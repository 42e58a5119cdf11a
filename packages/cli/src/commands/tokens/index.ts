import type { Group } from "../../command.ts";
import { create } from "./create.ts";
import { list } from "./list.ts";
import { revoke } from "./revoke.ts";

export const tokens: Group = {
  name: "tokens",
  describe: "Manage the tokens of all organizations (needs the scope tokens:write)",
  commands: [list, create, revoke],
};
