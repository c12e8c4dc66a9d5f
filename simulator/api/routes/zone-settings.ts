import { Hono } from "hono";
import { z } from "zod";
import { parameter, readBody, success } from "../envelope.ts";
import { invalidZoneSettingValue, unknownZoneSetting, zoneSettingNotEditable } from "../errors.ts";
import type { State } from "../../state/state.ts";
import { ZONE_SETTING_DEFINITIONS } from "../../state/zone-setting-definitions.ts";

const CHANGE = z.looseObject({ value: z.unknown() });

/** Zone settings: `/zones/{zone}/settings`. */
export function zoneSettingRoutes(state: State): Hono {
  const routes = new Hono();
  routes.get("/", (c) => success(c, listZoneSettings(state)));
  routes.get("/:setting", (c) => success(c, zoneSettingResult(state, parameter(c, "setting"))));
  routes.patch("/:setting", async (c) => {
    const id = parameter(c, "setting");
    const { value } = await readBody(c, CHANGE);
    changeZoneSetting(state, id, value);
    return success(c, zoneSettingResult(state, id));
  });
  return routes;
}

const listZoneSettings = (state: State): object[] =>
  [...state.settings.keys()].map((id) => zoneSettingResult(state, id));

function zoneSettingResult(state: State, id: string): object {
  const setting = state.settings.get(id);
  const definition = ZONE_SETTING_DEFINITIONS[id];
  if (setting === undefined || definition === undefined) throw unknownZoneSetting();
  return { id, value: setting.value, editable: definition.editable, modified_on: setting.modifiedOn };
}

function changeZoneSetting(state: State, id: string, value: unknown): void {
  const definition = ZONE_SETTING_DEFINITIONS[id];
  if (definition === undefined) throw unknownZoneSetting();
  if (!definition.editable) throw zoneSettingNotEditable(id);
  if (!definition.accepts(value)) throw invalidZoneSettingValue(id);
  state.settings.set(id, { value, modifiedOn: new Date().toISOString() });
}
