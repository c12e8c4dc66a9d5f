import * as cloudflare from "@pulumi/cloudflare";
import type { InvokeOptions } from "@pulumi/pulumi";
import { ask } from "./ask.ts";

/** Reads the zone's one list of hostname associations, in its order. */
export async function readAssociations(
  { zoneId }: { readonly zoneId: string },
  options: InvokeOptions,
): Promise<readonly string[]> {
  const answer = await ask("reading hostname associations", () =>
    cloudflare.getCertificateAuthoritiesHostnameAssociations({ zoneId }, options),
  );
  return answer.hostnames;
}
