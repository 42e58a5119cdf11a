import { DatabaseSync } from "node:sqlite";

/** A message from a customer, as a ticket stores it. */
export interface Message {
  readonly message_id: string;
  readonly thread_id: string;
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  /** RFC 3339. */
  readonly received_at: string;
}

/** A conversation with a customer: one thread with all its messages. */
export interface Ticket {
  readonly ticket: number;
  readonly thread_id: string;
  readonly from: string;
  readonly subject: string;
  readonly messages: number;
  /** RFC 3339. */
  readonly opened_at: string;
}

/** A store of tickets. */
export interface Tickets {
  /** Adds a message to the ticket of its thread; opens one if there is none. Adding a message twice changes nothing. */
  file(message: Message): void;
  /** Newest first. */
  list(): Ticket[];
  close(): void;
}

/**
 * Tickets in SQLite.
 *
 * Events arrive at least once, so each write can be repeated: the message id is the primary key, and no other record of
 * handled events is needed.
 *
 * @param file path of the database; `:memory:` keeps nothing after `close`
 */
export function openTickets(file: string): Tickets {
  const db = new DatabaseSync(file);
  db.exec(`
    create table if not exists tickets (
      ticket integer primary key, thread_id text not null unique, sender text not null, subject text not null,
      opened_at text not null
    ) strict;
    create table if not exists messages (
      message_id text primary key, thread_id text not null references tickets (thread_id), text text not null,
      received_at text not null
    ) strict`);
  const open = db.prepare(
    "insert into tickets (thread_id, sender, subject, opened_at) values (?, ?, ?, ?) on conflict do nothing",
  );
  const add = db.prepare(
    "insert into messages (message_id, thread_id, text, received_at) values (?, ?, ?, ?) on conflict do nothing",
  );
  const all = db.prepare(`
    select ticket, thread_id, sender as "from", subject, opened_at, count(*) as messages
    from tickets join messages using (thread_id) group by ticket order by ticket desc`);

  return {
    file({ message_id, thread_id, from, subject, text, received_at }) {
      db.exec("begin immediate");
      try {
        open.run(thread_id, from, subject, received_at);
        add.run(message_id, thread_id, text, received_at);
        db.exec("commit");
      } catch (error) {
        // For some errors, such as a full disk, SQLite has done it.
        if (db.isTransaction) db.exec("rollback");
        throw error;
      }
    },
    list: () => all.all().map((row) => ({ ...row }) as unknown as Ticket),
    close: () => db.close(),
  };
}
