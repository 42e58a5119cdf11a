#!/usr/bin/env node
// Not in dist, so that pnpm can link it before the first build.
import "../dist/main.js";
