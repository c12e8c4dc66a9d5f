import {
  type Address,
  type AddressRange,
  invalidAddress,
  parseAddress,
  parseAddressRange,
} from "./address.ts";
import type { Scanner } from "./scanner.ts";

/** Reads "…" with escapes, or a raw string r"…" or r#"…"#. The result has one character per byte. */
export function readText(scanner: Scanner): string {
  if (scanner.atEnd()) scanner.fail("unrecognised input");
  if (scanner.accept('"')) return readQuoted(scanner);
  if (scanner.next === "r") return readRaw(scanner);
  return scanner.fail('expected " or r');
}

/** Reads a 64-bit integer: decimal, hexadecimal with a leading 0x, or octal with a leading 0. */
export function readInteger(scanner: Scanner): bigint {
  const start = scanner.position;
  const radix = scanner.accept("0x") ? 16 : scanner.next === "0" ? 8 : 10;
  const sign = radix === 10 && scanner.accept("-") ? -1n : 1n;
  const digits = scanner.takeWhile(/[0-9a-fA-F]/);
  if (digits === "") scanner.fail("expected digit");
  const allowed = { 8: /^[0-7]+$/, 10: /^[0-9]+$/, 16: /^[0-9a-fA-F]+$/ }[radix];
  const span = { start, end: scanner.position };
  if (!allowed.test(digits)) {
    scanner.fail(`invalid digit found in string while parsing with radix ${radix}`, span);
  }
  const prefix = { 8: "0o", 10: "", 16: "0x" }[radix];
  const value = sign * BigInt(prefix + digits);
  if (value !== BigInt.asIntN(64, value)) {
    scanner.fail(
      `number too ${value < 0n ? "small" : "large"} to fit in target type while parsing with radix ${radix}`,
      span,
    );
  }
  return value;
}

/** Reads an IPv4 or IPv6 address; networks are allowed in sets only. */
export function readAddress(scanner: Scanner): Address {
  const start = scanner.position;
  const text = takeAddress(scanner);
  return parseAddress(text) ?? scanner.fail(invalidAddress, { start, end: scanner.position });
}

/** Reads `{…}`: values separated by spaces, possibly none. */
export function readSet<T>(scanner: Scanner, readItem: (scanner: Scanner) => T): T[] {
  scanner.expect("{");
  const items: T[] = [];
  for (;;) {
    scanner.skipSpace();
    if (scanner.accept("}")) return items;
    items.push(readItem(scanner));
  }
}

/** Reads 5 or 1..5 inside a set. */
export function readIntegerRange(scanner: Scanner): [bigint, bigint] {
  const start = scanner.position;
  const first = readInteger(scanner);
  const last = scanner.accept("..") ? readInteger(scanner) : first;
  if (last < first) scanner.fail("incompatible range bounds", { start, end: scanner.position });
  return [first, last];
}

/** Reads an address, a network or a range first..last inside a set. */
export function readAddressRange(scanner: Scanner): AddressRange {
  const start = scanner.position;
  const range = parseAddressRange(takeAddress(scanner));
  return typeof range === "string" ? scanner.fail(range, { start, end: scanner.position }) : range;
}

function takeAddress(scanner: Scanner): string {
  const text = scanner.takeWhile(/[0-9a-fA-F:./]/);
  return text === "" ? scanner.fail("expected IP address character") : text;
}

function readQuoted(scanner: Scanner): string {
  const start = scanner.position;
  let bytes = "";
  for (;;) {
    if (scanner.atEnd()) scanner.fail("could not find an ending quote", { start });
    if (scanner.accept('"')) return bytes;
    bytes += scanner.accept("\\") ? readEscape(scanner, start) : toBytes(takeCharacter(scanner));
  }
}

function readEscape(scanner: Scanner, stringStart: number): string {
  if (scanner.atEnd()) scanner.fail("could not find an ending quote", { start: stringStart });
  if (scanner.accept('"')) return '"';
  if (scanner.accept("\\")) return "\\";
  if (scanner.accept("x")) return readByte(scanner, 2, 16);
  if (/[0-7]/.test(scanner.next)) return readByte(scanner, 3, 8);
  return scanner.fail('expected ", xHH or OOO after \\', {
    start: scanner.position,
    end: scanner.position + 1,
  });
}

function readByte(scanner: Scanner, length: number, radix: 8 | 16): string {
  const start = scanner.position;
  const digits = scanner.text.slice(start, start + length);
  if (digits.length < length) {
    scanner.fail(`expected ${length} characters, but found ${digits.length}`);
  }
  const span = { start, end: start + length };
  if (!(radix === 16 ? /^[0-9a-fA-F]+$/ : /^[0-7]+$/).test(digits)) {
    scanner.fail(`invalid digit found in string while parsing with radix ${radix}`, span);
  }
  const byte = Number.parseInt(digits, radix);
  if (byte > 255) {
    scanner.fail(`number too large to fit in target type while parsing with radix ${radix}`, span);
  }
  scanner.position += length;
  return String.fromCharCode(byte);
}

function readRaw(scanner: Scanner): string {
  scanner.expect("r");
  const start = scanner.position;
  const hashes = scanner.takeWhile(/#/);
  if (hashes.length > 255) {
    scanner.fail("invalid raw string hash count, there can't be more than 255 #s", { start });
  }
  if (!scanner.accept('"')) scanner.fail('expected " or #');
  const end = scanner.text.indexOf(`"${hashes}`, scanner.position);
  if (end === -1) scanner.fail("could not find an ending quote", { start });
  const bytes = toBytes(scanner.text.slice(scanner.position, end));
  scanner.position = end + 1 + hashes.length;
  return bytes;
}

function takeCharacter(scanner: Scanner): string {
  const character = String.fromCodePoint(scanner.text.codePointAt(scanner.position) ?? 0);
  scanner.position += character.length;
  return character;
}

function toBytes(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}
