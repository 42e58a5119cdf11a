/**
 * The service cannot start, for a reason that whoever starts it can do something about.
 * Each of `lines` is one sentence or two for a terminal: what is wrong, and what to do.
 */
export class StartError extends Error {
  readonly lines: readonly string[];

  constructor(lines: string | readonly string[], options?: ErrorOptions) {
    const all = typeof lines === "string" ? [lines] : lines;
    super(all.join("\n"), options);
    this.name = "StartError";
    this.lines = all;
  }
}
