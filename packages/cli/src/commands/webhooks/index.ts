import type { Group } from "../../command.ts";
import { create } from "./create.ts";
import { deleteWebhook } from "./delete.ts";
import { disable } from "./disable.ts";
import { enable } from "./enable.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { recover } from "./recover.ts";
import { rotateSecret } from "./rotate-secret.ts";
import { test } from "./test.ts";
import { update } from "./update.ts";

export const webhooks: Group = {
  name: "webhooks",
  describe: "Manage webhooks",
  commands: [list, create, get, update, deleteWebhook, test, enable, disable, recover, rotateSecret],
};
