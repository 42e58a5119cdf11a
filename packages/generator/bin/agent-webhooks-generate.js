#!/usr/bin/env node
// Runs on any Node with ES modules, so that an old one gets a sentence and not a stack trace.
import { readFileSync } from "node:fs";

const { engines } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const [neededMajor, neededMinor = 0] = engines.node.match(/\d+/g).map(Number);
const [major, minor] = process.versions.node.split(".").map(Number);

if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) import("./main.js");
else {
  console.error(
    `agent-webhooks-generate needs Node ${engines.node.replace(">=", "≥ ")}, this is ${process.versions.node}.`,
  );
  process.exitCode = 2;
}
