import type { Location, ReportFinding, Side } from "../change.ts";
import { compareOnce } from "./compare-once.ts";
import { fillNames, type Pair, type SchemaFinding, type Verdict } from "./comparison.ts";
import type { Schema } from "./schema.ts";

/** Stands for the name of a whole body. */
export const wholeBody = "the body";

/** Schemas within a pair. */
interface Nested {
  readonly path: string;
  readonly pair: Pair;
  /** Found when it is needed. */
  result?: Result;
}

/** The differences of a pair by itself, and what is within it. */
interface Result {
  readonly findings: readonly SchemaFinding[];
  readonly nested: readonly Nested[];
}

/** A schema in both documents where it is used. */
export interface SchemaUse {
  readonly base: Schema;
  readonly head: Schema;
  readonly side: Side;
  readonly subject: string;
  /** Whether callers have always sent it. */
  readonly isAlwaysSent: boolean;
  /** Name of the field or parameter, such as `inbox_ids`, or {@link wholeBody}. */
  readonly name: string;
  readonly location: Location;
}

/** A schema that is reached in more ways is named by this many of them. */
const maxNames = 3;

/** Compares the schemas of two documents. Each pair is compared once, however many operations and schemas use it. */
export class SchemaComparer {
  readonly #results = new Map<string, Result>();
  readonly #verdicts = new Map<string, Verdict>();
  /** Pairs assumed to be equal, because they are being compared or depend on others that are. */
  readonly #assumed: string[] = [];
  /** Pairs with a warning that may become breaking, because they depend on others that are still being compared. */
  readonly #warned: string[] = [];
  readonly #today: string;
  /** Counts calls, which shows whether a comparison needed verdicts. */
  #judged = 0;

  /** @param today as `YYYY-MM-DD`, for sunset dates */
  constructor(today: string) {
    this.#today = today;
  }

  /** Reports the differences of two schemas and everything within them, the shortest paths first. */
  report({ side, subject, isAlwaysSent, name, location, base, head }: SchemaUse, report: ReportFinding): void {
    const names = new Map<Result, number>();
    const pair: Pair = { base, head, side, subject, isAlwaysSent, isStrict: false };
    const queue = [{ path: "", result: this.#compare(pair) }];
    for (const next of queue) {
      const { findings, nested } = next.result;
      const count = names.get(next.result) ?? 0;
      if (count === maxNames) continue;
      names.set(next.result, count + 1);
      const nameOf = (path: string) => joinName(name, next.path + path);
      for (const { path, message, ...finding } of findings) {
        const field = nameOf(path);
        const where = field === wholeBody ? location : { ...location, field };
        const text = fillNames(message, (path) => formatName(nameOf(path)));
        report({ ...finding, side, location: where, message: text });
      }
      // What is within is named by the first path only.
      if (count > 0) continue;
      for (const inner of nested) {
        inner.result ??= this.#compare(inner.pair);
        queue.push({ path: next.path + inner.path, result: inner.result });
      }
    }
  }

  #compare(pair: Pair): Result {
    const key = keyOf(pair);
    const known = this.#results.get(key);
    if (known !== undefined) return known;
    const findings: SchemaFinding[] = [];
    const nested: Nested[] = [];
    const [judged, assumed] = [this.#judged, this.#assumed.length];
    compareOnce({
      ...pair,
      path: "",
      today: this.#today,
      report: (finding) => findings.push(finding),
      compare: ({ base, head, side, isStrict, isAlwaysSent, subject, path }) =>
        nested.push({ path, pair: { base, head, side, isStrict, isAlwaysSent, subject } }),
      judge: (inner) => this.#judge(inner),
    });
    const result = { findings, nested };
    // A result that depends on an assumption may be wrong.
    if (assumed === 0 || this.#judged === judged) this.#results.set(key, result);
    return result;
  }

  /**
   * Decides how different two schemas and everything within them are. A pair that is being compared is assumed equal
   * until a difference is found, so that schemas that contain themselves terminate.
   */
  #judge(pair: Pair): Verdict {
    this.#judged += 1;
    const key = keyOf(pair);
    const known = this.#verdicts.get(key);
    if (known !== undefined) return known;
    const start = this.#assumed.push(key) - 1;
    const firstWarned = this.#warned.length;
    this.#verdicts.set(key, "none");
    const verdict = this.#decide(pair);
    // What was derived from the assumption is forgotten.
    if (verdict !== "none") this.#forget(this.#assumed.splice(start));
    // A warning becomes breaking if a pair around it does. A breaking difference stays one.
    if (verdict === "breaking" || start === 0) this.#forget(this.#warned.splice(firstWarned));
    if (verdict !== "none") this.#verdicts.set(key, verdict);
    if (verdict === "warning" && start > 0) this.#warned.push(key);
    if (start === 0) this.#assumed.length = 0;
    return verdict;
  }

  #forget(keys: readonly string[]): void {
    for (const key of keys) this.#verdicts.delete(key);
  }

  #decide(pair: Pair): Verdict {
    const { findings, nested } = this.#compare(pair);
    if (findings.some(({ level }) => level === "breaking")) return "breaking";
    let verdict: Verdict = findings.length > 0 ? "warning" : "none";
    for (const inner of nested) {
      const found = this.#judge(inner.pair);
      if (found === "breaking") return "breaking";
      if (found === "warning") verdict = "warning";
    }
    return verdict;
  }
}

function keyOf({ base, head, side, isStrict, isAlwaysSent, subject }: Pair): string {
  return `${base.id} ${head.id} ${side} ${isStrict} ${isAlwaysSent} ${subject}`;
}

/** The name of something at a path: `webhooks[].url`. */
function joinName(name: string, path: string): string {
  if (path === "") return name;
  return name === wholeBody ? path.replace(/^\./, "") : `${name}${path}`;
}

function formatName(name: string): string {
  return name === wholeBody ? name : `\`${name}\``;
}
