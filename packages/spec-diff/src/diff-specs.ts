import { type Change, type Finding, mergeFindings } from "./change.ts";
import { compareBodies } from "./rules/bodies.ts";
import { compareDialect } from "./rules/dialect.ts";
import { compareExtensions } from "./rules/extensions.ts";
import { compareOperationSchemas } from "./rules/operation-schemas.ts";
import { compareOperation, compareRemovedOperations } from "./rules/operations.ts";
import { compareParameterStyles } from "./rules/parameter-style.ts";
import { compareParameters } from "./rules/parameters.ts";
import { compareEventHeaders, compareResponses } from "./rules/responses.ts";
import type { OperationPair, Rule } from "./rules/rule.ts";
import { compareSecurity } from "./rules/security.ts";
import { compareOperationServers, compareServers, matchOperations } from "./rules/servers.ts";
import { SchemaComparer } from "./schema/compare-schemas.ts";
import { Document, readFiles } from "./spec/document.ts";
import { sourceOf } from "./spec/source.ts";
import { findUnannouncedAdditions } from "./unannounced-additions.ts";
import { type Versions, versionsOf } from "./version.ts";

/** The differences between two versions of a spec that affect users of the API. */
export interface SpecDiff {
  readonly base: string;
  readonly head: string;
  readonly versions: Versions;
  /** Breaking changes first. */
  readonly changes: readonly Change[];
}

const rules: readonly Rule[] = [
  compareOperation,
  compareOperationServers,
  compareParameters,
  compareParameterStyles,
  compareBodies,
  compareEventHeaders,
  compareResponses,
  compareOperationSchemas,
  compareSecurity,
  compareExtensions,
];

export interface DiffOptions {
  /**
   * The day by which sunset dates (`x-sunset`) have passed or not.
   *
   * @default today
   */
  readonly today?: Date;
}

/**
 * Compares two versions of an OpenAPI 3.1 document, each a file or a git revision as `REV:path`.
 *
 * @throws {UnreadableSpecError} if one of them cannot be read or is not OpenAPI 3.1
 * @example
 * const { changes } = await diffSpecs("HEAD^:specs/webhooks.yaml", "specs/webhooks.yaml");
 * const isBreaking = changes.some(({ level }) => level === "breaking");
 */
export async function diffSpecs(base: string, head: string, options: DiffOptions = {}): Promise<SpecDiff> {
  const files = await Promise.all([readFiles(sourceOf(base)), readFiles(sourceOf(head))]);
  const [before, after] = [new Document(files[0]), new Document(files[1])];
  const versions = versionsOf(before, after);
  const changes = diffDocuments(before, after, options);
  if (changes.some(({ level }) => level === "breaking") || versions.announcesAddition) {
    return { base, head, versions, changes };
  }
  const removals = diffDocuments(after, before, options);
  const unannounced = findUnannouncedAdditions({ base: before, head: after }, removals, versions);
  return { base, head, versions, changes: [...changes, ...unannounced] };
}

/** Compares two parsed documents. */
export function diffDocuments(
  base: Document,
  head: Document,
  { today = new Date() }: DiffOptions = {},
): readonly Change[] {
  const { before, after, isBasePathMoved } = matchOperations(base, head);
  const findings: Finding[] = [];
  const report = (finding: Finding) => void findings.push(finding);
  const day = today.toISOString().slice(0, 10);
  const documents = { base, head, schemas: new SchemaComparer(day), today: day, isBasePathMoved };
  compareRemovedOperations(before, after, day, report);
  compareDialect(documents, report);
  const pairs = [...before].flatMap(([key, base]): OperationPair[] => {
    const head = after.get(key);
    return head === undefined ? [] : [{ base, head }];
  });
  compareServers(documents, pairs, report);
  for (const pair of pairs) {
    for (const rule of rules) rule(pair, documents, report);
  }
  return mergeFindings(findings);
}
