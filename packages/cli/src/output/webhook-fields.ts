/** What webhooks and operator webhooks have in common. */
import type { Webhook } from "@agent-webhooks/client";
import type { Flag } from "../command.ts";
import type { Field } from "./table.ts";

/** Screens are shared, and terminals keep their output: secrets are shown on request only. */
export const showSecrets: Flag = {
  type: "boolean",
  default: false,
  describe: "Show secrets (JSON always contains them)",
};

export const enabled: Field<Pick<Webhook, "enabled">> = {
  name: "enabled",
  text: ({ enabled }) => (enabled ? "yes" : "no"),
  style: ({ enabled }, { green, yellow }) => (enabled ? green : yellow),
};

export const hiddenSecret: Field<object> = {
  name: "secret",
  text: () => "hidden; --show-secrets shows it",
  style: (_, { dim }) => dim,
};
