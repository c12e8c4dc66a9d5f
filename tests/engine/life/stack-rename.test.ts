import { existsSync } from "node:fs";
import { EngineStack } from "../engine-stack.ts";

jest.setTimeout(300_000);

test("a renamed stack keeps its rule, its tunnel and all keys, and destroy removes everything", async () => {
  const stack = await EngineStack.create();
  const { state } = stack.simulator;
  const house = (...words: string[]) => stack.pulumi(...words, "--yes", "--skip-preview", "--stack", "house");
  const rules = (): string[] =>
    [...state.rulesets.values()].flatMap((ruleset) => ruleset.rules.map(({ ref }) => ref));
  const tunnels = () => [...state.tunnels.values()].filter(({ deletedAt }) => deletedAt === null);
  const pins = (): string[] =>
    [...state.clientCertificates.values()].map(({ fingerprint_sha256 }) => fingerprint_sha256);

  expect(await stack.up()).toMatchObject({ code: 0 });
  const [before, issued] = [tunnels().map(({ id }) => id), pins()];
  expect(await stack.pulumi("stack", "rename", "house", "--stack", "test")).toMatchObject({ code: 0 });
  expect(await house("up")).toMatchObject({ code: 0 });
  expect(rules()).toEqual(["ha-mtls-house-1"]);
  expect(tunnels().map(({ id, name }) => [id, name])).toEqual([[before[0], "ha-mtls-house"]]);
  expect(pins()).toEqual(issued);
  expect(
    ["anna-phone", "ben-laptop"].map((name) => existsSync(stack.path("bundles", "house", `${name}.p12`))),
  ).toEqual([true, true]);
  expect(await stack.pulumi("preview", "--expect-no-changes", "--stack", "house")).toMatchObject({ code: 0 });

  expect(await house("destroy")).toMatchObject({ code: 0 });
  expect([rules(), tunnels(), state.dnsRecords.size, state.hostnameAssociations]).toEqual([[], [], 0, []]);
  expect(stack.simulator.exposures()).toEqual([]);
  await stack.close();
});
