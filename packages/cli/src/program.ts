/** The name of the program. */
export const programName = "agent-webhooks";

/** The version in package.json; a test keeps them equal. */
export const version = "0.1.0";

/** What `--help` says about the program. */
export const description = "Run the webhook service, manage webhooks, publish events and watch them arrive.";

/** What `--help` says below the commands. */
export const epilogue: string = [
  "URL and token of the service come from --url and --token, then AGENT_WEBHOOKS_URL and AGENT_WEBHOOKS_TOKEN, then the " +
    "config file: AGENT_WEBHOOKS_CONFIG, or agent-webhooks/config.json in $XDG_CONFIG_HOME or ~/.config.",
  "Exit codes: 0 success; 1 the service returned an error or failed; 2 wrong usage.",
].join("\n\n");
