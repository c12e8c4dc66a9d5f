import type { InvokeOptions } from "@pulumi/pulumi";
import type { Home } from "../domain/configuration/home.ts";
import { surveyAccessRules } from "./access-rules.ts";
import { readAssociations } from "./associations.ts";
import { surveyCertificates } from "./certificates.ts";
import { findChangedSurroundings } from "./changed-outside.ts";
import { readCustomRules } from "./custom-rules.ts";
import { surveyNames } from "./names.ts";
import type { OwnState } from "./own-state.ts";
import type { Subject } from "./subject.ts";
import { recallZone } from "./zone.ts";
import type { ZoneIdentity } from "../domain/configuration/zone.ts";

interface Looking {
  readonly home: Home;
  readonly token: string;
  readonly reading: Promise<OwnState>;
  readonly identifying: Promise<ZoneIdentity>;
}

/**
 * All that is asked about the zone, in one go. The zone of the last run is looked at while its name is still being looked
 * up: the two are nearly always the same, and Cloudflare takes its time for every answer.
 */
export async function lookAround({ home, token, reading, identifying }: Looking, options: InvokeOptions) {
  const own = await reading;
  const before = recallZone(own);
  const early = before && look({ ...before, home, own, token }, options);
  // What is wrong with the zone of before is nobody's concern when this one is another.
  early?.catch(() => undefined);
  const identity = await identifying;
  const isSame = before?.zoneId === identity.zoneId && before.accountId === identity.accountId;
  return early !== undefined && isSame ? early : look({ ...identity, home, own, token }, options);
}

async function look(subject: Subject & { readonly token: string }, options: InvokeOptions) {
  const surroundings = findChangedSurroundings(subject, options);
  // Where this fails the others may know why, such as a tunnel that is gone: whoever reads them first waits for it.
  surroundings.catch(() => undefined);
  const reading = readCustomRules(subject, options);
  const [customRules, associations, names, certificates, accessRules] = await Promise.all([
    reading,
    readAssociations(subject, options),
    surveyNames(subject, options),
    surveyCertificates({ ...subject, customRules: reading }, options),
    surveyAccessRules(subject, options),
  ]);
  return { customRules, associations, names, certificates, accessRules, surroundings };
}
