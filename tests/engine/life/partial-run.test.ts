import { existsSync } from "node:fs";
import { EngineStack, example, type StackFile } from "../engine-stack.ts";

jest.setTimeout(300_000);

let stack: EngineStack;

beforeEach(async () => {
  stack = await EngineStack.create();
});

afterEach(async () => {
  expect(stack.simulator.exposures()).toEqual([]);
  await stack.close();
});

const origin = "http://homeassistant:8123";
const { hostname, ...rest } = example as StackFile & { readonly hostname: string };
const withNas = {
  ...rest,
  services: [
    { hostname, origin },
    { hostname: "nas.example.com", origin: "http://nas:5000" },
  ],
};
const names = (): string[] => [...stack.simulator.state.dnsRecords.values()].map(({ name }) => name);

test("a first run with --target creates nothing at Cloudflare, and says what to run", async () => {
  const { code, text } = await stack.up("--target", "**ha.example.com-record");
  expect(code).not.toBe(0);
  expect(text).toContain("[left-out]\n      Run it without --target and --exclude: npx pulumi up");
  expect(text).not.toContain("TypeError");
  expect(stack.writes()).toEqual([]);
});

test.each(["gate-rules", "zone-settings-ssl", "anna-phone-certificate", "tunnel-ingress"])(
  "a first run without %s publishes nothing, says what is missing, and is completed by a full run",
  async (name) => {
    const { code, text } = await stack.up("--exclude", `**${name}`);
    expect(code).not.toBe(0);
    expect(text).toContain(`error: ${name} is left out of this run, but other resources need it [left-out]`);
    expect(names()).toEqual([]);
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(names()).toEqual([hostname]);
  },
);

test("a new hostname stays unreachable while its rule is excluded", async () => {
  expect(await stack.up()).toMatchObject({ code: 0 });
  stack.write(withNas);
  const { code, text } = await stack.up("--exclude", "**gate-rules");
  expect(code).not.toBe(0);
  expect(text).toContain("error: gate-rules is left out of this run, but other resources need it [left-out]");
  expect(names()).toEqual([hostname]);
  expect(await stack.up()).toMatchObject({ code: 0 });
  expect(names().sort()).toEqual([hostname, "nas.example.com"]);
});

test("replacing the restore point leaves the home closed", async () => {
  expect(await stack.up()).toMatchObject({ code: 0 });
  const mark = stack.mark();
  const { code, text } = await stack.up("--replace", "**restore-point-record");
  expect(code).toBe(0);
  expect(text).toContain(`stay as they are: ${hostname} can still be reached, and would be open`);
  expect(stack.writes(mark)).toEqual([]);
  expect(await stack.preview("--expect-no-changes")).toMatchObject({ code: 0 });
  expect(await stack.destroy()).toMatchObject({ code: 0 });
  expect([...stack.simulator.state.rulesets.values()].flatMap(({ rules }) => rules)).toEqual([]);
});

test("a replaced bundle exists afterwards", async () => {
  expect(await stack.up()).toMatchObject({ code: 0 });
  expect(await stack.up("--replace", "**anna-phone-bundle")).toMatchObject({ code: 0 });
  expect(existsSync(stack.path("bundles", "test", "anna-phone.p12"))).toBe(true);
});
