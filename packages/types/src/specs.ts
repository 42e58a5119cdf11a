/** The OpenAPI documents as files, for tools that read one: `@agent-webhooks/types/specs/webhooks.yaml` is the same. */

// The sources use the specs of the repository; a build has a copy.
const folder = new URL(import.meta.url.endsWith(".ts") ? "../../../specs/" : "./specs/", import.meta.url);

/** The webhook contract. */
export const WEBHOOKS_SPEC: URL = new URL("webhooks.yaml", folder);

/** The delivery API, which the service of this repository adds. It refers to `webhooks.yaml` in the same folder. */
export const DELIVERY_SPEC: URL = new URL("delivery.yaml", folder);
