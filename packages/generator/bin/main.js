// Stands here and not in dist, so that pnpm can link the bin before anything is built. Until then, which only happens in
// the workspace, it runs from the sources.
import { existsSync } from "node:fs";

const built = new URL("../dist/main.js", import.meta.url);
if (existsSync(built)) await import(built.href);
else {
  const { registerHooks } = await import("node:module");
  const source = "@agent-webhooks/source";
  registerHooks({
    resolve: (specifier, context, next) => next(specifier, { ...context, conditions: [source, ...context.conditions] }),
  });
  await import("../src/main.ts");
}
