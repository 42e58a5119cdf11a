import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import type { Change } from "../src/change.ts";
import { diffDocuments } from "../src/diff-specs.ts";
import { Document, readFiles } from "../src/spec/document.ts";
import type { Json } from "../src/spec/json.ts";
import { sourceOf } from "../src/spec/source.ts";
import { SpecEditor } from "./spec-editor.ts";

type SpecName = "webhooks" | "delivery";
type Edit = (spec: SpecEditor) => void;

/** A change of a spec that must be found. */
export interface Mutant {
  readonly spec: SpecName;
  /** Id of the rule that must find it. */
  readonly rule: string;
  readonly level: "breaking" | "warning";
  readonly what: string;
  readonly edit: Edit;
}

/** A change of a spec that must not be reported. */
export type SafeChange = Pick<Mutant, "spec" | "what" | "edit">;

function changesOf(spec: SpecName) {
  return {
    breaking: (rule: string, what: string, edit: Edit): Mutant => ({ spec, rule, level: "breaking", what, edit }),
    warning: (rule: string, what: string, edit: Edit): Mutant => ({ spec, rule, level: "warning", what, edit }),
    safe: (what: string, edit: Edit): SafeChange => ({ spec, what, edit }),
  };
}

export const webhooks: ReturnType<typeof changesOf> = changesOf("webhooks");
export const delivery: ReturnType<typeof changesOf> = changesOf("delivery");

export const schema = (name: string): string => `/components/schemas/${name}`;
export const parameter = (name: string): string => `/components/parameters/${name}`;
export const property = (owner: string, name: string): string => `${schema(owner)}/properties/${name}`;
export const json = "content/application~1json";
/** A pointer into webhooks.yaml, which delivery.yaml refers to. */
export const shared = (pointer: string): string => `webhooks.yaml#${pointer}`;

const files = { webhooks: readSpec("webhooks"), delivery: readSpec("delivery") };

/** Compares a spec with its edited version. */
export async function diffEdited(change: SafeChange): Promise<readonly Change[]> {
  const { base, head } = await editSpec(change);
  return diffDocuments(base, head);
}

/** A spec and its edited version. */
export async function editSpec({ spec, edit }: SafeChange): Promise<{ base: Document; head: Document }> {
  const contents = await files[spec];
  const edited = new SpecEditor(contents, `${spec}.yaml`);
  edit(edited);
  return { base: toDocument(contents), head: toDocument(edited.files) };
}

function toDocument(contents: ReadonlyMap<string, Json>): Document {
  return new Document({ contents, beside: (_, path) => path });
}

/** The files of a spec by name without folder; the spec itself comes first. */
async function readSpec(name: SpecName): Promise<Map<string, Json>> {
  const path = fileURLToPath(new URL(`../../../specs/${name}.yaml`, import.meta.url));
  const { contents } = await readFiles(sourceOf(path));
  return new Map([...contents].map(([file, value]) => [basename(file), value]));
}
