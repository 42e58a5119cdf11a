import { type CreateWebhookRequest, eventTypes, type Webhook } from "@agent-webhooks/types";
import { useNavigate } from "@tanstack/react-router";
import { type ReactElement, useState } from "react";
import { webhooks } from "../api/clients.ts";
import { issuesOf } from "../api/errors.ts";
import { useChange } from "../api/queries.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Choices, Field } from "../ui/field.tsx";
import { notify } from "../ui/notices.tsx";
import { changesOf } from "./event-filter.ts";
import { IdListField, idsOf } from "./id-list-field.tsx";

/** Fields that need no explanation of their own: a text that may be absent. */
type TextField = Exclude<keyof CreateWebhookRequest, "url" | "event_types" | "inbox_ids" | "pod_ids">;

const texts: Readonly<Record<TextField, { readonly label: string; readonly description: string }>> = {
  client_id: {
    label: "Client ID",
    description: "Your own ID. Creating with the same one returns the existing webhook.",
  },
};
const textFields = Object.keys(texts) as TextField[];

/** The form, as it was typed. */
type Form = Readonly<Record<Exclude<keyof CreateWebhookRequest, "event_types">, string>>;

const emptyForm = {
  url: "",
  inbox_ids: "",
  pod_ids: "",
  ...Object.fromEntries(textFields.map((name) => [name, ""])),
} as Form;

export function CreateWebhookDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const navigate = useNavigate();
  const [form, setForm] = useState(emptyForm);
  const [types, setTypes] = useState<CreateWebhookRequest["event_types"]>([]);
  const create = useChange(async (request: CreateWebhookRequest) => {
    const webhook = await webhooks.create(request);
    // Also if the user has gone back to another page meanwhile.
    notify(isAsRequested(webhook, request) ? "Webhook created." : "This client ID has a webhook. It is unchanged.");
    return webhook;
  });
  const setField = (name: keyof Form) => (value: string) => setForm({ ...form, [name]: value });
  const error = (name: keyof CreateWebhookRequest) => issuesOf(create.error, name);

  const confirm = () => {
    const [inbox_ids, pod_ids] = [idsOf(form.inbox_ids), idsOf(form.pod_ids)];
    const request: CreateWebhookRequest = {
      url: form.url.trim(),
      event_types: types,
      ...(inbox_ids.length > 0 && { inbox_ids }),
      ...(pod_ids.length > 0 && { pod_ids }),
      ...Object.fromEntries(textFields.flatMap((name) => (form[name] === "" ? [] : [[name, form[name]]]))),
    };
    create.mutate(request, {
      onSuccess: ({ webhook_id }) => {
        onClose();
        void navigate({ to: "/webhooks/$webhookId", params: { webhookId: webhook_id } });
      },
    });
  };

  return (
    <ConfirmDialog
      title="Create webhook"
      action="Create webhook"
      isBusy={create.isPending}
      error={create.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Field label="URL" description="Events are sent here, as POST requests." error={error("url")}>
        {(control) => (
          <input
            {...control}
            className="input input-code"
            inputMode="url"
            required
            spellCheck={false}
            value={form.url}
            onChange={({ target }) => setField("url")(target.value)}
          />
        )}
      </Field>
      <Choices
        legend="Event types"
        choices={eventTypes}
        chosen={types}
        onChange={setTypes}
        error={error("event_types")}
      />
      <details className="details">
        <summary>{["Event filter", ...textFields.map((name) => texts[name].label)].join(", ")}</summary>
        <IdListField
          label="Inboxes"
          description="One ID a line. Without inboxes and pods, the webhook gets the events of all."
          value={form.inbox_ids}
          error={error("inbox_ids")}
          onChange={setField("inbox_ids")}
        />
        <IdListField
          label="Pods"
          description="One ID a line."
          value={form.pod_ids}
          error={error("pod_ids")}
          onChange={setField("pod_ids")}
        />
        {textFields.map((name) => (
          <Field key={name} {...texts[name]} error={error(name)}>
            {(control) => (
              <input
                {...control}
                className="input input-code"
                spellCheck={false}
                value={form[name]}
                onChange={({ target }) => setField(name)(target.value)}
              />
            )}
          </Field>
        ))}
      </details>
    </ConfirmDialog>
  );
}

/** Whether the returned webhook is the requested one, and not the existing one of the client ID, which is unchanged. */
function isAsRequested(webhook: Webhook, request: CreateWebhookRequest): boolean {
  const { url, event_types, inbox_ids = [], pod_ids = [] } = request;
  const isSame = webhook.enabled && webhook.url === url && String(webhook.event_types) === String(event_types);
  return isSame && Object.keys(changesOf(webhook, { inbox_ids, pod_ids })).length === 0;
}
