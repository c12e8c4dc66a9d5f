import type { Value, ValueType } from "./expression.ts";

/** A function of the rules language. */
export interface RuleFunction {
  readonly inputs: readonly FunctionInput[];
  /** Whether more inputs like the last one may follow. All have the first one's type, and missing ones are left out. */
  readonly variadic?: boolean;
  readonly result: ValueType | "type of the first input";
  readonly apply: (values: readonly Value[]) => Value;
}

/** A parameter of a function. */
export interface FunctionInput {
  readonly types: readonly ValueType[];
  /** Whether Cloudflare requires a field (or a value made from one), or a literal. */
  readonly kind: "Field" | "Literal" | "any";
  readonly optional?: boolean;
}

const field: FunctionInput = { types: ["Bytes"], kind: "Field" };
const text: FunctionInput = { types: ["Bytes"], kind: "any" };
const index: FunctionInput = { types: ["Int"], kind: "Literal" };
const joined: FunctionInput = { types: ["Bytes", "Array(Bytes)", "Array(Int)", "Array(Bool)"], kind: "any" };

/** The functions that custom rules may use. https://developers.cloudflare.com/ruleset-engine/rules-language/functions/ */
export const functions: ReadonlyMap<string, RuleFunction> = new Map<string, RuleFunction>([
  ["lower", mapText((value) => value.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()))],
  ["upper", mapText((value) => value.replace(/[a-z]+/g, (letters) => letters.toUpperCase()))],
  ["starts_with", testText((source, part) => source.startsWith(part))],
  ["ends_with", testText((source, part) => source.endsWith(part))],
  ["len", { inputs: [{ types: ["Bytes", "Array(Bytes)"], kind: "Field" }], result: "Int", apply: length }],
  ["concat", { inputs: [joined, joined], variadic: true, result: "type of the first input", apply: concat }],
  ["substring", { inputs: [field, index, { ...index, optional: true }], result: "Bytes", apply: substring }],
  ["remove_bytes", { inputs: [field, { ...text, kind: "Literal" }], result: "Bytes", apply: removeBytes }],
  [
    "url_decode",
    { inputs: [field, { ...text, kind: "Literal", optional: true }], result: "Bytes", apply: urlDecode },
  ],
]);

function mapText(change: (value: string) => string): RuleFunction {
  return { inputs: [field], result: "Bytes", apply: ([value]) => change(value as string) };
}

function testText(test: (source: string, part: string) => boolean): RuleFunction {
  return {
    inputs: [field, text],
    result: "Bool",
    apply: ([source, part]) => test(source as string, part as string),
  };
}

function length([value]: readonly Value[]): Value {
  return BigInt((value as string | readonly Value[]).length);
}

/** Concatenates texts or arrays. */
function concat(values: readonly Value[]): Value {
  return typeof values[0] === "string"
    ? (values as readonly string[]).join("")
    : (values as readonly (readonly Value[])[]).flat();
}

/** Byte offsets; negative ones count from the end. */
function substring([source, start, end]: readonly Value[]): Value {
  const last = end === undefined ? undefined : Number(end);
  return (source as string).slice(Number(start), last);
}

function removeBytes([source, removed]: readonly Value[]): Value {
  return Array.from(source as string, (byte) => ((removed as string).includes(byte) ? "" : byte)).join("");
}

/** The option `r` repeats until nothing changes, `u` also decodes %uHHHH. */
function urlDecode([source, options]: readonly Value[]): Value {
  const flags = typeof options === "string" ? options : "";
  const decoded = urlDecodeOnce(source as string, flags.includes("u"));
  return flags.includes("r") && decoded !== source ? urlDecode([decoded, flags]) : decoded;
}

function urlDecodeOnce(source: string, unicode: boolean): string {
  const decoded = source
    .replaceAll("+", " ")
    .replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  if (!unicode) return decoded;
  return decoded.replace(/%u([0-9a-f]{4})/gi, (_, digits: string) =>
    Buffer.from(String.fromCharCode(Number.parseInt(digits, 16)), "utf8").toString("latin1"),
  );
}
