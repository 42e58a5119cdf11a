/** The value; if it is a text, without signing secrets, without `token`, and without tokens of the service's making. */
export function redact<T>(value: T, token: string): T | string {
  return typeof value === "string"
    ? value.replaceAll(token, "***").replace(/(whsec|awt)_[^\s"'<>&]+/g, "$1_***")
    : value;
}
