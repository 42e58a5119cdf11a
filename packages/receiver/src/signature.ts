import { join } from "./body.ts";
import { InvalidSecretError } from "./errors.ts";

/** Signs `head` followed by `body`; answers base64. A promise only where the runtime offers nothing else. */
export type Sign = (head: string, body: string | Uint8Array) => string | Promise<string>;

/** The part of Node's crypto that is used when it is there. */
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
 * HMAC-SHA256 under a secret, `whsec_` + base64 or bare base64, as Standard Webhooks has it.
 *
 * WebCrypto hops to another thread for each signature, which takes twenty times as long as signing 1 KiB. Where the
 * runtime hands out Node's crypto without an import (Node, Deno, Bun), that is used instead.
 *
 * @throws InvalidSecretError
 */
export const createSign = (secret: string, index = 0): Sign => {
  let key: Uint8Array<ArrayBuffer> | undefined;
  try {
    key = Uint8Array.from(atob(secret.replace(/^whsec_/, "")), (character) => character.charCodeAt(0));
  } catch {
    // Without a cause: its message may quote the secret.
  }
  if (!key?.length) throw new InvalidSecretError(index);

  const node = (globalThis as { process?: NodeProcess }).process?.getBuiltinModule?.("crypto");
  return node ? signWithNode(node, key) : signWithWebCrypto(key);
};

const signWithNode = (node: NodeCrypto, bytes: Uint8Array): Sign => {
  // A key object: with the bytes, each HMAC would first make one, which takes longer than the HMAC.
  const key = node.createSecretKey(bytes);
  return (head, body) => node.createHmac("sha256", key).update(head).update(body).digest("base64");
};

const signWithWebCrypto = (bytes: Uint8Array<ArrayBuffer>): Sign => {
  let key: ReturnType<typeof crypto.subtle.importKey> | undefined;
  return async (head, body) => {
    // At first use: edge runtimes do not like asynchronous work while a module loads.
    key ??= crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    const mac = await crypto.subtle.sign("HMAC", await key, await join([head, body], Infinity));
    return btoa(String.fromCharCode(...new Uint8Array(mac)));
  };
};

/** Compares in a time that depends on the expected length only, so that an answer's delay tells nothing. */
export const equals = (expected: string, given: string): boolean => {
  let difference = expected.length ^ given.length;
  for (let i = 0; i < expected.length; i++) difference |= expected.charCodeAt(i) ^ given.charCodeAt(i);
  return !difference;
};
