/** `deploy/` starts the service as it is, with settings that exist. */
import { readFile } from "node:fs/promises";
import { parseYaml } from "@redocly/openapi-core";
import { describe, expect, test } from "vitest";
import { operations } from "../src/http/operations.ts";
import { stopTimeoutMs } from "../src/run-server.ts";
import { type Role, readSettings } from "../src/settings.ts";
import { startService } from "../src/testing/index.ts";
import { createDatabase } from "./support/postgres.ts";
import { settingNames } from "./support/setting-names.ts";

const read = (path: string) => readFile(new URL(`../${path}`, import.meta.url), "utf8");

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
  readonly timeoutSeconds: number;
}

interface Container {
  readonly name: Role;
  readonly env: readonly { readonly name: string; readonly value?: string }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
  readonly lifecycle?: { readonly preStop: { readonly exec: { readonly command: readonly [string, string] } } };
}

interface Deployment {
  readonly kind: "Deployment";
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly containers: readonly [Container];
      };
    };
  };
}

interface Ingress {
  readonly kind: "Ingress";
  readonly spec: {
    readonly ingressClassName: string;
    readonly tls: readonly { readonly secretName: string }[];
    readonly rules: readonly { readonly http: { readonly paths: readonly { readonly path: string }[] } }[];
  };
}

const manifests = (await read("deploy/kubernetes.yaml"))
  .split(/^---$/m)
  .map((text) => parseYaml(text) as Deployment | Ingress);
const pods = manifests.flatMap((each) => (each.kind === "Deployment" ? [each.spec.template.spec] : []));

const secrets: Readonly<Record<string, string>> = {
  DATABASE_URL: "postgres://db/hooks",
  ENCRYPTION_KEY: Buffer.alloc(32).toString("base64"),
  BOOTSTRAP_TOKEN: "a-token-of-the-deployment",
};

test("kubernetes.yaml has an API and workers", () => {
  expect(pods.map(({ containers: [{ name }] }) => name)).toEqual(["api", "worker"]);
});

describe.each(pods.map(({ containers: [container], ...pod }) => ({ ...pod, ...container })))("$name", (pod) => {
  test("has settings that are read and valid, and their ports", () => {
    const env = Object.fromEntries(pod.env.map(({ name, value }) => [name, value ?? secrets[name] ?? ""]));
    expect(settingNames()).toEqual(expect.arrayContaining(Object.keys(env)));
    expect(Object.keys(env)).toEqual(expect.arrayContaining(Object.keys(secrets)));
    const { role, host, port, metricsHost, metricsPort, database } = readSettings(env);
    expect({ role, host, metricsHost, database: database.kind }).toEqual({
      role: pod.name,
      host: "0.0.0.0",
      metricsHost: "0.0.0.0",
      database: "postgres",
    });
    expect(pod.ports).toEqual([
      { name: "http", containerPort: port },
      { name: "metrics", containerPort: metricsPort },
    ]);
  });

  test("has probes that it responds to", async () => {
    await using service = await startService({ databaseUrl: await createDatabase(), role: pod.name });
    for (const { httpGet } of [pod.livenessProbe, pod.readinessProbe]) {
      expect(httpGet.port).toBe("http");
      expect((await fetch(service.url + httpGet.path)).status).toBe(200);
    }
  });

  test("is not killed before it has stopped", () => {
    const [, sleepSeconds = "0"] = pod.lifecycle?.preStop.exec.command ?? [];
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(Number(sleepSeconds) + stopTimeoutMs / 1_000);
  });
});

const [ingress] = manifests.flatMap((each) => (each.kind === "Ingress" ? [each] : []));

test("the ingress is for ingress-nginx, and OPERATIONS.md creates its certificate", async () => {
  expect(ingress?.spec.ingressClassName).toBe("nginx");
  const [tls] = ingress?.spec.tls ?? [];
  expect(await read("OPERATIONS.md")).toContain(`kubectl create secret tls ${tls?.secretName} `);
});

test("the ingress exposes every operation, and nothing else", () => {
  const prefixes = ingress?.spec.rules.flatMap(({ http }) => http.paths.map(({ path }) => `${path}/`)) ?? [];
  const isExposed = (path: string) => prefixes.some((prefix) => path.startsWith(prefix));
  expect(Object.values(operations).filter(({ path }) => !isExposed(path))).toEqual([]);
  const others = ["/healthz", "/readyz", "/metrics", "/console", "/docs", "/openapi/delivery.yaml"];
  expect(others.filter(isExposed)).toEqual([]);
});

test("the Dockerfile copies the command line, and the packages of ours that it needs", async () => {
  const needed = new Set<string>();
  async function add(name: string): Promise<void> {
    if (needed.has(name)) return;
    needed.add(name);
    const { dependencies = {} } = JSON.parse(await read(`../${name}/package.json`));
    const ours = Object.keys(dependencies).flatMap((each) => /^@agent-webhooks\/(.*)$/.exec(each)?.[1] ?? []);
    await Promise.all(ours.map(add));
  }
  await add("cli");
  const dockerfile = await read("deploy/Dockerfile");
  const copied = [...dockerfile.matchAll(/agent-webhooks-(\w+)-\*\.tgz/g)].map(([, name]) => name);
  expect(copied.sort()).toEqual([...needed].sort());
});
