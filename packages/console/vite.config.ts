import { defaultClientConditions, defineConfig } from "vite";

/** Where `vite` forwards everything but the page to, while it is developed. */
const service = process.env.AGENT_WEBHOOKS_URL ?? "http://127.0.0.1:8787";

// A build is always for production. With another NODE_ENV, such as that of a test, it would have React for development.
if (process.argv.includes("build")) process.env.NODE_ENV = "production";

export default defineConfig({
  base: "/console/",
  // Other packages of the workspace are built from source.
  resolve: { conditions: ["@agent-webhooks/source", ...defaultClientConditions] },
  build: {
    target: "es2023",
    // The policy of the page allows no data: URLs for scripts and stylesheets.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The licences of what is bundled must go with it.
    license: { fileName: "assets/licenses.txt" },
    rolldownOptions: {
      // Libraries mark what servers must not render, which this is not about.
      onLog: (level, log, handle) => log.code !== "MODULE_LEVEL_DIRECTIVE" && handle(level, log),
      output: {
        // The server caches files with such a hash in their names forever; see its `site-files.ts`.
        hashCharacters: "hex",
        entryFileNames: "assets/[name].[hash:12].js",
        chunkFileNames: "assets/[name].[hash:12].js",
        assetFileNames: "assets/[name].[hash:12][extname]",
      },
    },
  },
  server: { proxy: { "^/(?!console)": service } },
});
