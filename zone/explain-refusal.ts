import type { Problem } from "../domain/errors.ts";
import type { Home } from "../domain/configuration/home.ts";
import { type BlockRule, blockRules, type Door } from "../domain/rules/gate-rule.ts";
import type { RuleWrite } from "../domain/rules/gate-writes.ts";
import type { ApiError } from "./api-error.ts";

export interface RefusedWrite {
  readonly home: Home;
  readonly write: RuleWrite;
  /** The door that the rule guards. */
  readonly door: Door;
  /** Whether Cloudflare takes another rule in its place. */
  readonly isTaken: (rule: BlockRule) => Promise<boolean>;
}

/** https://developers.cloudflare.com/waf/custom-rules/ tells how many a plan holds; the code is what the API answers then. */
const tooManyRules = 50_001;

/** Cloudflare's refusal of a rule, with the setting that is to blame where there is one. */
export async function explainRefusal(error: ApiError, refused: RefusedWrite): Promise<Problem[]> {
  const { zone, plan } = refused.home.configuration;
  if (error.codes.includes(tooManyRules)) {
    return [
      {
        code: "no-rule-slot",
        where: zone,
        what: `holds no more custom rules: ${error.said}`,
        fix: `Delete rules of others in the dashboard (Security · WAF · Custom rules), or say which plan the zone is on: npx pulumi config set plan <free, pro, business or enterprise>   (now: ${plan})`,
      },
    ];
  }
  const said = `is refused by Cloudflare: ${error.said === "" ? error.message : error.said}`;
  const settings = await findSettings(refused);
  return settings.length > 0
    ? settings.map((where) => ({
        code: "rule-refused",
        where,
        what: said,
        fix: "Change that setting: Cloudflare takes the gate's rule without it.",
      }))
    : [
        {
          code: "rule-refused",
          where: `the gate's rule ${refused.write.ref}`,
          what: said,
          fix: `If the zone is on another plan than ${plan}, say so: npx pulumi config set plan <free, pro, business or enterprise>\nOtherwise see what Cloudflare takes: npm run doctor`,
        },
      ];
}

/** Lanes and hostnames without which Cloudflare takes the rule, by the name of their setting. */
async function findSettings({ home, door, isTaken }: RefusedWrite): Promise<string[]> {
  const lanes = door.lanes.map((lane) => ({
    where: `lanes[${home.lanes.indexOf(lane)}]`,
    without: { ...door, lanes: door.lanes.filter((other) => other !== lane) },
  }));
  const hostnames = door.hostnames.map((hostname) => ({
    where: nameOfSetting(home, hostname),
    without: { ...door, hostnames: door.hostnames.filter((other) => other !== hostname) },
  }));
  const found = [...lanes, ...(door.hostnames.length > 1 ? hostnames : [])].map(
    async ({ where, without }) => {
      const [rule] = blockRules(without);
      return rule !== undefined && (await isTaken(rule)) ? [where] : [];
    },
  );
  return (await Promise.all(found)).flat();
}

function nameOfSetting({ services, configuration }: Home, hostname: string): string {
  const index = services.findIndex((service) => service.hostname === hostname);
  return configuration.services === undefined ? "hostname" : `services[${index}].hostname`;
}
