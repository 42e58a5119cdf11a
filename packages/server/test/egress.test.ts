import { setTimeout } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { forbiddenRanges, isForbiddenAddress } from "../src/egress/addresses.ts";
import { createEgressPolicy, type EgressOptions } from "../src/egress/policy.ts";
import { createSystemLookup, type Lookup } from "../src/egress/system-lookup.ts";
import { onDatabases, validationError } from "./support/service.ts";

/** First and last address of each forbidden range, and the neighbours outside that are not forbidden by another one. */
const edges: Record<string, { inside: string[]; outside: string[] }> = {
  "0.0.0.0/8": { inside: ["0.0.0.0", "0.255.255.255"], outside: ["1.0.0.0"] },
  "10.0.0.0/8": { inside: ["10.0.0.0", "10.255.255.255"], outside: ["9.255.255.255", "11.0.0.0"] },
  "100.64.0.0/10": { inside: ["100.64.0.0", "100.127.255.255"], outside: ["100.63.255.255", "100.128.0.0"] },
  "127.0.0.0/8": { inside: ["127.0.0.0", "127.0.0.1", "127.255.255.255"], outside: ["126.255.255.255", "128.0.0.0"] },
  "168.63.129.16/32": { inside: ["168.63.129.16"], outside: ["168.63.129.15", "168.63.129.17"] },
  "169.254.0.0/16": {
    inside: ["169.254.0.0", "169.254.169.254", "169.254.255.255"],
    outside: ["169.253.255.255", "169.255.0.0"],
  },
  "172.16.0.0/12": { inside: ["172.16.0.0", "172.31.255.255"], outside: ["172.15.255.255", "172.32.0.0"] },
  "192.0.0.0/24": { inside: ["192.0.0.0", "192.0.0.255"], outside: ["191.255.255.255", "192.0.1.0"] },
  "192.0.2.0/24": { inside: ["192.0.2.0", "192.0.2.255"], outside: ["192.0.1.255", "192.0.3.0"] },
  "192.88.99.0/24": { inside: ["192.88.99.0", "192.88.99.255"], outside: ["192.88.98.255", "192.88.100.0"] },
  "192.168.0.0/16": { inside: ["192.168.0.0", "192.168.255.255"], outside: ["192.167.255.255", "192.169.0.0"] },
  "198.18.0.0/15": { inside: ["198.18.0.0", "198.19.255.255"], outside: ["198.17.255.255", "198.20.0.0"] },
  "198.51.100.0/24": { inside: ["198.51.100.0", "198.51.100.255"], outside: ["198.51.99.255", "198.51.101.0"] },
  "203.0.113.0/24": { inside: ["203.0.113.0", "203.0.113.255"], outside: ["203.0.112.255", "203.0.114.0"] },
  "224.0.0.0/4": { inside: ["224.0.0.0", "239.255.255.255"], outside: ["223.255.255.255"] },
  "240.0.0.0/4": { inside: ["240.0.0.0", "255.255.255.255"], outside: [] },
  "::/8": { inside: ["::", "::1", "::7f00:1", "ff:ffff::"], outside: ["100:0:0:2::"] },
  "64:ff9b::/96": { inside: ["64:ff9b::", "64:ff9b::7f00:1", "64:ff9b::ffff:ffff"], outside: ["64:ff9c::"] },
  "64:ff9b:1::/48": { inside: ["64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff"], outside: [] },
  "100::/64": { inside: ["100::", "100::ffff:ffff:ffff:ffff"], outside: [] },
  "100:0:0:1::/64": { inside: ["100:0:0:1::", "100:0:0:1:ffff:ffff:ffff:ffff"], outside: ["100:0:0:2::"] },
  "2001::/23": { inside: ["2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff"], outside: ["2000:ffff::", "2001:200::"] },
  "2001:db8::/32": {
    inside: ["2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"],
    outside: ["2001:db7:ffff::", "2001:db9::"],
  },
  "2002::/16": {
    inside: ["2002::", "2002:7f00:1::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
    outside: ["2001:ffff::", "2003::"],
  },
  "3fff::/20": {
    inside: ["3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff"],
    outside: ["3ffe:ffff::", "3fff:1000::"],
  },
  "5f00::/16": { inside: ["5f00::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff"], outside: ["5eff:ffff::", "5f01::"] },
  "fc00::/7": { inside: ["fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"], outside: ["fbff:ffff::", "fe00::"] },
  "fe80::/10": {
    inside: ["fe80::", "fe80::1%eth0", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
    outside: ["fe7f:ffff::"],
  },
  "fec0::/10": { inside: ["fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"], outside: [] },
  "ff00::/8": { inside: ["ff00::", "ff02::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"], outside: [] },
};

// The range of the lower half of NAT64 lies in ::/8 as a whole; so does 64:ff9c::, which nothing forbids by itself.
const alsoIn8 = (address: string) => address === "64:ff9c::";

describe("an address", () => {
  test("has its edges tested here for every range", () => {
    expect(Object.keys(edges).sort()).toEqual([...forbiddenRanges.ipv4, ...forbiddenRanges.ipv6].sort());
  });

  test.each(Object.entries(edges))("of %s is forbidden, its neighbours are not", (_, { inside, outside }) => {
    for (const address of inside) expect(isForbiddenAddress(address), address).toBe(true);
    for (const address of outside) expect(isForbiddenAddress(address), address).toBe(alsoIn8(address));
  });

  test.each([
    ["::ffff:127.0.0.1", true],
    ["::ffff:7f00:1", true],
    ["0:0:0:0:0:ffff:a00:1", true],
    ["::FFFF:192.168.1.1", true],
    ["::ffff:8.8.8.8", false],
    ["::ffff:808:808", false],
    ["8.8.8.8", false],
    ["2606:4700:4700::1111", false],
    ["", true],
    ["example.com", true],
    ["256.1.1.1", true],
  ])("%s: forbidden is %s", (address, forbidden) => {
    expect(isForbiddenAddress(address)).toBe(forbidden);
  });
});

const publicLookup: Lookup = async () => ["93.184.215.14", "2606:4700:4700::1111"];
const strict = (options: Partial<EgressOptions> = {}) =>
  createEgressPolicy({ allowHttp: false, allowPrivateNetwork: false, lookup: publicLookup, ...options });

describe("a URL", () => {
  test.each([
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7F.1/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://127.0.0.1./",
    "https://%31%32%37.0.0.1/",
    "https://①②⑦.0.0.1/",
    "https://10.1/",
    "https://169.254.169.254/latest/meta-data",
    "https://0/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:a9fe:a9fe]/",
    "https://[0:0:0:0:0:0:0:1]/",
    "https://[fe80::1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://localhost/",
    "https://LOCALHOST:8443/",
    "https://localhost./",
    "https://api.localhost/",
    "https://a.b.LocalHost./",
  ])("may not point to this machine or a private network: %s", async (url) => {
    expect(await strict().findIssue(url)).toMatch(/^must not point to /);
    expect(await strict({ allowPrivateNetwork: true }).findIssue(url)).toBeUndefined();
  });

  test.each([
    "https://example.com/",
    "https://EXAMPLE.com.:8443/a?b#c",
    "https://8.8.8.8/",
    "https://[2606:4700:4700::1111]/",
    "https://localhost.example.com/",
    "https://notlocalhost/",
    "https://bücher.example/",
  ])("may point to the public internet: %s", async (url) => {
    expect(await strict().findIssue(url)).toBeUndefined();
  });

  test.each([
    ["http://example.com/", false, "must use https"],
    ["HTTP://example.com/", false, "must use https"],
    ["http://example.com/", true, undefined],
    ["ftp://example.com/", true, "must use https"],
    ["file:///etc/passwd", true, "must use https"],
    ["javascript:alert(1)", true, "must use https"],
    ["https://example.com:99999/", true, "must be an absolute URL with a valid host and port"],
    ["https://1.2.3.256/", true, "must be an absolute URL with a valid host and port"],
    ["https://[::1/", true, "must be an absolute URL with a valid host and port"],
    ["https://./", true, "must have a host name"],
    ["", true, "must be an absolute URL with a valid host and port"],
  ])("%s with allowHttp %s: %s", async (url, allowHttp, issue) => {
    expect(await strict({ allowHttp }).findIssue(url)).toBe(issue);
  });

  test("is rejected when any address of its host is forbidden", async () => {
    for (const addresses of [["10.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["8.8.8.8", "::1"], ["::ffff:10.0.0.1"]]) {
      expect(await strict({ lookup: async () => addresses }).findIssue("https://rebind.example")).toMatch(
        /^must not point to /,
      );
    }
  });

  test("is accepted when its host does not resolve: the connection checks it again", async () => {
    const lookup: Lookup = async () => Promise.reject(new Error("ENOTFOUND"));
    expect(await strict({ lookup }).findIssue("https://nowhere.example")).toBeUndefined();
  });

  test("is accepted when its name takes too long to resolve, and does not wait for it", async () => {
    const lookup: Lookup = () => new Promise(() => undefined);
    expect(await strict({ lookup, lookupTimeoutMs: 10 }).findIssue("https://slow.example")).toBeUndefined();
  });

  test("is not resolved when every address is allowed", async () => {
    const lookup: Lookup = async (name) => Promise.reject(new Error(`looked up ${name}`));
    expect(await strict({ lookup, allowPrivateNetwork: true }).findIssue("https://example.com")).toBeUndefined();
  });
});

describe("the policy", () => {
  test("forbids addresses at connect by the same rule", () => {
    expect(strict().isForbidden("10.0.0.1")).toBe(true);
    expect(strict().isForbidden("8.8.8.8")).toBe(false);
    expect(strict({ allowPrivateNetwork: true }).isForbidden("10.0.0.1")).toBe(false);
  });
});

onDatabases(
  (under) => {
    test.each(["https://10.0.0.1/", "https://localhost/", "https://private.example/", "https://[::1]/"])(
      "a webhook to %s is rejected with a 400 for url",
      async (url) => {
        const client = await under.client();
        expect(await client.post({ url, event_types: ["message.sent"] })).toMatchObject(
          validationError({ url: [expect.stringMatching(/^must not point to /)] }),
        );
      },
    );

    test("a webhook to a name that does not resolve is accepted", async () => {
      const client = await under.client();
      await client.create({ url: "https://nowhere.example/" });
    });
  },
  {
    databases: ["Postgres"],
    async lookup(hostname) {
      if (hostname === "private.example") return ["192.168.1.1"];
      throw new Error("ENOTFOUND");
    },
  },
);

describe("lookups of the system, which can hang", () => {
  /** A lookup in which names that begin with `hanging` hang until they are ended. */
  function start() {
    const calls: string[] = [];
    const ends: (() => void)[] = [];
    const ask: Lookup = (hostname) => {
      calls.push(hostname);
      if (!hostname.startsWith("hanging")) return Promise.resolve(["192.0.2.1"]);
      return new Promise((resolve) => ends.push(() => resolve([])));
    };
    const lookup = createSystemLookup({ threads: 16, slowMs: 20, lookup: ask });
    return { lookup, calls, ends };
  }
  const hanging = (count: number) => Array.from({ length: count }, (_, index) => `hanging${index}.example`);

  test("find what is in the hosts file", async () => {
    expect(await createSystemLookup()("localhost")).toContain("127.0.0.1");
  });

  test("of one name at the same time are one", async () => {
    const { lookup, calls } = start();
    expect(await Promise.all([lookup("a.example"), lookup("a.example")])).toEqual([["192.0.2.1"], ["192.0.2.1"]]);
    await lookup("a.example");
    expect(calls).toEqual(["a.example", "a.example"]);
  });

  test("keep no name waiting that was resolved fast", async () => {
    const { lookup, calls } = start();
    await lookup("fast.example");
    for (const name of hanging(20)) void lookup(name);
    const hangingCalls = () => calls.filter((name) => name.startsWith("hanging"));
    // Two of 16 threads.
    await expect.poll(hangingCalls).toHaveLength(2);
    expect(await lookup("fast.example")).toEqual(["192.0.2.1"]);
    expect(hangingCalls()).toHaveLength(2);
  });

  test("of a name that was resolved before have its last addresses meanwhile", async () => {
    let hangs = false;
    const calls: string[] = [];
    const ask: Lookup = async (hostname) => {
      calls.push(hostname);
      if (hangs) await new Promise(() => {});
      return ["192.0.2.1"];
    };
    const lookup = createSystemLookup({ threads: 16, slowMs: 20, lookup: ask });
    await lookup("a.example");
    hangs = true;
    expect(await lookup("a.example")).toEqual(["192.0.2.1"]);
    // It is being asked for still.
    expect(await lookup("a.example")).toEqual(["192.0.2.1"]);
    expect(calls).toEqual(["a.example", "a.example"]);
  });

  test("keep no new name waiting once they were slow", async () => {
    const { lookup, calls, ends } = start();
    const slow = Promise.all(hanging(4).map(lookup));
    for (let count = 1; count <= 4; count++) {
      await expect.poll(() => ends.length).toBeGreaterThanOrEqual(count);
      await setTimeout(30); // longer than slowMs
      ends[count - 1]?.();
    }
    await slow;
    for (const name of hanging(4)) void lookup(name);
    expect(await lookup("new.example")).toEqual(["192.0.2.1"]);
    expect(calls.filter((name) => name.startsWith("hanging"))).toHaveLength(6);
  });
});
