import type { Json } from "./docs-document.ts";

/** A document as the page shows it. */
export interface ShownDocument {
  readonly slug: string;
  readonly title: string;
  /** Where the spec that it is made of is served. */
  readonly specPath: string;
  readonly content: Json;
}

/** The API reference as a page. Scripts are files of their own, so that the page may forbid any other. */
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
    <noscript>The API reference needs JavaScript. What it shows: ${documents.map(linkTo).join(", ")}</noscript>
${scripts.map((path) => `    <script src="${escapeHtml(path)}"></script>\n`).join("")}  </body>
</html>
`;
}

const linkTo = ({ specPath, title }: ShownDocument) => `<a href="${escapeHtml(specPath)}">${escapeHtml(title)}</a>`;

const escapeHtml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/**
 * The script that shows the documents, one at a time, chosen at the top. It asks nobody but the service that it comes
 * from, and what is entered into it (a token) is forgotten with the page.
 */
export function renderStart(documents: readonly ShownDocument[]): string {
  const configuration = {
    sources: documents.map(({ slug, title, content }, index) => ({ slug, title, content, default: index === 0 })),
    showOperationId: true,
    defaultOpenAllTags: true,
    modelsSectionLabel: "Schemas",
    authentication: { preferredSecurityScheme: "bearerAuth" },
    defaultHttpClient: { targetKey: "shell", clientKey: "curl" },
    // What would be downloaded is the document as it is shown; a link leads to the spec.
    documentDownloadType: "none",
    persistAuth: false,
    // Everything that would lead elsewhere: fonts, statistics, a proxy, a hosted client, an assistant.
    withDefaultFonts: false,
    telemetry: false,
    proxyUrl: "",
    hideClientButton: true,
    showDeveloperTools: "never",
    agent: { disabled: true },
    mcp: { disabled: true },
    // An event is sent by the service; there is nothing here that would take one.
    customCss: '[id*="/webhook/"] .show-api-client-button { display: none; }',
  };
  return `const configuration = ${JSON.stringify(configuration)};
// Another document begins at its beginning.
configuration.onDocumentSelect = () => scrollTo(0, 0);
Scalar.createApiReference("#reference", configuration);
`;
}
