/** A configuration as Pulumi stores it: text unchanged, everything else as JSON. */
export function stored(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

/** A configuration without mistakes, to which tests add theirs. */
export const sound = {
  zone: "example.com",
  hostname: "ha.example.com",
  devices: [{ name: "anna-phone" }, { name: "ben-phone" }],
} as const;
