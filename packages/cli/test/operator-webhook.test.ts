import type { OperatorWebhook } from "@agent-webhooks/types/delivery";
import { expect, test } from "vitest";
import { startEndpoint } from "../../server/test/support/endpoint.ts";
import { User, useService } from "./support/cli.ts";

useService();

const set = "operator-webhook set https://example.com/alerts";

test("operator-webhook set shows a new secret; a known one is hidden", async () => {
  const user = await User.create();
  const created = await user.print(set);
  const [, secret = ""] = /^secret +(whsec_\S+)$/m.exec(created) ?? [];
  expect(await user.json<OperatorWebhook>("operator-webhook get")).toMatchObject({ secret });
  for (const command of [set, `${set}/2`, "operator-webhook get"]) {
    expect(await user.print(command)).toMatch(/^secret +hidden; --show-secrets shows it$/m);
    expect(await user.print(`${command} --show-secrets`)).toContain(secret);
  }
  expect(await user.json<OperatorWebhook>(set)).toMatchObject({ secret });
});

test("operator-webhook set shows the secret that replaces an unreadable one", async () => {
  const time = "2026-01-16T08:00:00.000Z";
  const replaced: OperatorWebhook = {
    url: "https://example.com/alerts",
    enabled: true,
    secret: "whsec_bmV3",
    created_at: time,
    updated_at: time,
  };
  const unreadable: OperatorWebhook = { ...replaced, enabled: false, secret: "whsec_b2xk", secret_unreadable: true };
  const { origin } = await startEndpoint((response, { method }) =>
    response.end(JSON.stringify(method === "GET" ? unreadable : replaced)),
  );
  expect(await new User("awt_token", origin).print(set)).toMatch(/^secret +whsec_bmV3$/m);
});
