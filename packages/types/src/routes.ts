/**
 * Every operation once more, with only what a caller needs: method, path, what may be repeated, and the limits of its
 * fields. One constant each, so that a bundle holds just the ones that it uses; and `routes`, all of them.
 */
export * from "./generated/webhooks/routes.ts";
