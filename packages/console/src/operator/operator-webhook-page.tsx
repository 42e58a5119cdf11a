import { isWebhookError, type OperatorWebhook } from "@agent-webhooks/client";
import { type ReactElement, useState } from "react";
import { useOperatorWebhook } from "../api/queries.ts";
import { Heading } from "../layout/heading.tsx";
import { Button } from "../ui/button.tsx";
import { Facts } from "../ui/facts.tsx";
import { Icon } from "../ui/icons.tsx";
import { Secret } from "../ui/secret.tsx";
import { Empty, Fetched } from "../ui/states.tsx";
import { Code, CopyButton, Time } from "../ui/text.tsx";
import { WebhookStatus } from "../webhooks/webhook-status.tsx";
import { DeleteOperatorWebhookDialog } from "./delete-operator-webhook-dialog.tsx";
import { SetOperatorWebhookDialog } from "./set-operator-webhook-dialog.tsx";

const isMissing = (error: unknown) => isWebhookError(error) && error.status === 404;

/** The open dialog, with the URL as it was then: if it is deleted meanwhile, the dialog stays open. */
type OpenDialog =
  | { readonly action: "set"; readonly url: string | undefined }
  | { readonly action: "delete"; readonly url: string };

/** Where the service reports what happens to the webhooks of the organization. */
export function OperatorWebhookPage(): ReactElement {
  const live = useOperatorWebhook();
  const { data } = live;
  const [open, setOpen] = useState<OpenDialog>();
  const close = () => setOpen(undefined);
  return (
    <>
      <Heading title="Operator webhook">
        <Button kind={data?.enabled ? "plain" : "primary"} onClick={() => setOpen({ action: "set", url: data?.url })}>
          {data === undefined ? "Set URL" : data.enabled ? "Change URL" : "Enable"}
        </Button>
        {data && (
          <Button kind="danger" onClick={() => setOpen({ action: "delete", url: data.url })}>
            Delete
          </Button>
        )}
      </Heading>
      <p>
        The service sends an event to this URL when a webhook of the organization fails for an hour, works again or is
        disabled, and when a delivery is exhausted. See <a href="/docs">Operator events</a> in the API reference.
      </p>
      {isMissing(live.error) ? (
        <Empty title="There is no operator webhook.">
          <p>Set a URL to get events when a webhook fails.</p>
        </Empty>
      ) : (
        <Fetched live={live}>{(webhook) => <Details webhook={webhook} />}</Fetched>
      )}
      {open?.action === "set" && <SetOperatorWebhookDialog url={open.url} onClose={close} />}
      {open?.action === "delete" && <DeleteOperatorWebhookDialog url={open.url} onClose={close} />}
    </>
  );
}

function Details({ webhook }: { readonly webhook: OperatorWebhook }): ReactElement {
  const { url, secret, secret_unreadable, created_at, updated_at } = webhook;
  return (
    <section className="panel" aria-label="Settings">
      <p className="lead">
        <WebhookStatus webhook={webhook} /> <Code text={url} /> <CopyButton text={url} what="URL" />
      </p>
      {secret_unreadable && (
        <p className="warning">
          <Icon name="warning" />
          The secret can no longer be decrypted, so nothing is sent. Set the URL again to get a new secret.
        </p>
      )}
      <Facts
        facts={{
          Secret: secret_unreadable ? undefined : <Secret secret={secret} />,
          Created: <Time at={created_at} />,
          Updated: <Time at={updated_at} />,
        }}
      />
    </section>
  );
}
