import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test } from "vitest";
import { openTickets } from "../src/tickets.ts";

const message = {
  message_id: "<1@example.net>",
  thread_id: "thd_1",
  from: "ada@example.net",
  subject: "Help",
  text: "Help!",
  received_at: "2026-01-16T09:00:00Z",
};

test("an error for which SQLite rolls back is thrown as it is, and the message can be filed later", async () => {
  const folder = await mkdtemp(join(tmpdir(), "support-desk-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "tickets.db");
  const tickets = openTickets(file);
  onTestFinished(() => tickets.close());
  const database = new DatabaseSync(file);
  onTestFinished(() => database.close());
  database.exec("create trigger fails before insert on messages begin select raise(rollback, 'the disk is full'); end");
  expect(() => tickets.file(message)).toThrow("the disk is full");
  database.exec("drop trigger fails");
  tickets.file(message);
  expect(tickets.list()).toMatchObject([{ thread_id: "thd_1", messages: 1 }]);
});
