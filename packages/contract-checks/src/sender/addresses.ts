import { SetupError } from "../run/errors.ts";

/** `127.0.0.1:8080`, `[::1]:8080` or `:8080`. @throws SetupError */
export function parseListen(text: string): { host: string; port: number } {
  const { host, name, port } =
    /^(?:\[(?<host>[\da-f:.]+)\]|(?<name>[^:[\]/\s]*)):(?<port>\d{1,5})$/i.exec(text)?.groups ?? {};
  if (port === undefined || Number(port) > 65_535) {
    throw new SetupError(`--listen ${JSON.stringify(text)} is not HOST:PORT, such as 127.0.0.1:4000`);
  }
  return { host: host ?? (name || "0.0.0.0"), port: Number(port) };
}

/** Without a slash at its end. @throws SetupError */
export function parsePublicUrl(text: string): string {
  const url = URL.parse(text);
  if (url !== null && ["http:", "https:"].includes(url.protocol) && url.href === url.origin + url.pathname) {
    return url.href.replace(/\/+$/, "");
  }
  throw new SetupError(
    `--public-url ${JSON.stringify(text)} is not an http or https URL without credentials and query, such as https://ci.example.com`,
  );
}
