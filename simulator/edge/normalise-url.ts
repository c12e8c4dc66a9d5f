/**
 * The path as rules see it under Cloudflare's default URL normalisation: backslashes become slashes, successive slashes
 * are merged, and then, as in RFC 3986, unreserved characters are decoded, all others that are not reserved are encoded, and
 * dot segments are removed. The origin receives the original path.
 * https://developers.cloudflare.com/rules/normalization/how-it-works/
 */
export function normalisePath(path: string): string {
  const merged = path.replaceAll("\\", "/").replaceAll(/\/{2,}/g, "/");
  return removeDotSegments(normaliseEncoding(merged));
}

const unreserved = /[A-Za-z0-9\-._~]/;

function normaliseEncoding(path: string): string {
  return path.replaceAll(
    /%([0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]/gs,
    (part, digits?: string) => {
      if (digits === undefined) return percentEncode(part);
      const character = String.fromCharCode(Number.parseInt(digits, 16));
      return unreserved.test(character) ? character : `%${digits.toUpperCase()}`;
    },
  );
}

// Node's text has one character per byte.
function percentEncode(byte: string): string {
  return `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}

/** RFC 3986 section 5.2.4, for a path that starts with a slash. */
function removeDotSegments(path: string): string {
  const output: string[] = [];
  const segments = path.split("/").slice(1);
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    if (segment === "..") output.pop();
    if (segment !== "." && segment !== "..") output.push(segment);
    else if (last) output.push("");
  }
  return `/${output.join("/")}`;
}
