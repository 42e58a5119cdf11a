#!/usr/bin/env node
// Stands here and not in dist, so that pnpm can link it before anything is built.
import "../dist/cli/main.js";
