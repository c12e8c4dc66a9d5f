import type { Check } from "../../../cli/doctor/check.ts";
import { examine } from "../../../cli/doctor/examine.ts";
import { withSimulator } from "../../simulator/with-simulator.ts";
import { homeOf, stateOf } from "../cli-fixtures.ts";

const cloud = withSimulator();

async function aboutHttp3(settings: Readonly<Record<string, string>> = {}): Promise<Check[]> {
  const found = await examine(cloud.api(), { home: homeOf(settings), state: stateOf([]) });
  return found.filter((check) =>
    check.level === "fine" ? check.what.includes("HTTP/3") : check.problem.code === "http3-on",
  );
}

test("HTTP/3 that is on is a warning that says what it may cost and how it is turned off", async () => {
  expect(await aboutHttp3()).toEqual([
    {
      level: "warning",
      problem: {
        code: "http3-on",
        where: "HTTP/3",
        what: "is on, and the configuration leaves it so",
        fix: expect.stringContaining("npx pulumi config set --path zoneSettings.http3 off") as string,
      },
      why: expect.stringMatching(/WebSockets.*not to ask for the certificate/) as string,
    },
  ]);
});

test("HTTP/3 that the next run turns off, or that is off, is fine", async () => {
  expect(await aboutHttp3({ zoneSettings: '{"http3":"off"}' })).toEqual([
    { level: "fine", what: "HTTP/3 is on, and the next up turns it off" },
  ]);
  cloud.simulator.state.settings.set("http3", { value: "off", modifiedOn: null });
  expect(await aboutHttp3()).toEqual([{ level: "fine", what: "HTTP/3 is off" }]);
});
