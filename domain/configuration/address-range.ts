/**
 * Clears the host bits of an address with a prefix length: 203.0.113.7/24 → 203.0.113.0/24. Returns the text unchanged
 * when none are set, and undefined for an address without a prefix length.
 */
export function rangeOf(text: string): string | undefined {
  const [address = "", prefix] = text.split("/");
  if (prefix === undefined) {
    return undefined;
  }
  const groups = address.includes(":") ? ipv6Groups(address) : address.split(".").map(Number);
  const width = groups.length === 4 ? 8 : 16;
  const kept = groups.map((group, index) => {
    const bits = Math.min(Math.max(Number(prefix) - index * width, 0), width);
    return group & (((1 << bits) - 1) << (width - bits));
  });
  if (kept.every((group, index) => group === groups[index])) {
    return text;
  }
  const written = width === 8 ? kept.join(".") : ipv6Text(kept.map((group) => group.toString(16)).join(":"));
  return `${written}/${prefix}`;
}

function ipv6Groups(address: string): number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const [, start = "", a, b, c, d] = dotted ?? [];
  const text = dotted
    ? `${start}${(Number(a) * 256 + Number(b)).toString(16)}:${(Number(c) * 256 + Number(d)).toString(16)}`
    : address;
  const [head = "", tail] = text.split("::");
  const parts = (half: string): string[] => half.split(":").filter((part) => part !== "");
  const after = tail === undefined ? [] : parts(tail);
  const zeros = tail === undefined ? 0 : 8 - parts(head).length - after.length;
  return [...parts(head), ...Array<string>(zeros).fill("0"), ...after].map((part) =>
    Number.parseInt(part, 16),
  );
}

/** Shortens an address to the form of https://www.rfc-editor.org/rfc/rfc5952, which URLs use. */
function ipv6Text(groups: string): string {
  return new URL(`http://[${groups}]`).hostname.slice(1, -1);
}
