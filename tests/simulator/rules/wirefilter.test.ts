import { execFileSync, spawnSync } from "node:child_process";
import fc from "fast-check";
import { ExpressionError, parseExpression } from "cloudflare-simulator/rules/language.ts";
import { gate } from "../support/edge-world.ts";

/*
 * The parser against a build of Cloudflare's own: https://pypi.org/project/octorules-wirefilter/. It parses and checks
 * types; what an expression makes of a request is not compared. Its scheme has fields and operators of paid plans,
 * which a Free plan refuses: the expressions here use none of them.
 */

const python = process.env["PYTHON"] ?? "python3";
const MODULE = "octorules_wirefilter";
const installed = spawnSync(python, ["-c", `import ${MODULE}`]).status === 0;
const inWirefilter = installed
  ? { describe, name: "Cloudflare's parser agrees" }
  : { describe: describe.skip, name: "octorules-wirefilter — skipped: pip install octorules-wirefilter" };

const PROGRAM = `
import json, sys, ${MODULE} as wirefilter
print(json.dumps([wirefilter.parse_expression(text).get("error") for text in json.load(sys.stdin)]))
`;

/** Null where the expression is taken, else the reason. */
function askWirefilter(texts: readonly string[]): readonly (string | null)[] {
  const answer = execFileSync(python, ["-c", PROGRAM], { input: JSON.stringify(texts), encoding: "utf8" });
  return JSON.parse(answer) as (string | null)[];
}

function refusalOf(text: string): string | null {
  try {
    parseExpression(text);
    return null;
  } catch (error) {
    if (error instanceof ExpressionError) return error.message;
    throw error;
  }
}

function disagreements(texts: readonly string[]): object[] {
  const theirs = askWirefilter(texts);
  return texts.flatMap((text, at) => {
    const ours = refusalOf(text);
    return (ours === null) === (theirs[at] === null) ? [] : [{ text, ours, theirs: theirs[at] }];
  });
}

const header = fc.constantFrom('["x-a"]', '["X-B"]', '["a\\x2db"]', "[*]");
const index = fc.constantFrom("[0]", "[0x1]", "[*]");
const bytesField = fc.constantFrom(
  ...["http.host", "http.request.uri.path", "http.request.method", "http.user_agent", "ip.src.country"],
  ...["cf.tls_client_auth.cert_fingerprint_sha256", "cf.tls_client_auth.cert_subject_dn"],
);
const headerValue = fc.tuple(header, index).map(([name, at]) => `http.request.headers${name}${at}`);
const literal = fc.constantFrom('"a"', '"\\x41\\101"', 'r"b\\"', 'r#"c"d"#', '"é"', '""');
const { bytes } = fc.letrec<{ bytes: string }>((tie) => ({
  bytes: fc.oneof(
    { maxDepth: 3 },
    bytesField,
    headerValue,
    tie("bytes").map((inner) => `lower(${inner})`),
    tie("bytes").map((inner) => `url_decode( ${inner} )`),
    fc
      .tuple(tie("bytes"), fc.constantFrom("1, 2", "-2, -1", "010, 0"))
      .map((parts) => `substring(${parts.join(", ")})`),
    fc.tuple(tie("bytes"), fc.oneof(bytesField, literal)).map((parts) => `concat(${parts.join(",")})`),
    tie("bytes").map((inner) => `${inner}[*]`),
  ),
}));
const comparison = fc.oneof(
  fc
    .tuple(bytes, fc.constantFrom("eq", "==", "!=", "lt", "contains"), literal)
    .map((parts) => parts.join(" ")),
  fc
    .tuple(bytes, fc.array(literal, { maxLength: 3 }))
    .map(([value, set]) => `${value} in {${set.join(" ")}}`),
  fc.tuple(bytes, literal).map(([value, part]) => `starts_with(${value}, ${part})`),
  bytesField.map((value) => `len(${value}) ge 3`),
  fc.constantFrom("ssl", "not ssl", "cf.client.bot", "cf.tls_client_auth.cert_verified"),
  fc.constantFrom(
    "ip.src in {10.0.0.0/8 ::1..::5 1.2.3.4}",
    "ip.src eq 1.2.3.4",
    "ip.src in {1.2.3.4..1.2.3.3}",
  ),
  fc.constantFrom(
    "cf.edge.server_port in {80 0x1bb 8000..9000}",
    "ip.src.asnum & 8",
    "cf.threat_score in {5..1}",
  ),
  fc.constantFrom(
    'http.host wildcard "*.a\\\\*b"',
    'http.host strict wildcard r"a**"',
    "ip.src in {1.2.3.4/8}",
  ),
);
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4 },
    comparison,
    fc
      .tuple(tie("expression"), fc.constantFrom("and", "or", "xor", "&&", "||", "^^"), tie("expression"))
      .map((parts) => parts.join(" ")),
    tie("expression").map((inner) => `(${inner})`),
    tie("expression").map((inner) => `not ${inner}`),
    fc.tuple(fc.constantFrom("any", "all"), tie("expression")).map(([name, inner]) => `${name}(${inner})`),
    fc.tuple(fc.constantFrom("any", "all"), tie("expression")).map(([name, inner]) => `${name}((${inner}))`),
  ),
}));
/** One character left out or replaced; not in addresses, of which theirs takes undocumented short forms such as 10/8. */
const mistake = fc
  .tuple(
    expression.filter((text) => !text.includes("ip.src in")),
    fc.nat(),
    fc.constantFrom("", "(", ")", '"', "[", "]", "{", " ", "\\", "0", "not "),
  )
  .map(([text, place, other]) => {
    const at = place % text.length;
    return text.slice(0, at) + other + text.slice(at + 1);
  });

inWirefilter.describe(inWirefilter.name, () => {
  test("about 4,000 expressions", () => {
    const texts = fc.sample(expression, 4_000);
    expect(disagreements(texts)).toEqual([]);
    const taken = texts.filter((text) => refusalOf(text) === null).length;
    expect(taken).toBeGreaterThan(500);
    expect(taken).toBeLessThan(3_500);
  });

  test("about 4,000 expressions with a mistake", () => {
    expect(disagreements(fc.sample(mistake, 4_000))).toEqual([]);
  });

  test("about nesting up to the limit, and one level more", () => {
    const nests = [128, 129].flatMap((depth) => [
      `${"(".repeat(depth)}ssl${")".repeat(depth)}`,
      `${"not ".repeat(depth)}ssl`,
      `${"lower(".repeat(depth)}http.host${")".repeat(depth)} eq "a"`,
    ]);
    expect(disagreements(nests)).toEqual([]);
  });

  test("about a gate for fifty devices", () => {
    const pins = Array.from({ length: 50 }, (_, at) => at.toString(16).padStart(64, "0"));
    expect(askWirefilter([gate("ha.example.com", ...pins).replace("{}", '{"none"}')])).toEqual([null]);
  });
});
