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
import { growthTwins } from "./safe-growth.ts";
import { spellingTwins } from "./safe-spelling.ts";

/** Mutants of the specs, by what of them is changed. */
const specMutants: Readonly<Record<string, readonly SpecMutant[]>> = {
  operations: operationMutants,
  parameters: parameterMutants,
  requests: requestMutants,
  responses: responseMutants,
  events: eventMutants,
};

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

/** What the diff says of a safe twin: nothing, if it is right. */
export interface TwinVerdict {
  readonly twin: string;
  readonly changes: readonly Change[];
}

/** Runs the diff over every mutant, one after the other. */
export async function* judgeSpecMutants(): AsyncGenerator<SpecVerdict> {
  const specs = await readSpecs();
  for (const [name, mutants] of Object.entries(specMutants)) {
    for (const mutant of mutants) {
      const { spec, rule, what, level = "breaking" } = mutant;
      const changes = await diffEdited(specs[spec], mutant);
      const kills = named({ id: rule, level });
      yield { mutant: { id: `${spec}: ${what}`, class: name, kills }, failed: changes.map(named), changes };
    }
  }
}

/** Runs the diff over every safe twin. */
export async function* judgeSafeTwins(): AsyncGenerator<TwinVerdict> {
  const specs = await readSpecs();
  for (const twin of [...growthTwins, ...spellingTwins]) {
    yield { twin: `${twin.spec}: ${twin.what}`, changes: await diffEdited(specs[twin.spec], twin) };
  }
}

/** A rule with its level, where it is not the usual one: what is only warned of is not what breaks. */
function named({ id, level }: Pick<Change, "id" | "level">): string {
  return level === "warning" ? `${id} (warning)` : id;
}

async function readSpecs(): Promise<Record<SpecMutant["spec"], Map<string, Json>>> {
  return { webhooks: await readSpec("webhooks"), delivery: await readSpec("delivery") };
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
