import type { Webhook } from "@agent-webhooks/client";
import { listWebhooks } from "@agent-webhooks/types/routes";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactElement, useState } from "react";
import { webhooks } from "../api/clients.ts";
import { useLiveList } from "../api/live-list.ts";
import { keys } from "../api/queries.ts";
import { Heading } from "../layout/heading.tsx";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icons.tsx";
import { type Column, LiveTable } from "../ui/live-table.tsx";
import { Empty } from "../ui/states.tsx";
import { Foreign, Time } from "../ui/text.tsx";
import { useTypedText } from "../ui/typed-text.ts";
import { CreateWebhookDialog } from "./create-webhook-dialog.tsx";
import { matchesSearch, type WebhookSearch } from "./search.ts";
import { Summary } from "./summary.tsx";
import { WebhookStatus } from "./webhook-status.tsx";

const columns: readonly Column<Webhook>[] = [
  {
    id: "url",
    header: "URL",
    cell: ({ webhook_id, url }) => (
      <Link to="/webhooks/$webhookId" params={{ webhookId: webhook_id }} className="row-link">
        <Foreign text={url} />
      </Link>
    ),
  },
  { id: "status", header: "Status", cell: (webhook) => <WebhookStatus webhook={webhook} /> },
  { id: "types", header: "Event types", cell: ({ event_types = [] }) => describeTypes(event_types) },
  { id: "created", header: "Created", cell: ({ created_at }) => <Time at={created_at} /> },
];

const describeTypes = ([first = "", ...others]: readonly string[]) =>
  others.length === 0 ? first : `${first} and ${others.length} more`;

const idOf = ({ webhook_id }: Webhook) => webhook_id;

async function fetchPage(page_token: string | undefined, signal: AbortSignal) {
  const query = { limit: listWebhooks.pages.max, ...(page_token !== undefined && { page_token }) };
  const { webhooks: items, next_page_token: next } = await webhooks.list(query, { signal });
  return { items, next };
}

export function WebhooksPage(): ReactElement {
  const search = useSearch({ from: "/webhooks" });
  const navigate = useNavigate();
  const [isCreating, setCreating] = useState(false);
  const list = useLiveList({ key: keys.webhooks, idOf, fetchPage });
  const isLimited = Object.keys(search).length > 0;
  const limitTo = (next: WebhookSearch) => void navigate({ to: "/webhooks", search: next, replace: true });
  const [text, setText] = useTypedText(search.search ?? "", (value) => limitTo({ ...search, search: value }));
  return (
    <>
      <Heading title="Webhooks">
        <Button kind="primary" onClick={() => setCreating(true)}>
          Create webhook
        </Button>
      </Heading>
      <Summary />
      <search className="filters">
        <div className="search">
          <Icon name="search" />
          <input
            className="input"
            type="search"
            aria-label="Search webhooks"
            placeholder="URL, ID, event type, inbox or pod"
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        </div>
        <select
          className="input"
          aria-label="Status"
          value={String(search.enabled ?? "")}
          onChange={({ target: { value } }) => {
            const { enabled: _, ...rest } = search;
            limitTo(value === "" ? rest : { ...rest, enabled: value === "true" });
          }}
        >
          <option value="">Any status</option>
          <option value="true">Enabled</option>
          <option value="false">Disabled</option>
        </select>
      </search>
      <LiveTable
        name="webhooks"
        list={list}
        columns={columns}
        {...(isLimited && { isShown: (webhook: Webhook) => matchesSearch(webhook, search) })}
        empty={
          isLimited ? (
            <Empty title="No webhook matches.">
              <Button onClick={() => limitTo({})}>Show all webhooks</Button>
            </Empty>
          ) : (
            <Empty title="There are no webhooks yet.">
              <p>A webhook sends events to a URL of yours. Create one to receive them.</p>
            </Empty>
          )
        }
      />
      {isCreating && <CreateWebhookDialog onClose={() => setCreating(false)} />}
    </>
  );
}
