/** What the page needs to know of a spec. */
export interface Document {
  /** Where the service serves it. */
  readonly path: string;
  readonly title: string;
}

/** The API reference as a page. Scripts are files of their own, so that the page may forbid any other. */
export function renderPage(documents: readonly Document[], scripts: readonly string[]): string {
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

/**
 * The script that shows the documents, one at a time, chosen at the top. It asks nobody but the service that it comes
 * from, and what is entered into it (a token) is forgotten with the page.
 */
export function renderStart(documents: readonly Document[]): string {
  const configuration = {
    sources: documents.map(({ path, title }, index) => ({
      title,
      slug: slugOf(path),
      url: path,
      default: index === 0,
    })),
    showOperationId: true,
    defaultOpenAllTags: true,
    authentication: { preferredSecurityScheme: "bearerAuth" },
    defaultHttpClient: { targetKey: "shell", clientKey: "curl" },
    modelsSectionLabel: "Schemas",
    documentDownloadType: "direct",
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
  return `const configuration = ${JSON.stringify(configuration, null, 2)};
// References from one document to another are followed from absolute URLs only.
for (const source of configuration.sources) source.url = new URL(source.url, location.href).href;
// Another document begins at its beginning.
configuration.onDocumentSelect = () => scrollTo(0, 0);
Scalar.createApiReference("#reference", configuration);
`;
}

const slugOf = (path: string) => path.replace(/^.*\//, "").replace(/\.\w+$/, "");

const linkTo = ({ path, title }: Document) => `<a href="${escapeHtml(path)}">${escapeHtml(title)}</a>`;

const escapeHtml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
