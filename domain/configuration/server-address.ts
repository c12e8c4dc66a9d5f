import { type Mistake, mistake } from "./mistake.ts";

/**
 * Finds the mistake in the address of a server, which consists of scheme, host and port only; undefined for a valid one.
 * @param example a valid address for the advice: `http://homeassistant:8123`
 * @param slash whether it may end with a slash
 */
export function complainAboutServerAddress(
  text: string,
  { example, slash }: { readonly example: string; readonly slash: boolean },
): Mistake | undefined {
  const advice = `Write scheme, host and port only, for example ${example}`;
  if (!/^https?:\/\//i.test(text)) {
    return mistake("has no http:// or https:// in front", advice);
  }
  if (!URL.canParse(text) || /[\s\\]/.test(text)) {
    return mistake("is not an address", advice);
  }
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") {
    return mistake("holds a user name or password", advice);
  }
  const bare = slash ? text.replace(/\/$/, "") : text;
  return /^https?:\/\/[^/?#]+$/i.test(bare) ? undefined : mistake("has a path", advice);
}
