import { InvalidSecretError } from "../errors.ts";
import { readChunks } from "./body.ts";

/** Signs `head` followed by `body` and returns base64. Returns a promise only with WebCrypto. */
export type Sign = (head: string, body: string | Uint8Array) => string | Promise<string>;

/** The part of Node's crypto that is used where it is available. */
interface NodeCrypto {
  createSecretKey(key: Uint8Array): object;
  createHmac(algorithm: string, key: object): NodeHmac;
}
interface NodeHmac {
  update(data: string | Uint8Array): NodeHmac;
  digest(encoding: "base64"): string;
}
interface NodeProcess {
  getBuiltinModule?(name: "crypto"): NodeCrypto | undefined;
}

/**
 * Creates a function that computes HMAC-SHA256 signatures as specified by Standard Webhooks.
 *
 * WebCrypto signs on another thread, which takes twenty times as long as signing 1 KiB. Node's crypto is used instead
 * where the runtime provides it without an import (Node, Deno, Bun).
 *
 * @param secret `whsec_` followed by base64, or base64 alone
 * @param index of the secret in a list, for the error
 * @throws InvalidSecretError
 */
export function createSign(secret: string, index = 0): Sign {
  let key: Uint8Array<ArrayBuffer> | undefined;
  try {
    key = Uint8Array.from(atob(secret.replace(/^whsec_/, "")), (character) => character.charCodeAt(0));
  } catch {
    // No cause is kept: its message may quote the secret.
  }
  if (!key?.length) throw new InvalidSecretError(index);

  const node = (globalThis as { process?: NodeProcess }).process?.getBuiltinModule?.("crypto");
  return node ? signWithNode(node, key) : signWithWebCrypto(key);
}

function signWithNode(node: NodeCrypto, bytes: Uint8Array): Sign {
  // Without a key object, each HMAC would create one first, which takes longer than the HMAC.
  const key = node.createSecretKey(bytes);
  return (head, body) => node.createHmac("sha256", key).update(head).update(body).digest("base64");
}

function signWithWebCrypto(bytes: Uint8Array<ArrayBuffer>): Sign {
  let key: ReturnType<typeof crypto.subtle.importKey> | undefined;
  return async (head, body) => {
    // Imported at first use: some edge runtimes reject asynchronous work while a module loads.
    key ??= crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    const mac = await crypto.subtle.sign("HMAC", await key, await readChunks([head, body], Infinity));
    return btoa(String.fromCharCode(...new Uint8Array(mac)));
  };
}

/** Compares in a time that depends only on the length of `expected`. */
export function timingSafeEqual(expected: string, given: string): boolean {
  let difference = expected.length ^ given.length;
  for (let i = 0; i < expected.length; i++) difference |= expected.charCodeAt(i) ^ given.charCodeAt(i);
  return !difference;
}
