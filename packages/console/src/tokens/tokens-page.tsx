import type { Token } from "@agent-webhooks/client";
import { listTokens } from "@agent-webhooks/types/delivery/routes";
import { type ReactElement, useState } from "react";
import { delivery } from "../api/clients.ts";
import { useLiveList } from "../api/live-list.ts";
import { keys } from "../api/queries.ts";
import { Heading } from "../layout/heading.tsx";
import { Button } from "../ui/button.tsx";
import { type Column, LiveTable } from "../ui/live-table.tsx";
import { Empty } from "../ui/states.tsx";
import { Foreign, Time } from "../ui/text.tsx";
import { CreateTokenDialog } from "./create-token-dialog.tsx";
import { RevokeTokenDialog } from "./revoke-token-dialog.tsx";

const idOf = ({ token_id }: Token) => token_id;

async function fetchPage(page_token: string | undefined, signal: AbortSignal) {
  const query = { limit: listTokens.pages.max, ...(page_token !== undefined && { page_token }) };
  const { tokens: items, next_page_token: next } = await delivery.listTokens(query, { signal });
  return { items, next };
}

export function TokensPage(): ReactElement {
  const [isCreating, setCreating] = useState(false);
  const [revoked, setRevoked] = useState<Token>();
  const list = useLiveList({ key: keys.tokens, idOf, fetchPage });
  const columns: readonly Column<Token>[] = [
    {
      id: "organization",
      header: "Organization",
      cell: ({ organization_id, token_id }) => (
        <>
          <Foreign text={organization_id} /> <Foreign text={token_id} className="id" />
        </>
      ),
    },
    { id: "scopes", header: "Scopes", cell: ({ scopes }) => <Foreign text={scopes.join(", ")} /> },
    {
      id: "used",
      header: "Last used",
      cell: ({ last_used_at }) => (last_used_at ? <Time at={last_used_at} /> : "Never"),
    },
    { id: "expires", header: "Expires", cell: ({ expires_at }) => (expires_at ? <Time at={expires_at} /> : "Never") },
    {
      id: "actions",
      header: "Actions",
      cell: (token) => (
        <Button aria-label={`Revoke ${token.token_id}`} onClick={() => setRevoked(token)}>
          Revoke
        </Button>
      ),
    },
  ];
  return (
    <>
      <Heading title="Tokens">
        <Button kind="primary" onClick={() => setCreating(true)}>
          Create token
        </Button>
      </Heading>
      <LiveTable name="tokens" list={list} columns={columns} empty={<Empty title="There are no tokens." />} />
      {isCreating && <CreateTokenDialog onClose={() => setCreating(false)} />}
      {revoked && <RevokeTokenDialog token={revoked} onClose={() => setRevoked(undefined)} />}
    </>
  );
}
