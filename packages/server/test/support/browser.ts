import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

const howToGetOne =
  "no Chromium or Chrome was found. Install one (Debian: apt-get install chromium) or set CHROME_PATH, " +
  "then run: npx -y pnpm@12 test --force";

/**
 * Starts the Chromium or Chrome of this machine: that of CHROME_PATH, or one on PATH, or a Chrome where it is usually
 * installed. Nothing is downloaded. Returns why there is none.
 *
 * @throws with `REQUIRE_BROWSER=1`, as CI sets it, or if there is one that does not start
 */
export async function launchBrowser(): Promise<Browser | string> {
  const { CHROME_PATH, REQUIRE_BROWSER } = process.env;
  const executablePath = CHROME_PATH ?? find();
  try {
    return await chromium.launch(executablePath === undefined ? { channel: "chrome" } : { executablePath });
  } catch (error) {
    // A browser that does not start is a failure, not a missing browser.
    if (executablePath !== undefined) throw error;
    if (REQUIRE_BROWSER === "1") throw new Error(`REQUIRE_BROWSER is set, but ${howToGetOne}`, { cause: error });
    return howToGetOne;
  }
}

function find(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
