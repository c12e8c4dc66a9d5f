import {
  chooseAddress,
  type Interfaces,
  isPrivate,
  urlHost,
} from "../../../../cli/device/onboarding/local-address.ts";
import { Failure } from "../../../../domain/failure.ts";

type Address = NonNullable<Interfaces[string]>[number];

/** An address of this machine, as far as it matters. */
const at = (address: string, internal = false) => ({ address, internal }) as Address;

function refusal(wanted: string | undefined, interfaces: Interfaces): string {
  try {
    return `chose ${chooseAddress(wanted, interfaces)}`;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error.message;
  }
}

test.each([
  "10.1.2.3",
  "172.16.0.1",
  "172.31.255.254",
  "192.168.1.5",
  "169.254.7.7",
  "127.0.0.1",
  "fd12::1",
  "fe80::1",
  "fe80::1%eth0",
  "::1",
  "::ffff:192.168.1.5",
])("%s is an address of a home network", (address) => {
  expect(isPrivate(address)).toBe(true);
});

test.each([
  "8.8.8.8",
  "172.32.0.1",
  "172.15.0.1",
  "11.0.0.1",
  "192.169.0.1",
  "100.64.0.1",
  "0.0.0.0",
  "::",
  "2001:db8::1",
  "::ffff:8.8.8.8",
  "home.example.com",
  "",
])("%p is not", (address) => {
  expect(isPrivate(address)).toBe(false);
});

const lan = { lo: [at("127.0.0.1", true)], eth0: [at("192.168.1.5"), at("fd12::5"), at("fe80::5")] };

test("chooses the only address that a phone can reach", () => {
  expect(chooseAddress(undefined, lan)).toBe("192.168.1.5");
  expect(chooseAddress(undefined, { eth0: [at("203.0.113.9"), at("fd12::5"), at("fe80::5")] })).toBe(
    "fd12::5",
  );
});

test("does not choose among several, but lists them with their interfaces", () => {
  const text = refusal(undefined, { ...lan, docker0: [at("172.17.0.1")] });
  expect(text).toContain("[several-addresses]");
  expect(text).toContain("--host 192.168.1.5   (eth0)");
  expect(text).toContain("--host 172.17.0.1   (docker0)");
});

test("refuses to serve without a home network", () => {
  expect(refusal(undefined, { eth0: [at("203.0.113.9")] })).toContain("has no address in a home network");
});

test("uses the given address, even a loopback one", () => {
  expect(chooseAddress("172.17.0.1", { ...lan, docker0: [at("172.17.0.1")] })).toBe("172.17.0.1");
  expect(chooseAddress("127.0.0.1", lan)).toBe("127.0.0.1");
});

test.each([
  ["0.0.0.0", "is not an address of a home network"],
  ["203.0.113.9", "is not an address of a home network"],
  ["localhost", "is not an IP address"],
])("refuses --host %s and lists the possible addresses", (wanted, reason) => {
  const text = refusal(wanted, lan);
  expect(text).toContain(reason);
  expect(text).toContain("--host 192.168.1.5");
});

test("writes an IPv6 address as a URL's host", () => {
  expect(urlHost("fe80::1%eth0")).toBe("[fe80::1]");
  expect(urlHost("10.0.0.1")).toBe("10.0.0.1");
});
