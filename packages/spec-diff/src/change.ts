/** Who is affected by a change. */
export type Side =
  /** What callers of an operation send. */
  | "request"
  /** What the provider returns to callers. */
  | "response"
  /** What the provider sends to receivers of a webhook. */
  | "event"
  /** What receivers return to the provider. */
  | "receiver-response"
  /** The document as a whole. */
  | "document";

/** Where in the API a change applies. A change of a shared schema has many locations. */
export interface Location {
  /** Id of the operation, or type of the event. Absent: all of them. */
  readonly operation?: string;
  /** Part of the operation: `request body`, `parameter limit`, `response 200`. */
  readonly part?: string;
  /** Field or parameter in that part: `webhooks[].url`. Absent: the whole part. */
  readonly field?: string;
}

/** A difference between two specs that affects users of the API. */
export interface Change {
  /** Id of the rule, as oasdiff names it where oasdiff has the rule: `request-property-max-items-decreased`. */
  readonly id: string;
  /** `breaking`: something that worked stops working. `warning`: users may have to adapt. */
  readonly level: "breaking" | "warning";
  readonly side: Side;
  /** What changed, in one sentence. */
  readonly message: string;
  readonly locations: readonly Location[];
  /** Address in the old spec: `HEAD^:specs/webhooks.yaml#/components/schemas/InboxIds/maxItems`. Absent if it had none. */
  readonly base?: string;
  /** Address in the new spec. */
  readonly head?: string;
  /** What to do about it. */
  readonly advice: string;
}

/** A change as a rule reports it, at one location. */
export type Finding = Omit<Change, "locations" | "advice"> & { readonly location: Location; readonly advice?: string };

export type ReportFinding = (finding: Finding) => void;

/** Merges findings with the same addresses into one change with several locations. Breaking changes come first. */
export function mergeFindings(findings: readonly Finding[]): Change[] {
  const groups = Map.groupBy(findings, ({ level, side, message, base, head, location }) =>
    JSON.stringify([level, side, withoutField(message, location), base, head]),
  );
  const changes = [...groups.values()].map(mergeGroup);
  return [
    ...changes.filter(({ level }) => level === "breaking"),
    ...changes.filter(({ level }) => level === "warning"),
  ];
}

/** Takes the message of the finding with the shortest field name, which is closest to the changed schema. */
function mergeGroup(group: readonly Finding[]): Change {
  const nameLength = ({ location }: Finding) => location.field?.length ?? 0;
  const closest = group.reduce((best, finding) => (nameLength(finding) < nameLength(best) ? finding : best));
  const { location: _, advice = defaultAdvice(closest), ...rest } = closest;
  return { ...rest, locations: distinct(group.map(({ location }) => location)), advice };
}

/** The locations, each of them once. */
export function distinct(locations: readonly Location[]): Location[] {
  const groups = Map.groupBy(locations, ({ operation, part, field }) => JSON.stringify([operation, part, field]));
  return [...groups.values()].flatMap(([first]) => first ?? []);
}

function withoutField(message: string, { field }: Location): string {
  return field === undefined ? message : message.replaceAll(`\`${field}\``, "``");
}

const breakingAdvice: Readonly<Record<Side, string>> = {
  request:
    "Update callers to send what the new spec accepts before it is deployed, or keep accepting the old requests.",
  response: "Update callers to handle the new responses before they are deployed, or keep the old responses.",
  event: "Update receivers to handle the new events before they are sent, or keep sending the old events.",
  "receiver-response":
    "Update receivers to respond as the new spec requires before it is deployed, or keep accepting the old responses.",
  document: "Announce the change to everyone who uses the spec, or revert it.",
};

function defaultAdvice({ side, level }: Finding): string {
  if (level === "breaking") return breakingAdvice[side];
  return "No update is required; check that nothing relies on the old behaviour.";
}
