import { BlockList, isIPv6 } from "node:net";
import * as fc from "fast-check";
import { blockRules } from "../../domain/rules/gate-rule.ts";
import { checkCapacity, doors, type Home } from "../../domain/configuration/home.ts";
import type { Lane } from "../../domain/configuration/lanes.ts";
import { type EdgeRequest, noClientCertificate } from "cloudflare-simulator/edge/request.ts";
import { normalisePath } from "cloudflare-simulator/edge/normalise-url.ts";
import { evaluate, parseExpression } from "cloudflare-simulator/rules/language.ts";
import { pin, pins } from "../domain/pins.ts";
import { anyHome } from "./any-configuration.ts";

/** The pin of one certificate held. */
function pinOf(logicalName: string): string {
  return pin(Number.parseInt(Buffer.from(logicalName).toString("hex").slice(0, 12), 16));
}

/** What the components make of a home. */
function rulesOf(home: Home): string[] {
  const pinsOf = (device: string): string[] =>
    home.held.filter((held) => held.device === device).map(({ logicalName }) => pinOf(logicalName));
  return doors(home, pinsOf).flatMap((door) => blockRules(door).map(({ expression }) => expression));
}

/** Somebody who knocks: at a hostname in some spelling, with some certificate, for some path. */
interface Knock {
  readonly hostname: string;
  readonly spelling: Spelling;
  readonly request: EdgeRequest;
}

type Spelling = (typeof spellings)[number];
const spellings = [
  "as it is",
  "capitals",
  "trailing dot",
  "port",
  "capitals and port",
  "trailing dot and port",
] as const;

function spell(hostname: string, spelling: Spelling): string {
  const letters = spelling.startsWith("capitals") ? hostname.toUpperCase() : hostname;
  return `${letters}${spelling.startsWith("trailing dot") ? "." : ""}${spelling.endsWith("port") ? ":8443" : ""}`;
}

/** The direct statement. It shares nothing with the builder: no expression, no path prefix test, no address syntax. */
function mayPass(home: Home, { hostname, spelling, request }: Knock): boolean {
  const service = home.services.find((one) => one.hostname === hostname);
  if (service === undefined) return true;
  const { verified, revoked, fingerprintSha256 } = request.clientCertificate;
  const listed = home.held.some(
    ({ device, logicalName }) => service.devices.includes(device) && pinOf(logicalName) === fingerprintSha256,
  );
  const plainHost = spelling === "as it is" || spelling === "capitals";
  const laned = plainHost && home.lanes.some((lane) => lane.hostname === hostname && opens(lane, request));
  return laned || (verified && !revoked && listed);
}

function opens(lane: Lane, request: EdgeRequest): boolean {
  const path = request.rawPath ?? request.path;
  return (
    (lane.paths.includes(path) || (lane.prefix !== undefined && isBelow(path, lane.prefix))) &&
    (lane.methods.length === 0 || lane.methods.includes(request.method)) &&
    ((lane.addresses.length === 0 && lane.asn.length === 0) ||
      lane.asn.includes(request.asn) ||
      comesFrom(lane.addresses, request.ip))
  );
}

/** Segment by segment: the prefix's own, then plain ones, of which only the last may be empty. */
function isBelow(path: string, prefix: string): boolean {
  const [wanted, given] = [prefix.split("/").slice(0, -1), path.split("/")];
  const rest = given.slice(wanted.length);
  return (
    rest.length > 0 &&
    wanted.every((part, index) => given[index] === part) &&
    rest.every((part, index) => !/^\.|[%\\]/.test(part) && (part !== "" || index === rest.length - 1))
  );
}

function comesFrom(addresses: readonly string[], ip: string): boolean {
  const list = new BlockList();
  for (const address of addresses) {
    const [network = "", bits] = address.split("/");
    const family = isIPv6(network) ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(network, family);
    else list.addSubnet(network, Number(bits), family);
  }
  return list.check(ip, isIPv6(ip) ? "ipv6" : "ipv4");
}

function anyKnock(home: Home): fc.Arbitrary<Knock> {
  const hostnames = home.services.map(({ hostname }) => hostname);
  const strangers = hostnames.flatMap((name) => [`x${name}`, `x.${name}`, `${name}.evil.test`, `${name}x`]);
  const foreign = strangers.filter((name) => !hostnames.includes(name));
  return fc
    .record({
      hostname: fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...hostnames) },
        fc.constantFrom(...foreign),
      ),
      spelling: fc.constantFrom(...spellings),
      rawPath: anyPath(home),
      method: fc.constantFrom("GET", "POST", "get", "DELETE"),
      ip: fc.constantFrom("203.0.113.7", "203.0.113.8", "198.51.100.200", "2001:db8::7", "2001:db9::1"),
      asn: fc.constantFrom(64496, 64497, 4294967295),
      certificate: anyCertificate(home),
    })
    .map(({ hostname, spelling, rawPath, certificate, ...rest }) => ({
      hostname,
      spelling,
      request: {
        ...{
          query: "",
          tls: true,
          country: "XX",
          userAgent: "",
          headers: new Map(),
          serverPort: 443,
          ...rest,
        },
        host: spell(hostname, spelling),
        rawPath,
        path: normalisePath(rawPath),
        clientCertificate: { ...noClientCertificate, ...certificate },
      },
    }));
}

function anyPath(home: Home): fc.Arbitrary<string> {
  const known = home.lanes.flatMap(({ paths, prefix }) => [
    ...paths,
    ...(prefix === undefined ? [] : [prefix]),
  ]);
  const ends = [
    "",
    "x",
    "/",
    "..",
    "/../auth",
    "%2e%2e/auth",
    "./x",
    "//",
    "x//y",
    "\\..\\auth",
    ".hidden",
    "x%2fy",
    "a/b/",
  ];
  const tricks = fc
    .tuple(fc.constantFrom("/", "/auth/authorize", ...known), fc.constantFrom(...ends), fc.boolean())
    .map(([path, end, capitals]) => `${capitals ? path.toUpperCase() : path}${end}`);
  const detours = fc
    .constantFrom("/auth/authorize", ...known)
    .chain((path) => fc.constantFrom(`/x/..${path}`, `/${path}`, `/.${path}`, path.replace(/[a-z]/, "%61")));
  return fc.oneof({ weight: 2, arbitrary: fc.constantFrom("/", ...known) }, tricks, detours);
}

function anyCertificate(home: Home): fc.Arbitrary<Partial<EdgeRequest["clientCertificate"]>> {
  const held = home.held.map(({ logicalName }) => pinOf(logicalName));
  const stranger = pin(-1);
  const one = held.length === 0 ? fc.constant(stranger) : fc.constantFrom(...held);
  const fingerprints = fc.oneof(
    { weight: 4, arbitrary: one },
    fc.constant(stranger),
    one.map((text) => `${text.slice(0, 2)}${stranger.slice(2)}`),
    one.map((text) => text.toUpperCase()),
    fc.constant(""),
  );
  return fc.record({
    presented: fc.boolean(),
    verified: fc.boolean(),
    revoked: fc.boolean(),
    fingerprintSha256: fingerprints,
  });
}

const homeWithKnocks = anyHome({ maxDevices: 230 })
  .filter((home) => checkCapacity(home, 1000).length === 0)
  .chain((home) => fc.tuple(fc.constant(home), fc.array(anyKnock(home), { minLength: 30, maxLength: 30 })));

test("the edge lets in whom the configuration names, and nobody else", () => {
  let passed = 0;
  let stopped = 0;
  fc.assert(
    fc.property(homeWithKnocks, ([home, knocks]) => {
      const rules = rulesOf(home).map(parseExpression);
      for (const knock of knocks) {
        const blocked = rules.some((rule) => evaluate(rule, knock.request));
        expect([knock, blocked ? "stopped" : "passed"]).toEqual([
          knock,
          mayPass(home, knock) ? "passed" : "stopped",
        ]);
        if (blocked) stopped += 1;
        else passed += 1;
      }
    }),
    { numRuns: 60 },
  );
  // The property would prove little if nearly all were strangers.
  expect(Math.min(passed, stopped)).toBeGreaterThan(60);
});

test("below a prefix only plain paths are open, and outside of it none is", () => {
  const lane: Lane = { ...{ hostname: "ha.example.com", paths: [], prefix: "/local/x/" }, ...unlimited };
  const door = { hostnames: ["ha.example.com"], lanes: [lane], pins: pins(3) };
  const rules = blockRules(door).map(({ expression }) => parseExpression(expression));
  const steps = fc.constantFrom(
    "local",
    "x",
    "LOCAL",
    "",
    ".",
    "..",
    ".hidden",
    "a",
    "%2e%2e",
    "a%2fb",
    "\\..",
    "a;b",
  );
  const start = fc.constantFrom(
    "/local/x/",
    "/local/x",
    "/local/",
    "/",
    "//local/x/",
    "/./local/x/",
    "/local/../local/x/",
  );
  let open = 0;
  fc.assert(
    fc.property(start, fc.array(steps, { maxLength: 4 }), (first, list) => {
      const rawPath = `${first}${list.join("/")}`;
      const request = { ...plain, rawPath, path: normalisePath(rawPath) };
      const passes = !rules.some((rule) => evaluate(rule, request));
      expect([rawPath, passes]).toEqual([rawPath, isBelow(rawPath, "/local/x/")]);
      if (passes) open += 1;
    }),
    { numRuns: 2000 },
  );
  expect(open).toBeGreaterThan(50);
});

const unlimited = { methods: [], addresses: [], asn: [], reason: "r" };

test("the order of pins and of devices never matters to the rules", () => {
  const shuffled = fc.integer({ min: 0, max: 230 }).chain((count) => {
    const all = pins(count);
    return fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: count }));
  });
  fc.assert(
    fc.property(shuffled, ([all, other]) => {
      const door = { hostnames: ["ha.example.com"], lanes: [] };
      expect(blockRules({ ...door, pins: other })).toEqual(blockRules({ ...door, pins: all }));
    }),
    { numRuns: 25 },
  );
});

test("whatever the number of rules, a list one pin shorter shuts out that one, and nobody else gets in", () => {
  const counts = fc.integer({ min: 1, max: 230 });
  const door = { hostnames: ["ha.example.com"], lanes: [] };
  fc.assert(
    fc.property(counts, fc.nat(), (count, place) => {
      const all = pins(count);
      const gone = all[place % count]!;
      const rules = blockRules({ ...door, pins: all.filter((one) => one !== gone) });
      const entering = (fingerprintSha256: string): boolean => {
        const certificate = { ...noClientCertificate, presented: true, verified: true, fingerprintSha256 };
        const request = { ...plain, clientCertificate: certificate };
        return !rules.some(({ expression }) => evaluate(parseExpression(expression), request));
      };
      // However a certificate's fingerprint begins, some rule has to take it.
      const strangers = Array.from(
        { length: 256 },
        (_, digits) => `${digits.toString(16).padStart(2, "0")}${pin(-1).slice(2)}`,
      );
      expect([...all, ...strangers].filter(entering)).toEqual(all.filter((one) => one !== gone));
    }),
    { numRuns: 15 },
  );
});

const plain: EdgeRequest = {
  host: "ha.example.com",
  method: "GET",
  path: "/",
  query: "",
  tls: true,
  ip: "203.0.113.7",
  asn: 64496,
  country: "XX",
  userAgent: "",
  headers: new Map(),
  serverPort: 443,
  clientCertificate: noClientCertificate,
};
