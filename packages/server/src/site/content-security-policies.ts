/** The pages load and call this service only, so that a token entered into them cannot be sent elsewhere. */
const common = [
  "default-src 'none'",
  "script-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
];

/** Content-Security-Policy of each page, by its path. */
export const contentSecurityPolicies: Readonly<Record<string, string>> = {
  // Scalar's script contains its stylesheet.
  "/docs": [...common, "style-src 'unsafe-inline'"].join("; "),
  // It shows what strangers wrote: no text may become a script or markup, not even by mistake.
  "/console": [...common, "style-src 'self'", "require-trusted-types-for 'script'", "trusted-types 'none'"].join("; "),
};
