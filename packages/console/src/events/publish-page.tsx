import { eventTypes } from "@agent-webhooks/types";
import type { PublishEventRequest } from "@agent-webhooks/types/delivery";
import { parseExactly } from "@agent-webhooks/types/exact-json";
import { eventExamples } from "@agent-webhooks/types/examples";
import { Link } from "@tanstack/react-router";
import { type FormEvent, type ReactElement, useState } from "react";
import { delivery } from "../api/clients.ts";
import { issuesOf } from "../api/errors.ts";
import { useChange } from "../api/queries.ts";
import { Heading } from "../layout/heading.tsx";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { Failure } from "../ui/states.tsx";
import { Code, formatNumber } from "../ui/text.tsx";

/** The examples of the spec: one or more for each event type. */
const samples = eventTypes.flatMap((type) =>
  Object.entries<object>(eventExamples[type]).map(([name, example]) => ({ label: `${type}: ${name}`, example })),
);

/** 128 random bits. Not `randomUUID`, which browsers do not have on pages that are served without TLS. */
const randomHex = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** The text of a sample, with a new id, so that it is not a duplicate. */
const sampleText = (index: number) =>
  JSON.stringify({ ...samples[index]?.example, event_id: `evt_${randomHex()}` }, null, 2);

export function PublishPage(): ReactElement {
  const [sample, setSample] = useState(0);
  const [text, setText] = useState(() => sampleText(0));
  const [podId, setPodId] = useState("");
  const [syntaxError, setSyntaxError] = useState<string>();
  const publish = useChange((request: PublishEventRequest) => delivery.publishEvent(request));

  const choose = (index: number) => {
    setSample(index);
    setText(sampleText(index));
    setSyntaxError(undefined);
    publish.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const parsed = parse(text);
    setSyntaxError(parsed.error);
    if (parsed.error !== undefined) return;
    const pod_id = podId.trim();
    publish.mutate({ event: parsed.event, ...(pod_id !== "" && { pod_id }) });
  };

  return (
    <>
      <Heading title="Publish a sample" />
      <form className="form panel" onSubmit={submit}>
        <Field label="Sample" description="The examples of the contract, with a new event ID. Change them as you like.">
          {(control) => (
            <select
              {...control}
              className="input"
              value={sample}
              onChange={({ target }) => choose(Number(target.value))}
            >
              {samples.map(({ label }, index) => (
                <option key={label} value={index}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="Event" error={syntaxError ?? issuesOf(publish.error, "event")}>
          {(control) => (
            <textarea
              {...control}
              className="input input-code"
              rows={16}
              spellCheck={false}
              value={text}
              onChange={({ target }) => setText(target.value)}
            />
          )}
        </Field>
        <Field
          label="Pod ID"
          description="Only for webhooks that are limited to pods. Domain events name their pod themselves."
          error={issuesOf(publish.error, "pod_id")}
        >
          {(control) => (
            <input
              {...control}
              className="input input-code"
              spellCheck={false}
              value={podId}
              onChange={({ target }) => setPodId(target.value)}
            />
          )}
        </Field>
        {publish.error && <Failure error={publish.error} />}
        <div role="status">
          {publish.data && (
            <p>
              {publish.data.duplicate ? "Already published: " : "Published "}
              <Code text={publish.data.event_id} /> to {formatNumber(publish.data.deliveries)}{" "}
              {publish.data.deliveries === 1 ? "webhook" : "webhooks"}.{" "}
              <Link to="/deliveries" search={{ event_id: publish.data.event_id }}>
                Show deliveries
              </Link>
            </p>
          )}
        </div>
        <div className="form-actions">
          <Button onClick={() => choose(sample)}>Reset, with a new event ID</Button>
          <Button type="submit" kind="primary" isBusy={publish.isPending}>
            Publish
          </Button>
        </div>
      </form>
    </>
  );
}

type Parsed =
  | { readonly event: PublishEventRequest["event"]; readonly error?: never }
  | { readonly event?: never; readonly error: string };

/** The service validates the event; here it only has to be JSON. */
function parse(text: string): Parsed {
  try {
    // Numbers are sent as they are typed.
    return { event: parseExactly(text) as PublishEventRequest["event"] };
  } catch (error) {
    return { error: `This is not valid JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}
