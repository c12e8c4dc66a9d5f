import { describeRepairs, type Repair } from "../../../domain/home-assistant/repairs.ts";

const repair: Repair = { domain: "http", key: "ssl_profile", names: [], page: undefined };
const apps = [{ slug: "396f0234_cloudflared", state: "started", options: {}, boot: "auto", watchdog: true }];
const describeOne = (change: Partial<Repair>) => describeRepairs([{ ...repair, ...change }], apps);

test.each<[string, Partial<Repair>, number]>([
  ["of the HTTP server", {}, 1],
  ["about a Cloudflared app by its name", { domain: "hassio", names: ["Cloudflared"] }, 1],
  [
    "about an app that runs cloudflared by its slug",
    { domain: "hassio", names: ["issue_396f0234_cloudflared"] },
    1,
  ],
  ["about another app", { domain: "hassio", names: ["Mosquitto"] }, 0],
  ["of another integration", { domain: "sun", names: ["Cloudflared"] }, 0],
])("a repair %s: %s", (_what, change, count) => {
  expect(describeOne(change)).toHaveLength(count);
});

test("an ignored block in configuration.yaml is reported as such", () => {
  const [problem] = describeOne({ key: "yaml_still_present_after_migration" });
  expect(problem).toMatchObject({
    where: "configuration.yaml of Home Assistant",
    what: "has an http: block, which Home Assistant ignores",
  });
});

test("Home Assistant's page about a repair is passed on", () => {
  const [problem] = describeOne({ page: "https://www.home-assistant.io/x" });
  expect(problem?.fix).toContain(
    "Settings → System → Repairs.\nHome Assistant's page about it: https://www.",
  );
});
