import { z } from "zod";
import type { ZoneIdentity } from "../domain/configuration/zone.ts";
import { type CloudflareApi, path } from "./api.ts";

const setting = z.object({ value: z.unknown().optional() });

/** A zone setting's value as text; empty for one that is no text. */
export async function readSetting(
  api: CloudflareApi,
  { zoneId }: Pick<ZoneIdentity, "zoneId">,
  id: string,
): Promise<string> {
  const { value } = await api.get(path`zones/${zoneId}/settings/${id}`, setting);
  return typeof value === "string" ? value : "";
}

/** Values by id. */
export async function readSettings(
  api: CloudflareApi,
  zone: Pick<ZoneIdentity, "zoneId">,
  ids: readonly string[],
): Promise<Record<string, string>> {
  const values = ids.map(async (id) => [id, await readSetting(api, zone, id)] as const);
  return Object.fromEntries(await Promise.all(values));
}
