import {
  type HomeAssistant as StandIn,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { HomeAssistant } from "../../home-assistant/home-assistant.ts";
import { readRepairs } from "../../home-assistant/read-repairs.ts";

let standIn: StandIn;
let home: HomeAssistant;
beforeEach(async () => {
  standIn = await startHomeAssistant();
  home = new HomeAssistant({ url: standIn.url, tokens: ["token"] });
});
afterEach(async () => {
  home.close();
  await standIn.close();
});

const repair = {
  domain: "hassio",
  issue_id: "issue_addon_boot_fail_1",
  translation_key: "issue_addon_boot_fail",
  translation_placeholders: { addon: "Cloudflared" },
  learn_more_url: null,
  ignored: false,
};

test("a repair is read with its kind and everything that its text mentions", async () => {
  standIn.core.repairs = [repair];
  expect(await readRepairs(home)).toEqual([
    {
      domain: "hassio",
      key: "issue_addon_boot_fail",
      names: ["issue_addon_boot_fail_1", "Cloudflared"],
      page: undefined,
    },
  ]);
});

test("ignored repairs are left out", async () => {
  standIn.core.repairs = [{ ...repair, ignored: true }];
  expect(await readRepairs(home)).toEqual([]);
});

test.each(["refused", "cut before"] as const)("a list that is %s counts as empty", async (kind) => {
  standIn.core.repairs = [repair];
  standIn.commands.set(1, kind);
  expect(await readRepairs(home)).toEqual([]);
});
