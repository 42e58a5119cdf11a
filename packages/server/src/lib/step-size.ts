export interface StepSizeOptions {
  readonly first: number;
  readonly least: number;
  readonly most: number;
  /** How long a step should take. */
  readonly targetMs: number;
}

/** How many rows the next step of a long work should have, by the time that the steps before took. */
export class StepSize {
  readonly #options: StepSizeOptions;
  #rows: number;

  constructor(options: StepSizeOptions) {
    this.#options = options;
    this.#rows = options.first;
  }

  /**
   * Runs a step. After one that fails, perhaps because it takes too long, the next one has half as many rows.
   *
   * @param step returns whether it has done all of its rows: only then its time counts
   */
  async run<Result extends { readonly isFull: boolean }>(step: (rows: number) => Promise<Result>): Promise<Result> {
    const rows = this.#rows;
    const start = performance.now();
    this.#set(rows / 2);
    const result = await step(rows);
    const wanted = (rows / (performance.now() - start)) * this.#options.targetMs;
    this.#set(result.isFull ? Math.min(wanted, 2 * rows) : rows);
    return result;
  }

  #set(rows: number): void {
    const { least, most } = this.#options;
    this.#rows = Math.round(Math.min(Math.max(rows, least), most));
  }
}
