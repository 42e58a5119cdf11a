/** JSON that is sent as it is. `Value` is what it parses to. */
export class JsonText<Value> {
  readonly text: string;
  /** Only for the type. */
  declare readonly value: Value;

  constructor(text: string) {
    this.text = text;
  }
}
