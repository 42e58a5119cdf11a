/** Who has to read, or to write, what changed. */
export type Side =
  /** What callers of an operation send, and the provider reads. */
  | "request"
  /** What the provider answers, and callers read. */
  | "response"
  /** What the provider sends to a webhook, and receivers read. */
  | "event"
  /** What receivers answer, and the provider reads. */
  | "receiver-response"
  /** Neither: something about all of it. */
  | "document";

/** Where in the API a change is felt. One change of a shared schema is felt in many places. */
export interface Place {
  /** Id of the operation, or type of the event. Absent: everywhere. */
  readonly operation?: string;
  /** What of it: `request body`, `parameter limit`, `response 200`. */
  readonly part?: string;
  /** Which field or parameter there: `webhooks[].url`. Absent: all of it. */
  readonly field?: string;
}

/** A difference that somebody who uses the API notices. */
export interface Change {
  /** Its rule, by oasdiff's name where oasdiff has one: `request-property-max-items-decreased`. */
  readonly id: string;
  /** `breaking`: something that worked stops working. `warning`: something may surprise. */
  readonly level: "breaking" | "warning";
  readonly side: Side;
  /** What is different, in one sentence. */
  readonly message: string;
  readonly places: readonly Place[];
  /** Where it stood: `HEAD^:specs/webhooks.yaml#/components/schemas/InboxIds/maxItems`. Absent when it did not. */
  readonly base?: string;
  /** Where it stands now. */
  readonly head?: string;
  /** What whoever is concerned has to do. */
  readonly advice: string;
}

/** A change as a rule finds it, at one place. */
export type Found = Omit<Change, "places" | "advice"> & { readonly place: Place; readonly advice?: string };

export type Report = (found: Found) => void;

/** Gathers what is found. What stands in one place of the spec is one change, however many fields and operations feel it. */
export function gather(found: readonly Found[]): Change[] {
  const changes = Map.groupBy(found, ({ level, side, message, base, head, place }) =>
    JSON.stringify([level, side, withoutField(message, place), base, head]),
  );
  const ordered = [...changes.values()].map(asOne);
  return [
    ...ordered.filter(({ level }) => level === "breaking"),
    ...ordered.filter(({ level }) => level === "warning"),
  ];
}

/** Told with the field that is closest to where it stands: the one with the shortest name. */
function asOne(group: readonly Found[]): Change {
  const nameLength = ({ place }: Found) => place.field?.length ?? 0;
  const told = group.reduce((best, found) => (nameLength(found) < nameLength(best) ? found : best));
  const { place: _, advice = adviceFor(told.side, told.level), ...rest } = told;
  const places = Map.groupBy(
    group.map(({ place }) => place),
    ({ operation, part, field }) => JSON.stringify([operation, part, field]),
  );
  return { ...rest, places: [...places.values()].flatMap(([first]) => first ?? []), advice };
}

function withoutField(message: string, { field }: Place): string {
  return field === undefined ? message : message.replaceAll(`\`${field}\``, "``");
}

function adviceFor(side: Side, level: Change["level"]): string {
  const advice: Record<Side, string> = {
    request:
      "Update callers to send what the new spec accepts before it is deployed, or keep accepting the old requests.",
    response: "Update callers to handle the new responses before they are deployed, or keep the old responses.",
    event: "Update receivers to handle the new events before they are sent, or keep sending the old events.",
    "receiver-response":
      "Update receivers to respond as the new spec requires before it is deployed, or keep accepting the old responses.",
    document: "Announce the change to everyone who uses the spec, or revert it.",
  };
  const surprise = "No update is required; check that nothing relies on the old behaviour.";
  return level === "breaking" ? advice[side] : surprise;
}
