/** A sleep that can be ended early. To be woken while awake makes the next sleep end at once. */
export class Sleeper {
  #isAwake = false;
  #wake: (() => void) | undefined;

  async sleep(ms: number): Promise<void> {
    if (!this.#isAwake) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#wake = undefined;
    this.#isAwake = false;
  }

  wakeUp(): void {
    this.#isAwake = true;
    this.#wake?.();
  }
}
