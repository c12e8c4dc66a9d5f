import { type EdgeRequest, noClientCertificate } from "cloudflare-simulator/edge/request.ts";
import { evaluate, parseExpression } from "cloudflare-simulator/rules/language.ts";

const request: EdgeRequest = {
  host: "ha.example.com",
  method: "GET",
  path: "/undefined",
  query: "",
  tls: true,
  ip: "203.0.113.7",
  asn: 64_500,
  country: "NL",
  userAgent: "undefined",
  headers: new Map([
    ["x-a", ["one", "two", "three"]],
    ["x-b", ["one", "two"]],
  ]),
  serverPort: 443,
  clientCertificate: noClientCertificate,
};
const matches = (text: string): boolean => evaluate(parseExpression(text), request);

const a = `http.request.headers["x-a"]`;
const b = `http.request.headers["x-b"]`;
const none = `http.request.headers["x-none"]`;

describe("a missing value", () => {
  test.each([
    `${none}[0] eq "a"`,
    `${none}[0] ne "a"`,
    `${none}[0] lt "zzz"`,
    `${none}[0] in {"a"}`,
    `${none}[0] contains "undefined"`,
    `${none}[0] wildcard "*"`,
    `${a}[9] ne "a"`,
    `lower(${none}[0]) ne "a"`,
    `len(${none}) eq 0`,
    `starts_with(http.user_agent, ${none}[0])`,
    `any(starts_with(http.request.headers["x-a"][*], ${none}[0]))`,
    `substring(${none}[0], 0, 1) ne "u"`,
    `any(${none}[*] ne "a")`,
    `any(lower(${none}[*])[*] ne "a")`,
  ])("makes every comparison false: %s", (text) => {
    expect(matches(text)).toBe(false);
  });

  test.each([`not ${none}[0] ne "a"`, `not ${none}[0] eq "a"`, `all(${none}[*] eq "a")`])(
    "makes the negation, and all(), true: %s",
    (text) => {
      expect(matches(text)).toBe(true);
    },
  );

  test("is left out by concat()", () => {
    expect(matches(`concat(http.host, ${none}[0]) eq "ha.example.com"`)).toBe(true);
    expect(matches(`concat(${none}[0], ${none}[1]) ne "a"`)).toBe(false);
  });
});

describe("a header's name in an index", () => {
  test.each([
    [`http.request.headers["X-A"][0] eq "one"`, false],
    [`http.request.headers["x\\x2da"][0] eq "one"`, true],
    [`any(http.request.headers["X-A"][*] eq "one")`, false],
  ])("is case-sensitive: %s", (text, expected) => {
    expect(matches(text)).toBe(expected);
  });
});

describe("any() and all() accept", () => {
  test.each([
    [`any(not ${a}[*] eq "one")`, true],
    [`all(not ${a}[*] eq "four")`, true],
    [`all(not ${a}[*] eq "one")`, false],
    [`any((${a}[*] eq "one" and ${b}[*] eq "one"))`, true],
    [`any((${a}[*] eq "one" and ${b}[*] eq "two"))`, false],
    [`any((${a}[*] eq "three" or ${b}[*] eq "three"))`, false],
    [`all((${a}[*] eq "one" or ${b}[*] eq "two"))`, true],
    [`any((${a}[*] eq "one" xor ${b}[*] eq "one"))`, false],
    [`any((not (${a}[*] eq "one")))`, true],
  ])("conditions on lists, element by element up to the shorter one's length: %s", (text, expected) => {
    expect(matches(text)).toBe(expected);
  });

  test.each([
    [`any(http.request.headers[*][*] eq "three")`, true],
    [`any(http.request.headers[*][1] eq "three")`, false],
    [`any(http.request.headers[*][2] eq "three")`, true],
    [`all(len(http.request.headers[*])[*] ge 2)`, true],
    [`any(lower(http.request.headers[*][*])[*] eq "two")`, true],
  ])("every header: %s", (text, expected) => {
    expect(matches(text)).toBe(expected);
  });
});

test.each([
  [`any(concat(${a}, ${b})[*] eq "two")`, true],
  [`len(concat(${a}, ${b})) eq 5`, true],
  [`concat(${a}, ${b})[3] eq "one"`, true],
  [`any(concat(${a}[*], "!")[*] eq "two!")`, true],
])("arrays are concatenated: %s", (text, expected) => {
  expect(matches(text)).toBe(expected);
});

test.each([`http.host in {}`, `ip.src in {}`, `ip.src.asnum in { }`])(
  "an empty set contains nothing: %s",
  (text) => {
    expect(matches(text)).toBe(false);
    expect(matches(`not ${text}`)).toBe(true);
  },
);
