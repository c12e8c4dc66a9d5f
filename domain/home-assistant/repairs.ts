import type { Problem } from "../errors.ts";
import type { AppFacts } from "./facts.ts";

/** Something that Home Assistant lists under Settings · System · Repairs. */
export interface Repair {
  /** The integration that it is about, for example http. */
  readonly domain: string;
  /** Its kind, for example yaml_still_present_after_migration. */
  readonly key: string;
  /** What its text names: apps, settings, addresses. */
  readonly names: readonly string[];
  /** Home Assistant's page about it, where it has one. */
  readonly page: string | undefined;
}

/** Those of its HTTP server and of the Cloudflared apps: the rest is none of the stack's business. */
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
      fix: "Take the block out. The settings in force: Settings · System · Network · HTTP server.",
    };
  }
  const more = page === undefined ? "" : `\nHome Assistant's page about it: ${page}`;
  return {
    code,
    where: domain === "http" ? "Home Assistant's HTTP server" : "Home Assistant's Cloudflared app",
    what: `has a repair waiting: ${key.replaceAll("_", " ")}`,
    fix: `What it is, and what to do: Settings · System · Repairs.${more}`,
  };
}
