import type { Json } from "./docs-document.ts";

/** A document as the page shows it. */
export interface ShownDocument {
  readonly slug: string;
  readonly title: string;
  /** Where its spec is served. */
  readonly specPath: string;
  readonly content: Json;
}

/** Renders the API reference as a page. Its scripts are files, so that the page can forbid inline scripts. */
export function renderPage(documents: readonly ShownDocument[], scripts: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Agent Webhooks: API reference</title>
    <link rel="icon" href="data:,">
  </head>
  <body>
    <div id="reference"></div>
    <noscript>The API reference needs JavaScript. It shows these documents: ${documents.map(linkTo).join(", ")}</noscript>
${scripts.map((path) => `    <script src="${escapeHtml(path)}"></script>\n`).join("")}  </body>
</html>
`;
}

const linkTo = ({ specPath, title }: ShownDocument) => `<a href="${escapeHtml(specPath)}">${escapeHtml(title)}</a>`;

const escapeHtml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/**
 * Renders the script that shows one document at a time, selected at the top. It contacts only the service that serves it,
 * and does not store the token that is entered.
 */
export function renderStart(documents: readonly ShownDocument[]): string {
  const configuration = {
    sources: documents.map(({ slug, title, content }, index) => ({ slug, title, content, default: index === 0 })),
    showOperationId: true,
    defaultOpenAllTags: true,
    modelsSectionLabel: "Schemas",
    authentication: { preferredSecurityScheme: "bearerAuth" },
    defaultHttpClient: { targetKey: "shell", clientKey: "curl" },
    // A download would be the bundled document; a link leads to the spec.
    documentDownloadType: "none",
    persistAuth: false,
    // Off: everything that contacts other hosts (fonts, telemetry, proxy, hosted client, assistant).
    withDefaultFonts: false,
    telemetry: false,
    proxyUrl: "",
    hideClientButton: true,
    showDeveloperTools: "never",
    agent: { disabled: true },
    mcp: { disabled: true },
    // The service sends events; it does not receive them.
    customCss: '[id*="/webhook/"] .show-api-client-button { display: none; }',
  };
  return `const configuration = ${JSON.stringify(configuration)};
// Start another document at its top.
configuration.onDocumentSelect = () => scrollTo(0, 0);
Scalar.createApiReference("#reference", configuration);
`;
}
