import { listWebhooks } from "@agent-webhooks/types/routes";
import { expect, test } from "vitest";
import { respondWithJson, startEndpoint } from "../../server/test/support/endpoint.ts";
import { User } from "./support/cli.ts";

test("a line of progress is removed before a wait is announced, and before an error", async () => {
  const webhooks = Array.from({ length: listWebhooks.pages.max }, () => ({ webhook_id: "wh_1" }));
  const page = { webhooks, count: webhooks.length, next_page_token: "next" };
  const service = await startEndpoint(respondWithJson(200, page));
  const onOutput = (text: string) => {
    if (text.includes("Loaded")) {
      service.respond = respondWithJson(503, { message: "The disk is full." }, { "retry-after": "1" });
    } else if (text.includes("Waiting")) {
      service.respond = respondWithJson(404, { message: "No such page." });
    }
  };
  const user = new User("awt_token", service.origin);
  const { stderr } = await user.run("webhooks list --all", { columns: 80, onOutput });
  const clear = "\r\u001b[K";
  const waiting = "Waiting 1 s to try again: The disk is full.\n";
  expect(stderr).toBe(`${clear}Loaded 100 webhooks${clear}${waiting}${clear}No such page.\n`);
});
