import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import type { Change } from "../src/change.ts";
import { diffDocuments } from "../src/diff-specs.ts";
import { Document, readFiles } from "../src/spec/document.ts";
import type { Json } from "../src/spec/json.ts";
import { sourceOf } from "../src/spec/source.ts";
import { Edit } from "./edit.ts";
import { eventMutants } from "./events.ts";
import type { SafeTwin, SpecMutant } from "./mutant.ts";
import { operationMutants } from "./operations.ts";
import { parameterMutants } from "./parameters.ts";
import { requestMutants } from "./requests.ts";
import { responseMutants } from "./responses.ts";
import { growthTwins } from "./safe-growth.ts";
import { spellingTwins } from "./safe-spelling.ts";

/** Every mutant of the specs, with what of them it changes. */
export const specMutants: readonly (SpecMutant & { readonly class: string })[] = Object.entries({
  operations: operationMutants,
  parameters: parameterMutants,
  requests: requestMutants,
  responses: responseMutants,
  events: eventMutants,
}).flatMap(([name, mutants]) => mutants.map((mutant) => ({ ...mutant, class: name })));

/** Every change of the specs that nobody may notice. */
export const safeTwins: readonly SafeTwin[] = [...growthTwins, ...spellingTwins];

/** What the diff says of a mutant. */
export interface SpecVerdict {
  readonly mutant: {
    readonly id: string;
    readonly class: string;
    /** The rule that has to find it, as {@link named}. */
    readonly kills: string;
  };
  /** The rules that found something, as {@link named}. */
  readonly failed: readonly string[];
  readonly changes: readonly Change[];
}

/** Runs the diff over a mutant. */
export async function judgeSpecMutant(mutant: (typeof specMutants)[number]): Promise<SpecVerdict> {
  const { spec, rule, what, level = "breaking" } = mutant;
  const changes = await diffEdited(mutant);
  const kills = named({ id: rule, level });
  return { mutant: { id: `${spec}: ${what}`, class: mutant.class, kills }, failed: changes.map(named), changes };
}

/** What the diff says of a safe twin: nothing, if it is right. */
export function judgeSafeTwin(twin: SafeTwin): Promise<readonly Change[]> {
  return diffEdited(twin);
}

/** A rule with its level, where it is not the usual one: what is only warned of is not what breaks. */
function named({ id, level }: Pick<Change, "id" | "level">): string {
  return level === "warning" ? `${id} (warning)` : id;
}

const specs = { webhooks: readSpec("webhooks"), delivery: readSpec("delivery") };

/** The files of a spec, by their names without folders; the spec itself is the first. */
async function readSpec(name: SpecMutant["spec"]): Promise<Map<string, Json>> {
  const path = fileURLToPath(new URL(`../../../specs/${name}.yaml`, import.meta.url));
  const { contents } = await readFiles(sourceOf(path));
  return new Map([...contents].map(([file, value]) => [basename(file), value]));
}

async function diffEdited({ spec, edit }: SafeTwin): Promise<readonly Change[]> {
  const files = await specs[spec];
  const edited = new Edit(files, `${spec}.yaml`);
  edit(edited);
  const document = (contents: ReadonlyMap<string, Json>) => new Document({ contents, beside: (_, path) => path });
  return diffDocuments(document(files), document(edited.files));
}
