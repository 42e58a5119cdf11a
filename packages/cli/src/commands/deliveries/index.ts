import type { Group } from "../../command.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { resend } from "./resend.ts";

export const deliveries: Group = {
  name: "deliveries",
  describe: "See what became of events, and send them again",
  commands: [list, get, resend],
};
