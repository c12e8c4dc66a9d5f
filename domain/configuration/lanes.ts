import { badPreset, webhookId } from "./fields.ts";

/** A way past the certificate check for callers that can't present one, reduced to plain paths. */
export interface Lane {
  readonly hostname: string;
  /** Exact paths. */
  readonly paths: readonly string[];
  /** Everything below; ends with "/". */
  readonly prefix?: string;
  readonly methods: readonly string[];
  readonly addresses: readonly string[];
  readonly asn: readonly number[];
  readonly reason: string;
}

/** What the owner wrote that decides which paths a lane opens. */
export interface LanePaths {
  readonly preset?: string | undefined;
  readonly webhook?: string | undefined;
  readonly paths?: readonly string[] | undefined;
  readonly prefix?: string | undefined;
}

/** Whoever reaches one of these, or a path below, can try passwords and tokens, or what needs none. */
const wideRoots = ["/auth", "/api/websocket", "/api/hassio", "/api/onboarding"];

/**
 * Exchanges codes and refresh tokens for access tokens. It knows no passwords: who has neither code nor token gets none.
 * https://developers.home-assistant.io/docs/auth_api/#token
 */
const tokenPath = "/auth/token";

/**
 * The paths of Home Assistant that the vendor's servers request: directives, and tokens. The login is not among them: an
 * owner who links the account opens it in a browser, which has a certificate.
 * https://www.home-assistant.io/integrations/alexa.smart_home/#account-linking
 * https://developer.amazon.com/docs/alexa/account-linking/standard-account-linking.html
 * https://www.home-assistant.io/integrations/google_assistant/
 * https://developers.home.google.com/cloud-to-cloud/project/authorization
 */
const presets: ReadonlyMap<string, readonly string[]> = new Map([
  ["alexa", ["/api/alexa/smart_home", tokenPath]],
  ["google-assistant", ["/api/google_assistant", tokenPath]],
]);

/** Whether this is a preset's whole name. */
export function isPreset(name: string): boolean {
  return presets.has(name);
}

/** The exact paths of a preset, or what is wrong with its name. */
export function expandPreset(
  preset: string,
): { readonly paths: readonly string[] } | { readonly problem: string } {
  const fixed = presets.get(preset);
  if (fixed !== undefined) {
    return { paths: fixed };
  }
  const [kind, id] = preset.split(/:\s*/, 2);
  if (kind !== "webhook") {
    return { problem: badPreset };
  }
  if (id === undefined || !webhookId.safeParse(id).success) {
    return {
      problem:
        "has no webhook id|Write webhook:<id>, or the key webhook: <id>, with the id that Home Assistant shows.",
    };
  }
  return { paths: [webhookPath(id)] };
}

const webhooks = "/api/webhook/";

function webhookPath(id: string): string {
  return `${webhooks}${id}`;
}

/** Whether a lane opens one webhook by its exact path, and nothing else. */
export function isOneWebhook({ paths, prefix }: Pick<Lane, "paths" | "prefix">): boolean {
  return prefix === undefined && paths.length === 1 && paths.every(isWebhook);
}

/** Whether a path is a webhook's. */
export function isWebhook(path: string): boolean {
  return path.startsWith(webhooks);
}

/** The id of the webhook at a path; undefined for any other path. */
export function webhookOf(path: string): string | undefined {
  return isWebhook(path) ? path.slice(webhooks.length) : undefined;
}

/** The exact paths and the prefix that a lane opens; a preset that can't be expanded opens nothing. */
export function lanePaths(lane: LanePaths): { readonly paths: readonly string[]; readonly prefix?: string } {
  const preset = lane.preset === undefined ? { paths: [] } : expandPreset(lane.preset);
  const webhook = lane.webhook === undefined ? [] : [webhookPath(lane.webhook)];
  const paths = [...("paths" in preset ? preset.paths : []), ...webhook, ...(lane.paths ?? [])];
  return lane.prefix === undefined ? { paths } : { paths, prefix: lane.prefix };
}

/**
 * Whether a lane opens everything, or what lets anybody log in or take Home Assistant over: the login, the interfaces
 * that take its tokens, the Supervisor's and the first set-up.
 */
export function opensLogin(lane: LanePaths): boolean {
  const { paths, prefix } = lanePaths(lane);
  const opensPath = paths.some((path) => path === "/" || (path !== tokenPath && isWide(path)));
  const opensBelow =
    prefix !== undefined &&
    wideRoots.some((root) => `${root}/`.startsWith(prefix) || prefix.startsWith(`${root}/`));
  return opensPath || opensBelow;
}

function isWide(path: string): boolean {
  return wideRoots.some((root) => path === root || path.startsWith(`${root}/`));
}

/** Whether some path is opened by both. Two vendors' presets have a path in common, which each of them needs. */
export function overlap(one: LanePaths, other: LanePaths): boolean {
  const bothPresets = [one, other].every(({ preset }) => preset !== undefined && isPreset(preset));
  const opened = (lane: LanePaths): ReturnType<typeof lanePaths> => {
    const { paths, ...below } = lanePaths(lane);
    return { ...below, paths: paths.filter((path) => !bothPresets || path !== tokenPath) };
  };
  const [a, b] = [opened(one), opened(other)];
  const covers = (lane: typeof a, path: string): boolean =>
    lane.paths.includes(path) || (lane.prefix !== undefined && path.startsWith(lane.prefix));
  return (
    a.paths.some((path) => covers(b, path)) ||
    b.paths.some((path) => covers(a, path)) ||
    (a.prefix !== undefined &&
      b.prefix !== undefined &&
      (a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix)))
  );
}

/** The lane as a sentence: what becomes public, for whom, and why. */
export function laneSentence(lane: Lane): string {
  const what = [
    ...lane.paths,
    ...(lane.prefix === undefined ? [] : [`everything below ${lane.prefix}`]),
  ].join(", ");
  const methods = lane.methods.length === 0 ? "" : ` (${lane.methods.join(", ")} only)`;
  const callers = [...lane.addresses, ...lane.asn.map((number) => `AS${number}`)];
  const whom = callers.length === 0 ? "anybody" : callers.join(", ");
  return `${lane.hostname}: ${whom} may reach ${what}${methods} without a certificate, because: ${lane.reason}`;
}
