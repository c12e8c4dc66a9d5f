import {
  type HomeAssistant as StandIn,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { Supervisor } from "cloudflare-simulator/home-assistant/supervisor.ts";
import { HomeAssistant } from "../../../home-assistant/home-assistant.ts";
import {
  busyRefusal,
  httpRefusals,
  refusalOf,
  refusals,
  refusalWhileBusy,
} from "../../home-assistant/refusals.ts";

let supervisor: Supervisor;
let standIn: StandIn;
let home: HomeAssistant;

beforeAll(async () => {
  supervisor = new Supervisor();
  supervisor.install("https://github.com/homeassistant-apps/repository");
  standIn = await startHomeAssistant({ supervisor });
  home = new HomeAssistant({ url: standIn.url, tokens: ["token"] });
});
afterAll(async () => {
  home.close();
  await standIn.close();
});

// A real Home Assistant says the same: tests/home-assistant/real/real-supervisor.test.ts.
test.each([...refusals, ...httpRefusals])(
  "%s is refused with Home Assistant's code and words",
  async (...row) => {
    const [, command, code, message] = row;
    expect(await refusalOf(home, command)).toEqual({
      code,
      message: expect.stringMatching(message) as string,
    });
  },
);

test("a busy Supervisor's refusal is passed on", async () => {
  expect(await refusalWhileBusy(home, supervisor)).toEqual(busyRefusal);
});
