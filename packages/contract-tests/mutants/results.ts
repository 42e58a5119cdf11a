import { type ClientMutant, classOf, ending } from "./mutant.ts";

const result = classOf("result");
const error = classOf("error");

export const resultMutants: readonly ClientMutant[] = [
  result(
    "nothing",
    "results_arrive",
    ending(async (outcome) => void (await outcome)),
  ),
  result(
    "wrapped",
    "results_arrive",
    ending(async (outcome) => ({ data: await outcome })),
  ),
  result(
    "in_camel_case",
    "results_arrive",
    ending(async (outcome) => {
      const value = await outcome;
      return typeof value === "object" && value !== null ? inCamelCase(value) : value;
    }),
  ),
  result(
    "list_alone",
    "results_arrive",
    ending(async (outcome, operation) => {
      const value = await outcome;
      return operation === "listWebhooks" ? (value as { webhooks: unknown }).webhooks : value;
    }),
  ),
  result(
    "secret_dropped",
    "results_arrive",
    ending(async (outcome) => {
      const value = await outcome;
      return typeof value === "object" && value !== null && "secret" in value ? { ...value, secret: undefined } : value;
    }),
  ),
  result(
    "delete_true",
    "results_arrive",
    ending(async (outcome, operation) => ((await outcome) === undefined && operation === "deleteWebhook") || outcome),
  ),
  error(
    "swallowed",
    "errors_reject",
    ending((outcome) => outcome.catch(() => undefined)),
  ),
  error(
    "as_result",
    "errors_reject",
    ending((outcome) => outcome.catch((error) => error.body)),
  ),
  error(
    "not_found_is_null",
    "errors_reject",
    ending((outcome) =>
      outcome.catch((error) => {
        if (error.status === 404) return null;
        throw error;
      }),
    ),
  ),
  error(
    "server_error_swallowed",
    "errors_reject",
    ending((outcome) =>
      outcome.catch((error) => {
        if (error.status >= 500) return undefined;
        throw error;
      }),
    ),
  ),
  error(
    "without_status",
    "errors_reject",
    ending((outcome) =>
      outcome.catch((error) => {
        throw new Error(error.message);
      }),
    ),
  ),
  error(
    "without_body",
    "errors_reject",
    ending((outcome) =>
      outcome.catch(({ message, status }) => {
        throw Object.assign(new Error(message), { status });
      }),
    ),
  ),
  error(
    "all_are_500",
    "errors_reject",
    ending((outcome) =>
      outcome.catch((error) => {
        throw Object.assign(new Error(error.message), { status: 500, body: error.body });
      }),
    ),
  ),
];

function inCamelCase(value: object): object {
  const rename = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [rename(name), field]));
}
