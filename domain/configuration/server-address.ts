/**
 * Says what is wrong with the address of a server, which consists of scheme, host and port only, as `what is wrong|what
 * to write`; undefined for a valid one.
 * @param example a valid address for the advice: `http://homeassistant:8123`
 * @param slash whether it may end with a slash
 */
export function complainAboutServerAddress(
  text: string,
  { example, slash }: { readonly example: string; readonly slash: boolean },
): string | undefined {
  const advice = `Write scheme, host and port only, for example ${example}`;
  if (!/^https?:\/\//i.test(text)) {
    return `has no http:// or https:// in front|${advice}`;
  }
  if (!URL.canParse(text) || /[\s\\]/.test(text)) {
    return `is not an address|${advice}`;
  }
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") {
    return `holds a user name or password|${advice}`;
  }
  const bare = slash ? text.replace(/\/$/, "") : text;
  return /^https?:\/\/[^/?#]+$/i.test(bare) ? undefined : `has a path|${advice}`;
}
