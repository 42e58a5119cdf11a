import { BlockList, isIP } from "node:net";

/**
 * Address ranges that webhooks must not reach: all that are not globally reachable unicast.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
export const forbiddenRanges = {
  ipv4: [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    // Not in the registry: the host of a virtual machine on Azure.
    "168.63.129.16/32",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
  ],
  ipv6: [
    "::/8",
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "100::/64",
    "100:0:0:1::/64",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
  ],
} as const;

// One list for each family: Node also compares IPv4 addresses with IPv6 ranges, and ::/8 contains all of them.
const forbidden = { ipv4: blockListOf("ipv4"), ipv6: blockListOf("ipv6") };

function blockListOf(family: "ipv4" | "ipv6"): BlockList {
  const list = new BlockList();
  for (const range of forbiddenRanges[family]) {
    const [network = "", prefix] = range.split("/");
    list.addSubnet(network, Number(prefix), family);
  }
  return list;
}

/** Whether `address` is in a forbidden range. IPv4-mapped IPv6 addresses are checked as IPv4; invalid ones are forbidden. */
export function isForbiddenAddress(address: string): boolean {
  const [plain = ""] = address.split("%"); // a zone, as in fe80::1%eth0
  switch (isIP(plain)) {
    case 4:
      return forbidden.ipv4.check(plain, "ipv4");
    case 6: {
      const mapped = mappedIpv4(plain);
      return mapped === undefined ? forbidden.ipv6.check(plain, "ipv6") : forbidden.ipv4.check(mapped, "ipv4");
    }
    default:
      return true;
  }
}

/** The IPv4 address in an IPv4-mapped IPv6 address (RFC 4291, 2.5.5.2), whatever its spelling. */
function mappedIpv4(address: string): string | undefined {
  // The WHATWG URL parser normalizes it: ::ffff:7f00:1.
  const words = /^\[::ffff:([0-9a-f]+):([0-9a-f]+)\]$/.exec(new URL(`http://[${address}]`).hostname);
  if (words === null) return undefined;
  const [high, low] = [Number.parseInt(words[1] ?? "", 16), Number.parseInt(words[2] ?? "", 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}
