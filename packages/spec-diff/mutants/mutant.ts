import type { Edit } from "./edit.ts";

/** A change of a spec that somebody who uses the API notices. */
export interface SpecMutant {
  readonly spec: "webhooks" | "delivery";
  /** What the diff has to call it: oasdiff's rule, where it has one. */
  readonly rule: string;
  /** What is changed, in words; with the rule, what tells mutants apart. */
  readonly what: string;
  /** @default "breaking" */
  readonly level?: "breaking" | "warning";
  readonly edit: (spec: Edit) => void;
}

/** A change that nobody notices: a diff that finds something in it is wrong. */
export type SafeTwin = Pick<SpecMutant, "spec" | "what" | "edit">;

export const schema = (name: string): string => `/components/schemas/${name}`;
export const parameter = (name: string): string => `/components/parameters/${name}`;
export const property = (owner: string, name: string): string => `${schema(owner)}/properties/${name}`;
export const json = "content/application~1json";
/** Of the spec that delivery.yaml refers to. */
export const shared = (pointer: string): string => `webhooks.yaml#${pointer}`;
