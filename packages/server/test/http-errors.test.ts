import { type Operation, operations } from "@agent-webhooks/types";
import { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { describe, expect, test } from "vitest";
import { startOnPostgres } from "./support/delivery.ts";
import { query } from "./support/postgres.ts";
import { exampleUrl, onDatabases, serviceError, validationError, webhooksPath } from "./support/service.ts";

const { enableWebhook, rotateSecret } = deliveryOperations;
const valid = { url: exampleUrl, event_types: ["message.received"] };
const table: readonly Operation[] = Object.values(operations);
const unknown = `${webhooksPath}/wh_00000000000000000000000000`;
const tooLarge = " ".repeat(1_048_577);

/** A path of the operation with an unknown id. */
const pathOf = ({ path }: Operation) => path.replaceAll(/\{\w+\}/g, "wh_unknown");

/** Valid JSON of exactly so many bytes, though not a valid webhook. */
const jsonOf = (bytes: number) => `"${"x".repeat(bytes - 2)}"`;

/** Sent in chunks, without a declared length. */
function streamOf(text: string): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      if (sent >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(sent, sent + 65_536));
      sent += 65_536;
    },
  });
}

onDatabases(
  (under) => {
    describe.each(table.map((operation) => [operation.id, operation] as const))("%s", (_, operation) => {
      const send =
        operation.requestBody === null ? {} : { body: "not JSON", headers: { "content-type": "text/plain" } };

      test.each([null, "", "awt_wrong", "ü", "two words"])(
        "returns 401 to the token %j, before anything else",
        async (token) => {
          const client = await under.client();
          const headers = { ...send.headers, ...(token === "ü" && { authorization: "Bearer \u00fc" }) };
          const response = await client.request(operation.method, pathOf(operation), {
            ...send,
            headers,
            token: token === "ü" ? null : token,
          });
          expect(response).toMatchObject(serviceError(401));
          expect(response.headers.get("www-authenticate")).toBe("Bearer");
        },
      );

      test("returns 403 to a token without its scope, before it looks for anything, and names the scope", async () => {
        const [scope = ""] = operation.scopes;
        const others = (["webhooks:read", "webhooks:write", "tokens:write"] as const).filter(
          (other) => other !== scope,
        );
        const client = await under.client({ scopes: others });
        expect(await client.request(operation.method, pathOf(operation), send)).toMatchObject({
          status: 403,
          json: { name: "ForbiddenError", message: `The token lacks the scope ${scope}.` },
        });
      });
    });

    describe("404", () => {
      test.each(["text", "x".repeat(2_000_000), "", "{}"])(
        "comes before every check of the body of an update",
        async (body) => {
          const client = await under.client();
          for (const headers of [{}, { "content-type": "text/plain" }]) {
            expect(await client.request("PATCH", unknown, { body, headers })).toMatchObject({
              status: 404,
              json: { name: "NotFoundError", message: "Webhook not found." },
            });
          }
        },
      );

      test.each([
        ..."/ wh_%00 wh_a%00b %00 wh_%F0%9F%98%80 wh_%C3%BC wh_%0A wh_a%2Fb %2e%2e wh_'%22-- wh_%25 % %zz".split(" "),
        ...["", "wh_%ff", "%ED%A0%80", "WH_00000000000000000000000000"],
        ...[100, 8_000].map((length) => `wh_${"a".repeat(length)}`),
      ])("is returned for the id %s", async (id) => {
        const client = await under.client();
        for (const method of ["GET", "PATCH", "DELETE"]) {
          const response = await client.request(
            method,
            `${webhooksPath}/${id}`,
            method === "PATCH" ? { body: {} } : {},
          );
          expect(response).toMatchObject(serviceError(404));
        }
      });

      test.each([
        ...["/", "/nope", "/agent/v0", "/agent/v0/webhook", "/AGENT/v0/webhooks", "/%zz"],
        ...[`${unknown}/`, `${unknown}/more`],
      ])("is returned for the path %s, with or without a token or a body", async (path) => {
        const client = await under.client();
        expect(await client.request("GET", path)).toMatchObject(serviceError(404));
        expect(await client.request("GET", path, { token: null })).toMatchObject(serviceError(404));
        const headers = { "content-type": "no type" };
        expect(await client.request("POST", path, { body: tooLarge, headers })).toMatchObject(serviceError(404));
      });
    });

    describe("405", () => {
      test.each([
        ["PUT", webhooksPath, ["GET", "POST"]],
        ["DELETE", webhooksPath, ["GET", "POST"]],
        ["PATCH", webhooksPath, ["GET", "POST"]],
        ["POST", unknown, ["GET", "PATCH", "DELETE"]],
        ["PUT", `${unknown}?a=b`, ["GET", "PATCH", "DELETE"]],
        ["PROPFIND", unknown, ["GET", "PATCH", "DELETE"]],
      ])("is returned for %s %s, with the allowed methods", async (method, path, allowed) => {
        const client = await under.client();
        const response = await client.request(method, path, {
          body: tooLarge,
          headers: { "content-type": "text/plain" },
        });
        expect(response).toMatchObject(serviceError(405));
        expect(response.headers.get("allow")?.split(", ")).toEqual(expect.arrayContaining(allowed));
      });

      test("does not apply to HEAD where there is a GET", async () => {
        const client = await under.client();
        expect(await client.request("HEAD", webhooksPath)).toMatchObject({ status: 200, text: "" });
      });
    });

    describe("a request body", () => {
      test.each([
        "application/json",
        "Application/JSON",
        "application/json;charset=utf-8",
        'application/json ; charset=UTF-8; profile="a;b"',
        "application/json;",
        "application/json; nonsense",
        "application/json;=;;",
      ])("is read as %s", async (contentType) => {
        const client = await under.client();
        const options = { body: valid, headers: { "content-type": contentType } };
        expect(await client.request("POST", webhooksPath, options)).toMatchObject({ status: 200 });
      });

      test.each([
        "text/plain",
        "application/jsonx",
        "application/json-patch+json",
        "application/problem+json",
        "json",
        "*/*",
        "nonsense",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "",
      ])("is rejected with 415 as %j", async (contentType) => {
        const client = await under.client();
        const { webhook_id } = await client.create();
        const options = { body: valid, headers: { "content-type": contentType } };
        expect(await client.request("POST", webhooksPath, options)).toMatchObject(serviceError(415));
        expect(await client.request("PATCH", `${webhooksPath}/${webhook_id}`, options)).toMatchObject({
          status: 415,
        });
      });

      test.each([
        ["[", "]"],
        ['{"a":', "}"],
      ])("is rejected when %j is nested more than 100 levels deep", async (open, close) => {
        const client = await under.client();
        const nested = (depth: number) => `${open.repeat(depth)}1${close.repeat(depth)}`;
        for (const depth of [101, 5_000, 140_000]) {
          expect(await client.post(nested(depth))).toMatchObject(
            validationError({ body: ["must be nested at most 100 levels deep"] }),
          );
        }
        const { json } = await client.post(nested(100));
        expect(JSON.stringify(json)).not.toContain("levels deep");
        // Brackets inside a string do not count.
        expect(await client.post({ ...valid, inbox_ids: ['[{\\"'.repeat(60)] })).toMatchObject({ status: 200 });
      });

      test("is rejected with 415 when it is compressed", async () => {
        const client = await under.client();
        const options = { body: valid, headers: { "content-encoding": "gzip" } };
        expect(await client.request("POST", webhooksPath, options)).toMatchObject(serviceError(415));
      });

      test("may have at most the documented size", async () => {
        const client = await under.client();
        const { maxBytes } = operations.createWebhook.requestBody;
        const { webhook_id } = await client.create();
        for (const [method, path] of [
          ["POST", webhooksPath],
          ["PATCH", `${webhooksPath}/${webhook_id}`],
        ] as const) {
          expect(await client.request(method, path, { body: jsonOf(maxBytes) })).toMatchObject(
            validationError({ body: ["must be an object"] }),
          );
          expect(await client.request(method, path, { body: jsonOf(maxBytes + 1) })).toMatchObject({
            status: 413,
            json: { name: "ContentTooLargeError", message: `The body is larger than ${maxBytes} bytes.` },
          });
        }
      });

      test.each([
        [1_048_576, 400],
        [1_048_577, 413],
        [5_000_000, 413],
      ])("of %i bytes is measured while it is read when its size is not declared: %i", async (bytes, status) => {
        const client = await under.client();
        const response = await fetch(under.service.url + webhooksPath, {
          method: "POST",
          headers: { authorization: `Bearer ${client.token}`, "content-type": "application/json" },
          body: streamOf(jsonOf(bytes)),
          duplex: "half",
        } as RequestInit);
        expect(response.status).toBe(status);
        expect(await response.json()).toHaveProperty("name");
      });

      test.each([
        ["{", "must be valid JSON"],
        ["not JSON", "must be valid JSON"],
        ["{}{}", "must be valid JSON"],
        ["{'url':1}", "must be valid JSON"],
        ["undefined", "must be valid JSON"],
        [`{"url":"\u0000"}`, "must be valid JSON"],
        ["[".repeat(500_000), "must be valid JSON"],
        [" ", "must be valid JSON"],
        [new Uint8Array([0x22, 0xff, 0x22]), "must be UTF-8"],
        [new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22]), "must be UTF-8"],
        [new TextEncoder().encode("").slice(), "is required; send it as application/json"],
      ])("that cannot be parsed is rejected as a whole (%#)", async (body, issue) => {
        const client = await under.client();
        const { webhook_id } = await client.create();
        expect(await client.request("POST", webhooksPath, { body })).toMatchObject(validationError({ body: [issue] }));
        expect(await client.request("PATCH", `${webhooksPath}/${webhook_id}`, { body })).toMatchObject(
          validationError({ body: [issue] }),
        );
      });

      test("is required, whatever Content-Type is sent", async () => {
        const client = await under.client();
        for (const headers of [{}, { "content-type": "application/json" }, { "content-type": "text/plain" }]) {
          expect(await client.request("POST", webhooksPath, { headers })).toMatchObject(
            validationError({ body: ["is required; send it as application/json"] }),
          );
        }
      });

      test("is ignored by an operation without one", async () => {
        const client = await under.client();
        for (const options of [
          { headers: { "content-type": "application/json" } },
          { headers: { "content-type": "no type at all" } },
          { body: "{", headers: { "content-type": "application/json" } },
          { body: "x".repeat(3_000_000), headers: { "content-type": "text/plain" } },
        ]) {
          const { webhook_id } = await client.create();
          expect(await client.request("DELETE", `${webhooksPath}/${webhook_id}`, options)).toMatchObject({
            status: 200,
            text: "",
          });
          if (!("body" in options)) {
            expect(await client.request("GET", webhooksPath, options)).toMatchObject({ status: 200 });
          }
          const enable = enableWebhook.path.replace("{webhook_id}", (await client.create()).webhook_id);
          expect(await client.request("POST", enable, options)).toMatchObject({ status: 200 });
        }
      });

      test.each(["", "no type at all", ";"])("may be missing if it is optional, as %j", async (contentType) => {
        const client = await under.client();
        const { webhook_id } = await client.create();
        const path = rotateSecret.path.replace("{webhook_id}", webhook_id);
        const options = { headers: { "content-type": contentType } };
        expect(await client.request("POST", path, options)).toMatchObject({ status: 200 });
      });
    });

    test("an error leaves connection and service usable", async () => {
      const client = await under.client();
      for (let round = 0; round < 10; round++) {
        expect(await client.request("POST", webhooksPath, { body: tooLarge })).toMatchObject({ status: 413 });
        expect(await client.list()).toMatchObject({ count: 0 });
      }
    });
  },
  { databases: ["Postgres"] },
);

test("an unexpected error is a 500 with a request id, and without details", async () => {
  const { client, databaseUrl } = await startOnPostgres();
  await query(databaseUrl, "alter table webhooks rename to mislaid");
  const response = await client.request("GET", webhooksPath);
  expect(response).toMatchObject(serviceError(500));
  expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  expect(response.text).not.toMatch(/webhooks|relation|at /);
});
