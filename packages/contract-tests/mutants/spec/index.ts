import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import type { Change } from "../../src/diff/change.ts";
import { Document, readFiles } from "../../src/diff/document.ts";
import { diffDocuments } from "../../src/diff/index.ts";
import type { Json } from "../../src/diff/json.ts";
import { sourceOf } from "../../src/diff/source.ts";
import { Edit } from "./edit.ts";
import { eventMutants } from "./events.ts";
import type { SafeTwin, SpecMutant } from "./mutant.ts";
import { operationMutants } from "./operations.ts";
import { parameterMutants } from "./parameters.ts";
import { requestMutants } from "./requests.ts";
import { responseMutants } from "./responses.ts";
import { safeTwins } from "./safe.ts";

/** Mutants of the specs, by what of them is changed. */
const specMutants: Readonly<Record<string, readonly SpecMutant[]>> = {
  operations: operationMutants,
  parameters: parameterMutants,
  requests: requestMutants,
  responses: responseMutants,
  events: eventMutants,
};

/** What the diff says of a mutant. */
export interface SpecMutantResult {
  readonly class: string;
  /** Its spec, its rule and what it changes. */
  readonly mutant: string;
  /** Whether it is found under its rule, and as breaking, or as a warning, as it should. */
  readonly isKilled: boolean;
  readonly changes: readonly Change[];
}

/** What the diff says of a safe twin: nothing, if it is right. */
export interface SafeTwinResult {
  readonly twin: string;
  readonly isQuiet: boolean;
  readonly changes: readonly Change[];
}

/** Runs the diff over every mutant and every safe twin. */
export async function runSpecMutants(): Promise<{ mutants: SpecMutantResult[]; twins: SafeTwinResult[] }> {
  const specs = { webhooks: await readSpec("webhooks"), delivery: await readSpec("delivery") };
  const mutants: SpecMutantResult[] = [];
  for (const [name, list] of Object.entries(specMutants)) {
    for (const mutant of list) {
      const { rule, level = "breaking" } = mutant;
      const changes = await diffEdited(specs[mutant.spec], mutant);
      const isKilled = changes.some((change) => change.id === rule && change.level === level);
      mutants.push({ class: name, mutant: `${mutant.spec}: ${rule}: ${mutant.what}`, isKilled, changes });
    }
  }
  const twins: SafeTwinResult[] = [];
  for (const twin of safeTwins) {
    const changes = await diffEdited(specs[twin.spec], twin);
    twins.push({ twin: `${twin.spec}: ${twin.what}`, isQuiet: changes.length === 0, changes });
  }
  return { mutants, twins };
}

/** The files of a spec, by their names without folders; the spec itself is the first. */
async function readSpec(name: SpecMutant["spec"]): Promise<Map<string, Json>> {
  const path = fileURLToPath(new URL(`../../../../specs/${name}.yaml`, import.meta.url));
  const { contents } = await readFiles(sourceOf(path));
  return new Map([...contents].map(([file, value]) => [basename(file), value]));
}

async function diffEdited(files: Map<string, Json>, { spec, edit }: SafeTwin): Promise<readonly Change[]> {
  const edited = new Edit(files, `${spec}.yaml`);
  edit(edited);
  const document = (contents: ReadonlyMap<string, Json>) => new Document({ contents, beside: (_, path) => path });
  return diffDocuments(document(files), document(edited.files));
}
