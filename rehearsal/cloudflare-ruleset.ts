import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { fromApi, toApi } from "./api-names";
import type { CloudflareApi } from "./cloudflare-api";
import type { Inputs, Made, Wanted } from "./inputs";

const rule = z.strictObject({
  action: z.string(),
  expression: z.string(),
  actionParameters: z.looseObject({}).optional(),
  description: z.string().optional(),
  enabled: z.boolean().optional(),
  logging: z.strictObject({ enabled: z.boolean() }).optional(),
  ref: z.string().optional(),
  // Computed: the provider takes it back with a rule that was read, and does not send it.
  categories: z.array(z.string()).optional(),
});

const rulesetInputs = z.strictObject({
  zoneId: z.string(),
  kind: z.string(),
  name: z.string(),
  phase: z.string(),
  description: z.string().optional(),
  rules: z.array(z.looseObject({})).optional(),
});

type RulesetInputs = z.output<typeof rulesetInputs>;

/**
 * Makes a ruleset, or takes over the one whose import id is given: the engine reads it, compares, and writes what
 * differs. Without an import id Cloudflare refuses a second entry point of a phase (20217).
 */
export async function makeRuleset(api: CloudflareApi, wanted: Wanted): Promise<Made> {
  const inputs = rulesetInputs.parse(wanted.inputs);
  const body = rulesetBody(inputs);
  const path = `zones/${inputs.zoneId}/rulesets`;
  const result =
    wanted.importId === undefined
      ? await api.request("POST", path, body)
      : await takeOver(api, `${path}/${readImportId(wanted.importId)}`, body);
  const state = fromApi(result) as Inputs;
  return { id: String(state["id"]), state: { ...state, zoneId: inputs.zoneId } };
}

async function takeOver(api: CloudflareApi, path: string, body: Inputs): Promise<unknown> {
  const live = await api.request("GET", path);
  const liveBody = rulesetBody(rulesetInputs.parse(writableFields(fromApi(live) as LiveRuleset)));
  for (const field of ["kind", "name", "phase"]) {
    if (body[field] !== liveBody[field]) {
      throw new Error(
        "previously-imported resources that still specify an ID may not be replaced: " +
          `${field} is ${JSON.stringify(liveBody[field])}, wanted ${JSON.stringify(body[field])}`,
      );
    }
  }
  return isDeepStrictEqual(liveBody, body) ? live : api.request("PUT", path, body);
}

interface LiveRuleset extends Inputs {
  readonly rules?: readonly Inputs[];
}

const readOnly = ["id", "version", "lastUpdated", "categories"];

function writableFields({ kind, name, phase, description, rules }: LiveRuleset): Inputs {
  const writable = (rules ?? []).map((live) =>
    Object.fromEntries(Object.entries(live).filter(([key]) => !readOnly.includes(key))),
  );
  return { zoneId: "", kind, name, phase, description, rules: writable };
}

/** The whole body: empty parameters and descriptions are written too. */
function rulesetBody({ kind, name, phase, description = "", rules = [] }: RulesetInputs): Inputs {
  return { description, kind, name, phase, rules: rules.map(ruleBody) };
}

function ruleBody(input: Inputs, index: number): unknown {
  const place = `gate.rules[${index}]`;
  if (input["id"] !== undefined) {
    throw new Error(`Invalid Configuration for Read-Only Attribute. Examine values at '${place}.id'.`);
  }
  const { action, expression, ref, logging, enabled = true, ...texts } = rule.parse(input);
  const { actionParameters = {}, description = "" } = texts;
  return toApi({ action, actionParameters, description, enabled, expression, logging, ref });
}

function readImportId(importId: string): string {
  const id = /^zones\/[0-9a-f]{32}\/([0-9a-f]{32})$/.exec(importId)?.[1];
  if (id !== undefined) return id;
  throw new Error(
    `invalid ID: expected urlencoded segments "<{accounts|zones}/{account_id|zone_id}>/<ruleset_id>", got ${importId}`,
  );
}
