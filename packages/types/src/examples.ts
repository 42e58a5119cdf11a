/** The examples of the spec. Each is valid by its schema. */
export * from "./generated/webhooks/examples.ts";
