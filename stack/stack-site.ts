import * as pulumi from "@pulumi/pulumi";
import { openSite, planSite, secureHomeType, type Site } from "../components/site.ts";
import { readStack } from "./read-stack.ts";

/** Returns the site of the stack file's home. @throws Refusal with everything that is wrong in the file */
export function stackSite(): Site {
  const plan = planSite("home", readStack());
  return openSite(plan, new pulumi.ComponentResource(secureHomeType, "home"));
}
