import {
  type HomeAssistant,
  startHomeAssistant,
} from "cloudflare-simulator/home-assistant/home-assistant.ts";
import { isSetUp, lookAtHomeAssistant, lookClosely, type Looked } from "../../../cli/home-assistant/look.ts";
import { homeOf, stateOf, types } from "../support/cli-fixtures.ts";

const tunnelId = "c1744f8b-faa1-48a4-9e5c-02ac921467fa";
const state = stateOf([{ types: types.tunnel, name: "tunnel", id: tunnelId }]);
let standIn: HomeAssistant;
beforeEach(async () => {
  standIn = await startHomeAssistant({ users: { owner: { isAdmin: true } } });
});
afterEach(() => standIn.close());

const look = (change: Partial<Looked> = {}) => {
  const home = homeOf({ homeAssistant: JSON.stringify({ url: standIn.url }) });
  return lookAtHomeAssistant({ home, state, accessToken: "owner", ...change });
};

test("it returns what Home Assistant is like, and what the stack wants with its tunnel", async () => {
  expect(await look({ tunnelToken: "x" })).toMatchObject({
    url: standIn.url,
    facts: { version: "2026.11.0", externalUrl: null },
    wanted: { externalUrl: "https://ha.example.com", tunnelId, token: "x" },
  });
  expect(standIn.commands.commands()).not.toContain("repairs/list_issues");
  const changes = /update|configure|promote|^post/;
  expect(standIn.commands.commands().filter((command) => changes.test(command))).toEqual([]);
});

test("a close look adds Home Assistant's repairs and webhooks", async () => {
  const home = homeOf({ homeAssistant: JSON.stringify({ url: standIn.url }) });
  expect(await lookClosely({ home, state, accessToken: "owner", tunnelToken: "x" })).toMatchObject({
    facts: { version: "2026.11.0" },
    wanted: { tunnelId, token: "x" },
    repairs: [],
    webhooks: [],
  });
  expect(standIn.commands.commands()).toContain("repairs/list_issues");
});

test("a stack that leaves Home Assistant alone has nothing to look at", async () => {
  expect(await look({ home: homeOf() })).toBeUndefined();
});

test.each([
  ["a missing token", undefined, "no-home-assistant-token"],
  ["a token that is refused", "stranger", "refused-by-home-assistant"],
])("an obstacle is one problem: %s", async (_what, accessToken, code) => {
  expect(await look({ accessToken })).toMatchObject({ code });
});

test("whether a run has set Home Assistant up is read from the state", () => {
  const command = "ha-mtls:index:HomeAssistant$command:local:Command";
  expect(isSetUp(stateOf([{ types: command, name: "home-assistant-setup", id: "x" }]))).toBe(true);
  expect(isSetUp(state)).toBe(false);
});
