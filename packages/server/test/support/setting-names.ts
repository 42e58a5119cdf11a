import { readSettings } from "../../src/settings.ts";

/** The environment variables that the service reads. */
export function settingNames(): string[] {
  const names = new Set<string>();
  const environment = new Proxy<Record<string, string | undefined>>(
    {},
    {
      get(_, name) {
        names.add(String(name));
        return undefined;
      },
    },
  );
  readSettings(environment);
  return [...names];
}
