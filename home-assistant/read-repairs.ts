import { z } from "zod";
import type { Repair } from "../domain/home-assistant/repairs.ts";
import { AnswerLost, CommandRefused, unless } from "./answer.ts";
import type { HomeAssistant } from "./home-assistant.ts";

const issues = z.object({
  issues: z.array(
    z.object({
      domain: z.string(),
      issue_id: z.string(),
      ignored: z.boolean(),
      translation_key: z.string().nullish(),
      translation_placeholders: z.record(z.string(), z.unknown()).nullish(),
      learn_more_url: z.string().nullish(),
    }),
  ),
});

/**
 * Reads Home Assistant's list of repairs, without ignored ones; empty if it has no such list.
 * https://github.com/home-assistant/core/blob/dev/homeassistant/components/repairs/websocket_api.py
 * @throws Failure
 */
export async function readRepairs(home: HomeAssistant): Promise<Repair[]> {
  const answer = await unless(home.ask({ type: "repairs/list_issues" }, issues), CommandRefused, AnswerLost);
  return (answer?.issues ?? [])
    .filter(({ ignored }) => !ignored)
    .map((issue) => ({
      domain: issue.domain,
      key: issue.translation_key ?? issue.issue_id,
      names: [issue.issue_id, ...Object.values(issue.translation_placeholders ?? {}).map(String)],
      page: issue.learn_more_url ?? undefined,
    }));
}
