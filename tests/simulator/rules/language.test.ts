import fc from "fast-check";
import { type EdgeRequest, noClientCertificate } from "cloudflare-simulator/edge/request.ts";
import { evaluate, ExpressionError, parseExpression } from "cloudflare-simulator/rules/language.ts";
import { refusal } from "./refusal.ts";

const pin = "a".repeat(64);
const request: EdgeRequest = {
  host: "ha.example.com",
  method: "POST",
  path: "/api/webhook/Abc",
  rawPath: "/api//webhook/%41bc",
  query: "q=1&r=%20",
  tls: true,
  ip: "203.0.113.7",
  asn: 64_500,
  country: "NL",
  userAgent: "HomeAssistant/2026.11",
  headers: new Map([
    ["x-names", ["One", "two"]],
    ["cookie", ["a=1", "b=2"]],
  ]),
  serverPort: 8443,
  clientCertificate: {
    ...noClientCertificate,
    presented: true,
    verified: true,
    fingerprintSha256: pin,
    subjectDn: "CN=phone,O=Home\\, Sweet,C=NL",
  },
};

function matches(text: string, changes: Partial<EdgeRequest> = {}): boolean {
  return evaluate(parseExpression(text), { ...request, ...changes });
}

describe("an expression that matches", () => {
  test.each([
    ["a text compared as a whole", `http.host eq "ha.example.com"`],
    ["C-like spelling", `http.host == "ha.example.com" && http.request.method != "GET"`],
    ["no spaces at all", `http.host=="ha.example.com"&&!cf.client.bot`],
    ["a text by order of bytes", `http.host gt "ha.example.c" and http.host le "ha.example.com"`],
    ["a part of a text", `http.request.uri contains "Abc?q=1"`],
    ["wildcards without regard to case", `http.request.uri.path wildcard "/API/*/abc"`],
    ["strict wildcards", `http.request.uri.path strict wildcard "/api/*/Abc"`],
    ["an escaped star", `not http.host wildcard r"ha\\*.com"`],
    ["regular expression characters in a wildcard", `not http.host wildcard "ha.example(com|org)"`],
    ["a set of texts", `http.host in {"other.example.com" "ha.example.com"}`],
    ["sets over several lines", `http.host in {\n  "a"\n  "ha.example.com"\n}`],
    ["a set without its member", `not http.host in {"other.example.com"}`],
    ["integer ranges", `ip.src.asnum in {1..5 64500..64510} and cf.edge.server_port in {8443}`],
    ["hexadecimal and octal integers", `cf.edge.server_port eq 0x20fb and cf.threat_score lt 010`],
    ["bits", `cf.edge.server_port & 8`],
    ["addresses and networks", `ip.src in {2001:db8::/32 203.0.113.0/24} and ip.src eq 203.0.113.7`],
    ["a range of addresses", `ip.src in {203.0.113.1..203.0.113.9}`],
    ["addresses of two families, which differ", `ip.src ne 2001:db8::1 and not ip.src lt 2001:db8::1`],
    ["a bare boolean field", `ssl`],
    ["everything", `true`],
    ["escapes", `http.host eq "ha\\x2eexample\\056com"`],
    [
      "escaped quotes and backslashes",
      `cf.tls_client_auth.cert_subject_dn eq "CN=phone,O=Home\\\\, Sweet,C=NL"`,
    ],
    ["raw strings", `cf.tls_client_auth.cert_subject_dn contains r"Home\\, Sweet"`],
    ["raw strings with hashes", `not http.host eq r#"a"b"#`],
    ["functions", `upper(lower(http.host)) eq "HA.EXAMPLE.COM"`],
    [
      "functions with a Boolean result",
      `starts_with(http.request.uri.path, "/api/") and ends_with(http.host, ".com")`,
    ],
    ["the length in bytes", `len(http.host) eq 14`],
    ["concatenation", `concat(http.host, "/", http.request.method) eq "ha.example.com/POST"`],
    ["parts by offset", `substring(http.host, 0, 2) eq "ha" and substring(http.host, -3) eq "com"`],
    ["removed bytes", `remove_bytes(http.host, ".x") eq "haeamplecom"`],
    ["decoded texts", `url_decode(http.request.uri.query) eq "q=1&r= "`],
    ["the raw path", `raw.http.request.uri.path eq "/api//webhook/%41bc"`],
    ["the full address", `http.request.full_uri eq "https://ha.example.com/api/webhook/Abc?q=1&r=%20"`],
    ["a header's value", `http.request.headers["x-names"][1] eq "two"`],
    ["any of a header's values", `any(http.request.headers["x-names"][*] eq "two")`],
    [
      "all of a header's values, changed",
      `all(lower(http.request.headers["x-names"][*])[*] in {"one" "two"})`,
    ],
    ["Boolean functions of all values", `any(starts_with(http.request.headers["x-names"][*], "On"))`],
    ["the number of a header's values", `len(http.request.headers["x-names"]) eq 2`],
    ["a missing header, which equals nothing", `not http.request.headers["x-none"][0] eq ""`],
    ["cookies as one text", `http.cookie eq "a=1; b=2"`],
    ["a client certificate", `cf.tls_client_auth.cert_verified and not cf.tls_client_auth.cert_revoked`],
    ["a pin", `cf.tls_client_auth.cert_fingerprint_sha256 in {"${pin}"}`],
  ])("%s", (_, text) => {
    expect(matches(text)).toBe(true);
  });

  test.each([
    ["the case of a text counts", `http.host eq "HA.example.com"`],
    ["the case counts in strict wildcards", `http.host strict wildcard "HA.*"`],
    ["a wildcard covers the whole text", `http.host wildcard "a.example.*"`],
    ["another family's network holds no address", `ip.src in {::/0}`],
    [
      "upper-case pins are other pins",
      `cf.tls_client_auth.cert_fingerprint_sha256 eq "${pin.toUpperCase()}"`,
    ],
    ["no values satisfy nothing of any()", `any(http.request.headers["x-none"][*] ne "a")`],
    ["wildcards ignore the case of ASCII letters only", `http.user_agent wildcard "\\xe9*"`],
  ])("does not: %s", (_, text) => {
    expect(matches(text, { userAgent: "É" })).toBe(false);
  });
});

describe("operators bind", () => {
  const cases = [true, false].flatMap((a) =>
    [true, false].flatMap((b) => [true, false].map((c) => ({ a, b, c }))),
  );
  // Three independent truths of a request.
  const of = ({ a, b, c }: { a: boolean; b: boolean; c: boolean }): Partial<EdgeRequest> => ({
    tls: a,
    host: b ? "b" : "x",
    method: c ? "C" : "X",
  });
  const [a, b, c] = ["ssl", `http.host eq "b"`, `http.request.method eq "C"`];

  test.each<[string, (truths: { a: boolean; b: boolean; c: boolean }) => boolean]>([
    [`${a} or ${b} and ${c}`, (t) => t.a || (t.b && t.c)],
    [`${a} and ${b} or ${c}`, (t) => (t.a && t.b) || t.c],
    [`${a} or ${b} xor ${c}`, (t) => t.a || t.b !== t.c],
    [`${a} xor ${b} or ${c}`, (t) => t.a !== t.b || t.c],
    [`${a} xor ${b} and ${c}`, (t) => t.a !== (t.b && t.c)],
    [`not ${a} and ${b}`, (t) => !t.a && t.b],
    [`not ${b} or ${c}`, (t) => !t.b || t.c],
    [`not (${a} or ${b}) and ${c}`, (t) => !(t.a || t.b) && t.c],
    [`!!${a} ^^ ${b} ^^ ${c}`, (t) => (t.a !== t.b) !== t.c],
    [`(${a} or ${b}) and ${c}`, (t) => (t.a || t.b) && t.c],
  ])("%s", (text, expected) => {
    expect(cases.map((truths) => matches(text, of(truths)))).toEqual(cases.map(expected));
  });
});

describe("refuses", () => {
  test.each([
    ["an unknown field", `http.foo eq "a"`, "unknown identifier", 1],
    ["an unknown function", `shout(http.host) eq "a"`, "unknown identifier", 1],
    ["a field that needs another plan", `cf.waf.score lt 10`, "unknown identifier", 1],
    ["a truth compared", `ssl eq true`, "unrecognised input", 4],
    ["a missing parenthesis", `(ssl`, 'expected literal ")"', 5],
    ["words behind the end", `ssl ssl`, "unrecognised input", 4],
    ["nothing", ``, "expected identifier character", 1],
    ["an operator without its left side", `and ssl`, "unknown identifier", 1],
    ["too few arguments", `starts_with(http.host)`, "invalid number of arguments", 12],
    ["too many arguments", `lower(http.host, "a") eq "a"`, "invalid number of arguments", 18],
    ["a literal where a field belongs", `starts_with("a", "b")`, "invalid kind of argument #0", 13],
    ["an argument of another type", `lower(ssl) eq "a"`, "invalid type of argument #0", 7],
    ["an array outside any()", `http.request.headers["a"][*] eq "b"`, "any() and all()", 36],
    ["any() of one value", `any(http.host eq "a")`, "expected value of type Array<Bool>", 5],
    ["an index into a text", `http.host[0] eq "a"`, "cannot access index", 10],
    ["too deep parentheses", "(".repeat(5_000) + "ssl", "nesting depth", 129],
    ["too deep negations", "!".repeat(5_000) + "ssl", "nesting depth", 129],
    ["too deep calls", "lower(".repeat(5_000), "nesting depth", 774],
  ])("%s", (...[, text, reason, column]) => {
    const error = refusal(text);
    expect(error.reason).toContain(reason);
    expect([error.line, error.column]).toEqual([1, column]);
  });
});

describe("for any input", () => {
  test("the parser throws nothing but ExpressionError", () => {
    const words = fc.constantFrom(
      ...'http.host ssl eq ne in { } ( ) [ ] * " r#" \\ not and or xor any( lower( , 5 .. 0x 10.0.0.0/8 :: $a \n'.split(
        " ",
      ),
      " ",
    );
    const garbage = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(words, { maxLength: 20 }).map((all) => all.join(" ")),
    );
    fc.assert(
      fc.property(garbage, (text) => {
        try {
          expect(typeof evaluate(parseExpression(text), request)).toBe("boolean");
        } catch (error) {
          expect(error).toBeInstanceOf(ExpressionError);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test("a quoted literal means exactly its bytes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (host) => {
        const quoted = `"${host.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
        const asBytes = Buffer.from(host, "utf8").toString("latin1");
        expect(matches(`http.host eq ${quoted}`, { host: asBytes })).toBe(true);
        expect(matches(`http.host in {"a" ${quoted}}`, { host: `${asBytes}x` })).toBe(false);
      }),
    );
  });

  test("an expression printed from a tree of operators has the tree's value", () => {
    fc.assert(
      fc.property(
        tree,
        fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
        (node, [ssl, host, method]) => {
          const truths = { ssl: ssl!, host: host!, method: method! };
          const changes = {
            tls: truths.ssl,
            host: truths.host ? "b" : "x",
            method: truths.method ? "C" : "X",
          };
          expect(matches(print(node, 0), changes)).toBe(decide(node, truths));
        },
      ),
      { numRuns: 500 },
    );
  });
});

type Leaf = "ssl" | "host" | "method";
type Tree = Leaf | { not: Tree } | { op: "and" | "or" | "xor"; left: Tree; right: Tree };

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 6 },
    fc.constantFrom<Tree>("ssl", "host", "method"),
    fc.record({ not: tie("tree") }),
    fc.record({ op: fc.constantFrom("and", "or", "xor"), left: tie("tree"), right: tie("tree") }),
  ),
}));

const leaves = { ssl: "ssl", host: `http.host eq "b"`, method: `http.request.method in {"C"}` };
const strength = { or: 1, xor: 2, and: 3 };

/** With as few parentheses as the documented precedence allows. */
function print(node: Tree, outer: number): string {
  if (typeof node === "string") return leaves[node];
  if ("not" in node) return `not ${print(node.not, 4)}`;
  const inner = strength[node.op];
  const text = `${print(node.left, inner)} ${node.op} ${print(node.right, inner + 1)}`;
  return inner < outer ? `(${text})` : text;
}

function decide(node: Tree, truths: Record<Leaf, boolean>): boolean {
  if (typeof node === "string") return truths[node];
  if ("not" in node) return !decide(node.not, truths);
  const [left, right] = [decide(node.left, truths), decide(node.right, truths)];
  return { and: left && right, or: left || right, xor: left !== right }[node.op];
}
