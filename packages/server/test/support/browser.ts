import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

const howToGetOne =
  "there is no Chromium or Chrome. Install one (Debian: apt-get install chromium) or set CHROME_PATH to one, " +
  "then run: npx -y pnpm@12 test --force";

/**
 * Starts the Chromium or Chrome of this machine: that of CHROME_PATH, or one on PATH, or a Chrome where it is usually
 * installed. Nothing is downloaded. Returns why there is none.
 *
 * @throws in CI, where it has to be there.
 */
export async function launchBrowser(): Promise<Browser | string> {
  const { CHROME_PATH, CI } = process.env;
  const executablePath = CHROME_PATH ?? find();
  try {
    return await chromium.launch(executablePath === undefined ? { channel: "chrome" } : { executablePath });
  } catch (error) {
    // One that is there and does not start is something to look at.
    if (executablePath !== undefined) throw error;
    if (CI === "true") throw new Error(`CI has to have a browser: ${howToGetOne}`, { cause: error });
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
