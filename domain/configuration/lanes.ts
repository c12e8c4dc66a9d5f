import { badPreset, webhookId } from "./fields.ts";
import { type Mistake, mistake } from "./mistake.ts";

/** A way past the gate for callers that have no certificate, with presets and webhooks resolved to paths. */
export interface Lane {
  readonly hostname: string;
  /** Exact paths. */
  readonly paths: readonly string[];
  /** Opens everything below it; ends with "/". */
  readonly prefix?: string;
  readonly methods: readonly string[];
  readonly addresses: readonly string[];
  readonly asn: readonly number[];
  readonly reason: string;
}

/** The settings of a lane that decide which paths it opens. */
export interface LanePaths {
  readonly preset?: string | undefined;
  readonly webhook?: string | undefined;
  readonly paths?: readonly string[] | undefined;
  readonly prefix?: string | undefined;
}

/** Paths at or below which callers can try passwords and tokens, or do what needs neither. */
const wideRoots = ["/auth", "/api/websocket", "/api/hassio", "/api/onboarding"];

/**
 * Exchanges codes and refresh tokens for access tokens, and accepts no passwords: callers without either get nothing.
 * https://developers.home-assistant.io/docs/auth_api/#token
 */
const tokenPath = "/auth/token";

/**
 * The paths that a vendor's servers request from Home Assistant, for directives and for tokens. They do not include the
 * login: whoever links the account opens it in a browser, which has a certificate.
 * https://www.home-assistant.io/integrations/alexa.smart_home/#account-linking
 * https://developer.amazon.com/docs/alexa/account-linking/standard-account-linking.html
 * https://www.home-assistant.io/integrations/google_assistant/
 * https://developers.home.google.com/cloud-to-cloud/project/authorization
 */
const presets: ReadonlyMap<string, readonly string[]> = new Map([
  ["alexa", ["/api/alexa/smart_home", tokenPath]],
  ["google-assistant", ["/api/google_assistant", tokenPath]],
]);

/** Whether a preset has this name, without an id. */
export function isPreset(name: string): boolean {
  return presets.has(name);
}

/** Returns the exact paths of a preset, or the mistake in its name. */
export function expandPreset(
  preset: string,
): { readonly paths: readonly string[] } | { readonly mistake: Mistake } {
  const fixed = presets.get(preset);
  if (fixed !== undefined) {
    return { paths: fixed };
  }
  const [kind, id] = preset.split(/:\s*/, 2);
  if (kind !== "webhook") {
    return { mistake: badPreset };
  }
  if (id === undefined || !webhookId.safeParse(id).success) {
    return {
      mistake: mistake(
        "has no webhook id",
        "Write webhook:<id>, or the key webhook: <id>, with the id that Home Assistant shows.",
      ),
    };
  }
  return { paths: [webhookPath(id)] };
}

const webhooks = "/api/webhook/";

function webhookPath(id: string): string {
  return `${webhooks}${id}`;
}

/** Whether a lane opens a single webhook by its exact path, and nothing else. */
export function isOneWebhook({ paths, prefix }: Pick<Lane, "paths" | "prefix">): boolean {
  return prefix === undefined && paths.length === 1 && paths.every(isWebhook);
}

/** Whether a path is that of a webhook. */
export function isWebhook(path: string): boolean {
  return path.startsWith(webhooks);
}

/** The id of the webhook at a path; undefined for any other path. */
export function webhookOf(path: string): string | undefined {
  return isWebhook(path) ? path.slice(webhooks.length) : undefined;
}

/** Returns the exact paths and the prefix that a lane opens; an invalid preset opens nothing. */
export function lanePaths(lane: LanePaths): { readonly paths: readonly string[]; readonly prefix?: string } {
  const preset = lane.preset === undefined ? { paths: [] } : expandPreset(lane.preset);
  const webhook = lane.webhook === undefined ? [] : [webhookPath(lane.webhook)];
  const paths = [...("paths" in preset ? preset.paths : []), ...webhook, ...(lane.paths ?? [])];
  return lane.prefix === undefined ? { paths } : { paths, prefix: lane.prefix };
}

/**
 * Whether a lane opens everything, or a path at which strangers could log in or take over Home Assistant: the login, the
 * interfaces that accept its tokens, the Supervisor's and onboarding.
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

/** Whether both lanes open the same path. Between two presets the token's does not count, as each vendor needs it. */
export function overlap(one: LanePaths, other: LanePaths): boolean {
  const bothPresets = [one, other].every(({ preset }) => preset !== undefined && isPreset(preset));
  const opened = (lane: LanePaths): ReturnType<typeof lanePaths> => {
    const { paths, ...below } = lanePaths(lane);
    return { ...below, paths: paths.filter((path) => !bothPresets || path !== tokenPath) };
  };
  const [a, b] = [opened(one), opened(other)];
  const isBelow = (path: string, { prefix }: typeof a): boolean =>
    prefix !== undefined && path.startsWith(prefix);
  const meets = (lane: typeof a, into: typeof a): boolean =>
    lane.paths.some((path) => into.paths.includes(path) || isBelow(path, into)) ||
    (lane.prefix !== undefined && isBelow(lane.prefix, into));
  return meets(a, b) || meets(b, a);
}

/** Describes a lane in a sentence. The state keeps it and the next run compares with it, so its wording must not change. */
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
