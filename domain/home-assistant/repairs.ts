import type { Problem } from "../errors.ts";
import type { AppFacts } from "./facts.ts";

/** An entry of Home Assistant's Settings → System → Repairs. */
export interface Repair {
  /** The integration that it is about, for example http. */
  readonly domain: string;
  /** Its kind, for example yaml_still_present_after_migration. */
  readonly key: string;
  /** Apps, settings and addresses that its text mentions. */
  readonly names: readonly string[];
  /** URL of Home Assistant's page about it, if any. */
  readonly page: string | undefined;
}

/** Describes the repairs of the HTTP server and the Cloudflared apps; others don't concern the stack. */
export function describeRepairs(repairs: readonly Repair[], apps: readonly AppFacts[]): Problem[] {
  const isAboutApp = ({ names }: Repair): boolean =>
    names.some((name) => /cloudflared/i.test(name) || apps.some(({ slug }) => name.includes(slug)));
  return repairs
    .filter((repair) => repair.domain === "http" || (repair.domain === "hassio" && isAboutApp(repair)))
    .map(describeRepair);
}

function describeRepair({ domain, key, page }: Repair): Problem {
  const code = "home-assistant-repair";
  // https://github.com/home-assistant/core/blob/dev/homeassistant/components/http/strings.json
  if (domain === "http" && key === "yaml_still_present_after_migration") {
    return {
      code,
      where: "configuration.yaml of Home Assistant",
      what: "has an http: block, which Home Assistant ignores",
      fix: "Remove the block. The actual settings are under Settings → System → Network → HTTP server.",
    };
  }
  const more = page === undefined ? "" : `\nHome Assistant's page about it: ${page}`;
  return {
    code,
    where: domain === "http" ? "Home Assistant's HTTP server" : "Home Assistant's Cloudflared app",
    what: `has an open repair: ${key.replaceAll("_", " ")}`,
    fix: `See Settings → System → Repairs.${more}`,
  };
}
