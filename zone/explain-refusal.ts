import type { Problem } from "../domain/errors.ts";
import type { Home } from "../domain/configuration/home.ts";
import { type BlockRule, blockRules, type Door } from "../domain/rules/gate-rule.ts";
import type { RuleWrite } from "../domain/rules/gate-writes.ts";
import type { ApiError } from "./api.ts";

export interface RefusedWrite {
  readonly home: Home;
  readonly write: RuleWrite;
  /** The door that the rule guards. */
  readonly door: Door;
  /** Checks whether Cloudflare accepts another rule instead. */
  readonly isAccepted: (rule: BlockRule) => Promise<boolean>;
}

/** The API's code for a full list; each plan has a limit. https://developers.cloudflare.com/waf/custom-rules/ */
const tooManyRules = 50_001;

const setPlan = "npx pulumi config set plan <free, pro, business or enterprise>";

/** Explains why Cloudflare refused a rule, naming the setting at fault if there is one. */
export async function explainRefusal(error: ApiError, refused: RefusedWrite): Promise<Problem[]> {
  const { zone, plan } = refused.home.configuration;
  if (error.codes.includes(tooManyRules)) {
    const what = `has no room for another custom rule: ${error.detail}`;
    const fix = `Delete other rules in the dashboard (Security → WAF → Custom rules), or set the zone's actual plan: ${setPlan}   (currently ${plan})`;
    return [{ code: "no-rule-slot", where: zone, what, fix }];
  }
  const what = `is refused by Cloudflare: ${error.detail === "" ? error.message : error.detail}`;
  const settings = await findSettings(refused);
  if (settings.length > 0) {
    const fix = "Change this setting: Cloudflare accepts the gate's rule without it.";
    return settings.map((where) => ({ code: "rule-refused", where, what, fix }));
  }
  const where = `the gate's rule ${refused.write.ref}`;
  const fix = `If the zone is not on the ${plan} plan, set the actual one: ${setPlan}\nOtherwise look for the cause: npm run doctor`;
  return [{ code: "rule-refused", where, what, fix }];
}

/** Returns the settings of those lanes and hostnames without which Cloudflare accepts the rule. */
async function findSettings({ home, door, isAccepted }: RefusedWrite): Promise<string[]> {
  const lanes = door.lanes.map((lane) => ({
    where: `lanes[${home.lanes.indexOf(lane)}]`,
    without: { ...door, lanes: door.lanes.filter((other) => other !== lane) },
  }));
  const hostnames = door.hostnames.map((hostname) => ({
    where: settingOf(home, hostname),
    without: { ...door, hostnames: door.hostnames.filter((other) => other !== hostname) },
  }));
  const found = [...lanes, ...(door.hostnames.length > 1 ? hostnames : [])].map(
    async ({ where, without }) => {
      const [rule] = blockRules(without);
      return rule !== undefined && (await isAccepted(rule)) ? [where] : [];
    },
  );
  return (await Promise.all(found)).flat();
}

function settingOf({ services, configuration }: Home, hostname: string): string {
  const index = services.findIndex((service) => service.hostname === hostname);
  return configuration.services === undefined ? "hostname" : `services[${index}].hostname`;
}
