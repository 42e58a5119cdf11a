import type { Rules } from "../../src/reference/rules.ts";
import { mutantsOf, type ProviderMutant, withRules } from "./mutant.ts";

/** Hosts, as parsers of URLs write them. */
const privateHosts = {
  loopback: /^127\./,
  loopback_of_ipv6: /^\[::1\]$/,
  loopback_in_ipv6: /^\[::ffff:/,
  class_a: /^10\./,
  class_b: /^172\.16\./,
  class_c: /^192\.168\./,
  unique_local: /^\[fd/,
  link_local: /^169\.254\./,
} as const;

const isPrivateExcept =
  (exception?: string): Rules["isPrivateUrl"] =>
  (url) => {
    const host = URL.parse(url)?.hostname ?? "";
    return Object.entries(privateHosts).some(([name, pattern]) => name !== exception && pattern.test(host));
  };

/** Rejects the URLs of private networks that the check sends. */
export const isPrivateUrl: Rules["isPrivateUrl"] = isPrivateExcept();

const { loopback: _, ...others } = privateHosts;

export const privateNetworkMutants: readonly ProviderMutant[] = mutantsOf("private networks", {
  private_networks: Object.fromEntries(
    Object.keys(others).map((name) => [`${name}_accepted`, withRules({ isPrivateUrl: isPrivateExcept(name) })]),
  ),
});
