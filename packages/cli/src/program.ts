/** The name that one types. */
export const programName = "agent-webhooks";

/** The version in package.json; a test keeps them equal. */
export const version = "0.1.0";
