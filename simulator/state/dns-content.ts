import { isIPv4, isIPv6 } from "node:net";
import { dnsValidation } from "../api/errors.ts";

type Data = Readonly<Record<string, unknown>>;

/** The content of a record that was sent as `data`; undefined for types that are sent as content. */
export function contentOfData(type: string, data: Data): string | undefined {
  const part = (name: string): string => text(data[name]);
  switch (type) {
    case "CAA":
      return `${part("flags")} ${part("tag")} "${part("value")}"`;
    case "HTTPS":
    case "SVCB":
      return `${part("priority")} ${part("target")} ${part("value")}`.trimEnd();
    case "LOC":
      return locContent(data);
    // The priority is a separate field.
    case "SRV":
      return `${part("weight")} ${part("port")} ${part("target")}`;
    default:
      return undefined;
  }
}

/** In the form of RFC 1876, with as many digits as in Cloudflare's responses: `37 46 46.000 N 122 23 35.000 W 0.00 100.00 0.00 0.00`. */
function locContent(data: Data): string {
  const number = (name: string, digits: number): string => Number(data[name] ?? 0).toFixed(digits);
  const angle = (axis: "lat" | "long"): string =>
    [
      number(`${axis}_degrees`, 0),
      number(`${axis}_minutes`, 0),
      number(`${axis}_seconds`, 3),
      text(data[`${axis}_direction`]),
    ].join(" ");
  const meters = ["altitude", "size", "precision_horz", "precision_vert"].map((name) => number(name, 2));
  return [angle("lat"), angle("long"), ...meters].join(" ");
}

const text = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

/** @throws ApiError if the content doesn't fit the record's type */
export function checkContent(type: string, content: string): void {
  if (type === "A" && !isIPv4(content)) {
    throw dnsValidation(9005, "Content for A record must be a valid IPv4 address.");
  }
  if (type === "AAAA" && !isIPv6(content)) {
    throw dnsValidation(9006, "Content for AAAA record must be a valid IPv6 address.");
  }
  if (type === "CNAME" && (!/^[^\s/:]+$/.test(content) || !fitsDns(content))) {
    throw dnsValidation(9007, "Content for CNAME record is invalid.");
  }
}

/** @throws ApiError for a name over the limits of RFC 1035, section 2.3.4: 63 bytes in a label, 253 in the name */
export function checkName(name: string): void {
  if (!fitsDns(name)) throw dnsValidation(9000, "DNS name is invalid.");
}

function fitsDns(name: string): boolean {
  const labels = name.replace(/\.$/, "").split(".");
  const sizes = labels.map((label) => Buffer.byteLength(label));
  return sizes.every((size) => size >= 1 && size <= 63) && Buffer.byteLength(labels.join(".")) <= 253;
}
