import * as pulumi from "@pulumi/pulumi";
import { surveyHomeAssistant } from "../preflight/home-assistant.ts";
import { type HomePlan, planHome } from "../preflight/plan-home.ts";
import { refuseSecondHome } from "../preflight/second-home.ts";
import { surveyZone } from "../preflight/survey.ts";
import { connectApi } from "../zone/api.ts";
import type { SecureHomeArgs } from "./args.ts";
import { childOptions } from "./child-options.ts";
import type { HomeAssistantArgs } from "./home-assistant.ts";

/** The type of the component that is the parent of everything a home has. */
export const secureHomeType = "ha-mtls:index:SecureHome";

/** Where a home is made: its plan, the zone that the survey found, and the options of its components. */
export interface Site extends Omit<HomePlan, "homeAssistant"> {
  readonly zoneId: pulumi.Output<string>;
  readonly accountId: pulumi.Output<string>;
  /** Changes when somebody else has changed the zone's rules or associations since the last run. */
  readonly seen: pulumi.Output<string>;
  /** Undefined if the stack does not set up Home Assistant. */
  readonly homeAssistant: Pick<HomeAssistantArgs, "choices" | "seen" | "accessToken"> | undefined;
  /** Options of the component that waits for nothing. */
  readonly first: pulumi.ComponentResourceOptions;
  /** Returns the options of a component that is made when these exist, and is destroyed before them. */
  readonly after: (...earlier: Earlier[]) => pulumi.ComponentResourceOptions;
}

type Earlier = pulumi.Input<pulumi.Resource | pulumi.Resource[]>;

/** Checks a home's arguments, and what the program needs besides. @throws Refusal with everything that is wrong */
export function planSite(name: string, args: SecureHomeArgs): HomePlan {
  const { apiToken, homeAssistantToken, ...settings } = args;
  refuseSecondHome(name);
  return planHome(settings, { apiToken, homeAssistantToken });
}

/** Surveys the zone and Home Assistant for a home. If the survey refuses the run, nothing is made. */
export function openSite(
  { homeAssistant, ...plan }: HomePlan,
  parent: pulumi.ComponentResource,
  opts?: pulumi.ComponentResourceOptions,
): Site {
  const survey = plan.apiToken.apply((token) => surveyZone(connectApi({ token }), plan));
  return {
    ...plan,
    zoneId: survey.zoneId,
    accountId: survey.accountId,
    seen: survey.seen,
    homeAssistant: homeAssistant && {
      ...homeAssistant,
      seen: homeAssistant.token.apply((clear) => surveyHomeAssistant(homeAssistant.choices, clear)),
    },
    first: childOptions(parent, opts),
    after: (...earlier) => ({ parent, dependsOn: pulumi.all(earlier).apply((all) => all.flat()) }),
  };
}
